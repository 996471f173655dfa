package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A client that others wrote against the simulator and against a Trunkline session.
@ExtendWith(OneInstallation.class)
class BaileysIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int TEXTS = 200;

  private final Installation installation;
  private final Simulator simulator;

  BaileysIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
  }

  @BeforeEach
  void install() {
    Baileys.install(installation.root());
  }

  @Test
  void baileysAndTheSimulatorUnderstandEachOther() {
    Baileys.judge(
        installation.root(), installation.env("SIMULATOR_URL"), "96176000001", "96176000002", 20);
  }

  @Test
  @Tag("outage")
  void baileysAndTrunklineExchangeTextsInOrderAlsoAfterBothWereRestarted(@TempDir Path folder) {
    var own = simulator.phone("96176000003", "Trunkline");
    var other = simulator.phone("96176000004", "Baileys");
    var connection = Connection.request(installation.tenant(), installation.anonymous(), "baileys");
    connection.link(own);
    try (var receiver = new WebhookReceiver()) {
      var registered =
          installation
              .tenant()
              .post(
                  "/api/v1/webhooks",
                  Map.of(
                      "url",
                      receiver.url(),
                      "events",
                      List.of("message"),
                      "sessions",
                      List.of(connection.id())));
      assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
      receiver.secret(MainJobIT.secretIn(registered));

      try (var baileys = start(other, folder)) {
        exchange(connection, own, other, baileys, receiver, "first", TEXTS);
      }
      installation.ctl("restart", "worker-1");
      installation.ctl("restart", "worker-2");
      connection.awaitConnected(LIMIT);
      try (var baileys = start(other, folder)) {
        exchange(connection, own, other, baileys, receiver, "again", TEXTS);
      }
    }
  }

  private Baileys start(Simulator.Phone phone, Path folder) {
    return Baileys.start(
        installation.root(),
        installation.env("SIMULATOR_URL"),
        phone.number(),
        folder.resolve("auth"));
  }

  private static void exchange(
      Connection connection,
      Simulator.Phone own,
      Simulator.Phone other,
      Baileys baileys,
      WebhookReceiver receiver,
      String run,
      int count) {
    var there = texts(run + " there", count);
    var back = texts(run + " back", count);
    // Baileys files a new contact's LID before it takes a text's turn, so that texts behind the
    // first
    // one may overtake it inside Baileys.
    connection.sendUntilAccepted("+" + other.number(), "hello before " + run, LIMIT);
    Waiting.until(
        "the first text at Baileys",
        LIMIT,
        () -> !starting(baileys.shown(), "hello before " + run).isEmpty());
    for (int i = 0; i < count; i++) {
      connection.sendUntilAccepted("+" + other.number(), there.get(i), LIMIT);
      baileys.send(own.number(), back.get(i));
    }
    Waiting.until("texts at Baileys", LIMIT, () -> starting(baileys.shown(), run).size() >= count);
    assertThat(starting(baileys.shown(), run)).containsExactlyElementsOf(there);
    Waiting.until("texts at us", LIMIT, () -> starting(bodies(receiver), run).size() >= count);
    assertThat(starting(bodies(receiver), run)).containsExactlyElementsOf(back);
    assertThat(baileys.undecryptable()).isZero();
  }

  private static List<String> texts(String start, int count) {
    return IntStream.range(0, count).mapToObj(i -> start + " " + i).toList();
  }

  private static List<String> starting(List<String> texts, String start) {
    return texts.stream().filter(text -> text.startsWith(start)).toList();
  }

  private static List<String> bodies(WebhookReceiver receiver) {
    var bodies = new ArrayList<String>();
    for (var call : receiver.calls()) {
      bodies.add(call.body().path("data").path("body").asString(""));
    }
    return bodies;
  }
}
