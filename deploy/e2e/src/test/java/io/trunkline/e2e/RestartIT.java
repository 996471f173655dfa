package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.e2e.SpanReceiver.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Everything goes down and comes up again on the same data folder, with traces switched on, which
/// are then on for the rest of the run: a restart for them alone would make it longer.
@ExtendWith(OneInstallation.class)
@Tag("outage")
class RestartIT {
  private final Installation installation;
  private final SpanReceiver spans;

  RestartIT(Installation installation, SpanReceiver spans) {
    this.installation = installation;
    this.spans = spans;
  }

  @Test
  void sessionsComeBackWithoutAScanAndWhatTheyMissedArrives() {
    installation.awaitSharedShards();
    var simulator = installation.simulator();
    var own = simulator.phone("96174000001", "Own");
    var peer = simulator.phone("96174000002", "Peer");
    var connection = Connection.request(installation.tenant(), installation.anonymous(), "restart");
    connection.link(own);
    connection.sendUntilAccepted("+" + peer.number(), "before", Duration.ofSeconds(20));
    Waiting.until("the first text", Duration.ofSeconds(20), () -> peer.shown().size() == 1);

    installation.down();
    installation.up(
        "--set",
        "trunkline.tracing.enabled=true",
        "--set",
        "trunkline.tracing.endpoint=" + spans.url());

    connection.awaitConnected(Duration.ofSeconds(30));
    connection.sendUntilAccepted("+" + peer.number(), "after", Duration.ofSeconds(20));
    Waiting.until("the second text", Duration.ofSeconds(20), () -> peer.shown().size() == 2);
    peer.send(own.number(), "answer");
    Waiting.until(
        "the answer",
        Duration.ofSeconds(20),
        () ->
            installation
                .tenant()
                .get("/api/v1/messages?connectionId=" + connection.id() + "&direction=in")
                .toString()
                .contains("answer"));
    assertThat(simulator.stats().path("undecryptable").asInt()).isZero();
    oneTraceLeadsFromTheRequestToTheWebhook(connection, peer);
    oneTraceLeadsFromWhatsAppToTheWebhook(own, peer, connection);
  }

  private void oneTraceLeadsFromTheRequestToTheWebhook(
      Connection connection, Simulator.Phone peer) {
    try (var webhook = webhook("message_ack", connection)) {
      connection.sendUntilAccepted("+" + peer.number(), "traced words", Duration.ofSeconds(20));
      var trace = traceWith("whatsapp send", "webhook call");
      assertThat(trace)
          .extracting(Step::service)
          .contains("edge-gateway", "api-service", "worker", "webhook-service");
      assertThat(trace)
          .extracting(Step::name)
          .contains(
              "trunkline.commands publish",
              "command send",
              "trunkline.events publish",
              "trunkline.events store",
              "trunkline.events queue");
      assertThat(trace).filteredOn(step -> step.parent().isEmpty()).hasSize(1);
      assertThat(trace).allSatisfy(step -> assertThat(step.events()).isEmpty());
      assertThat(webhook.calls()).noneMatch(WebhookReceiver.Call::traced);
      assertThat(trace.toString())
          .doesNotContain(peer.number(), "traced words", connection.token(), webhook.url());
    }
  }

  private void oneTraceLeadsFromWhatsAppToTheWebhook(
      Simulator.Phone own, Simulator.Phone peer, Connection connection) {
    try (var _ = webhook("message", connection)) {
      peer.send(own.number(), "traced answer");
      var trace = traceWith("whatsapp receive", "webhook call");
      assertThat(trace)
          .extracting(Step::service)
          .contains("api-service", "worker", "webhook-service")
          .doesNotContain("edge-gateway");
      assertThat(trace.toString()).doesNotContain(peer.number(), "traced answer");
    }
  }

  private WebhookReceiver webhook(String event, Connection connection) {
    var receiver = new WebhookReceiver();
    var reply =
        installation
            .tenant()
            .post(
                "/api/v1/webhooks",
                Map.of(
                    "url",
                    receiver.url(),
                    "events",
                    List.of(event),
                    "sessions",
                    List.of(connection.id())));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    receiver.secret(MainJobIT.secretIn(reply));
    return receiver;
  }

  /// The trace that has steps of both names, once all of it is there.
  private List<Step> traceWith(String first, String last) {
    var found = new AtomicReference<List<Step>>();
    Waiting.until(
        "a trace from " + first + " to " + last,
        Duration.ofSeconds(20),
        () ->
            spans.traces().stream()
                .filter(trace -> names(trace).containsAll(List.of(first, last)))
                .filter(RestartIT::isWhole)
                .peek(found::set)
                .findFirst()
                .isPresent());
    return found.get();
  }

  private static List<String> names(List<Step> trace) {
    return trace.stream().map(Step::name).toList();
  }

  private static boolean isWhole(List<Step> trace) {
    var ids = trace.stream().map(Step::id).toList();
    return trace.stream().allMatch(step -> step.parent().isEmpty() || ids.contains(step.parent()));
  }
}
