package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The road that everything else widens: link, send, see it delivered and read, hear the answer.
@ExtendWith(OneInstallation.class)
class MainJobIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Installation installation;
  private final Simulator simulator;

  MainJobIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
  }

  @Test
  void textGoesFromPendingToReadAndTheAnswerReachesTheWebhookSigned() {
    var own = simulator.phone("96171000001", "Own");
    var peer = simulator.phone("96171000002", "Peer");
    var connection =
        Connection.request(installation.tenant(), installation.anonymous(), "main-job");
    connection.link(own);
    try (var receiver = new WebhookReceiver()) {
      registerWebhook(receiver, connection);

      var reply = connection.send("+" + peer.number(), "hello from Trunkline");
      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      var message = reply.body().path("data").path("message");
      assertThat(message.path("status").asString()).isIn("pending", "sent");
      var id = message.path("id").asString();

      var shown = peer.inbox("", LIMIT).messages();
      assertThat(shown).hasSize(1);
      assertThat(shown.getFirst().text()).isEqualTo("hello from Trunkline");
      awaitStatus(connection, id, "delivered");

      peer.read(List.of(shown.getFirst().id()));
      awaitStatus(connection, id, "read");

      peer.send(own.number(), "hello back");
      Waiting.until("the answer", LIMIT, () -> !messages(receiver).isEmpty());
      assertThat(messages(receiver)).hasSize(1);
      assertThat(messages(receiver).getFirst().body().toString()).contains("hello back");
      assertThat(receiver.calls()).allMatch(WebhookReceiver.Call::signatureValid);

      var listed =
          installation
              .tenant()
              .get("/api/v1/messages?connectionId=" + connection.id() + "&direction=in");
      assertThat(listed.body().toString()).contains("hello back");
    }
  }

  @Test
  void ownPhoneShowsWhatTheLinkedDeviceSent() {
    var own = simulator.phone("96171000003", "Own");
    var peer = simulator.phone("96171000004", "Peer");
    var connection =
        Connection.request(installation.tenant(), installation.anonymous(), "own-copy");
    connection.link(own);
    connection.send("+" + peer.number(), "seen on both");
    Waiting.until(
        "the copy on the own phone",
        LIMIT,
        () -> own.shown().stream().anyMatch(shown -> shown.text().equals("seen on both")));
  }

  @Test
  void messagesOfOneChatArriveInTheOrderInWhichTheyWereAccepted() {
    var own = simulator.phone("96171000005", "Own");
    var peer = simulator.phone("96171000006", "Peer");
    var connection = Connection.request(installation.tenant(), installation.anonymous(), "order");
    connection.link(own);
    var sent = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      sent.add("number " + i);
      assertThat(connection.send("+" + peer.number(), "number " + i).status()).isEqualTo(200);
    }
    Waiting.until("all fifty", LIMIT, () -> peer.shown().size() >= sent.size());
    assertThat(peer.shown()).extracting(Simulator.Shown::text).containsExactlyElementsOf(sent);
  }

  @Test
  void deviceUnlinkedOnThePhoneIsStaleAndSendsNothing() {
    var own = simulator.phone("96171000007", "Own");
    var connection = Connection.request(installation.tenant(), installation.anonymous(), "unlink");
    var device = connection.link(own);
    own.unlink(device);
    Waiting.until(
        "the connection to be stale",
        LIMIT,
        () -> connection.status().path("status").asString().equals("stale"));
    var reply = connection.send("+96171000002", "too late");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body().path("code").asString()).isEqualTo("connection_stale");
  }

  @Test
  void numberWithoutAnAccountIsRefused() {
    var own = simulator.phone("96171000008", "Own");
    var connection = Connection.request(installation.tenant(), installation.anonymous(), "nobody");
    connection.link(own);
    var reply = connection.send("+96179999999", "anybody there?");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(422);
    assertThat(reply.body().path("code").asString()).isEqualTo("not_on_whatsapp");
  }

  private void registerWebhook(WebhookReceiver receiver, Connection connection) {
    var reply =
        installation
            .tenant()
            .post(
                "/api/v1/webhooks",
                Map.of(
                    "url",
                    receiver.url(),
                    "events",
                    List.of("*"),
                    "sessions",
                    List.of(connection.id())));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    receiver.secret(secretIn(reply));
  }

  static String secretIn(Http.Reply reply) {
    var secret = reply.body().findValue("secret");
    assertThat(secret).as("secret of " + UUID.randomUUID()).isNotNull();
    return secret.asString();
  }

  private static List<WebhookReceiver.Call> messages(WebhookReceiver receiver) {
    return receiver.calls().stream()
        .filter(call -> call.body().path("type").asString().equals("message"))
        .toList();
  }

  private static void awaitStatus(Connection connection, String messageId, String status) {
    Waiting.until(
        "status " + status,
        LIMIT,
        () -> connection.message(messageId).path("status").asString().equals(status));
  }
}
