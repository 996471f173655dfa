package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two workers, twenty sessions, traffic both ways, and one part after the other torn out: nothing
/// that was accepted is lost, nothing is shown twice, no session needs a new scan.
@ExtendWith(OneInstallation.class)
@Tag("outage")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChaosIT {
  private static final int SESSIONS = 20;
  private static final int MESSAGES_A_SESSION = 25;
  private static final Duration OUTAGE = Duration.ofSeconds(5);
  private static final Duration SETTLE = Duration.ofSeconds(90);
  private static final Duration TAKEOVER = Duration.ofSeconds(20);

  private record Pair(Connection connection, Simulator.Phone own, Simulator.Phone peer) {}

  private final Installation installation;
  private final Simulator simulator;
  private final List<Pair> pairs = new ArrayList<>();
  private WebhookReceiver receiver;

  ChaosIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
  }

  @BeforeAll
  void linkSessions() {
    simulator.dropKnownIds(false);
    receiver = new WebhookReceiver();
    for (int i = 0; i < SESSIONS; i++) {
      var own = simulator.phone("961721%05d".formatted(i), "Own " + i);
      var peer = simulator.phone("961722%05d".formatted(i), "Peer " + i);
      var connection =
          Connection.request(installation.tenant(), installation.anonymous(), "chaos-" + i);
      connection.link(own);
      pairs.add(new Pair(connection, own, peer));
    }
    var ids = pairs.stream().map(pair -> pair.connection().id()).toList();
    var reply =
        installation
            .tenant()
            .post(
                "/api/v1/webhooks",
                Map.of("url", receiver.url(), "events", List.of("message"), "sessions", ids));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    receiver.secret(MainJobIT.secretIn(reply));
  }

  @AfterAll
  void close() {
    if (receiver != null) {
      receiver.close();
    }
  }

  @Test
  void killingAWorkerLosesNothingAndAnotherTakesOver() throws Exception {
    var killedAt = new long[1];
    exchange(
        "worker",
        () -> {
          killedAt[0] = System.nanoTime();
          installation.ctl("kill", "worker-1");
          for (var pair : pairs) {
            pair.connection()
                .awaitConnected(
                    TAKEOVER.minusNanos(System.nanoTime() - killedAt[0]).plusSeconds(1));
          }
          installation.ctl("start", "worker-1");
        });
  }

  @Test
  void restartingKafkaLosesNothing() throws Exception {
    exchange("kafka", () -> outage("kafka"));
  }

  @Test
  void losingRedisLosesNothing() throws Exception {
    exchange("redis", () -> outage("redis"));
  }

  @Test
  void restartingPostgresLosesNothing() throws Exception {
    exchange("postgres", () -> outage("postgres"));
  }

  private void outage(String service) {
    installation.ctl("kill", service);
    LockSupport.parkNanos(OUTAGE.toNanos());
    installation.ctl("start", service);
  }

  /// Sends and answers on all sessions at once, breaks something in the middle, and checks every
  /// message of the run.
  private void exchange(String run, Runnable breakage) throws Exception {
    Map<String, List<String>> accepted = new ConcurrentHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var traffic = new ArrayList<Future<?>>();
      for (int i = 0; i < pairs.size(); i++) {
        int session = i;
        traffic.add(threads.submit(() -> accepted.put(run + session, talk(run, session))));
      }
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      breakage.run();
      for (var future : traffic) {
        future.get();
      }
    }
    for (int i = 0; i < pairs.size(); i++) {
      var pair = pairs.get(i);
      var sent = accepted.get(run + i);
      int session = i;
      Waiting.until(
          "all messages of " + run + " at phone " + i,
          SETTLE,
          () -> shown(pair, run, session).size() >= sent.size());
      assertThat(shown(pair, run, i)).as("shown once, in order").containsExactlyElementsOf(sent);
      Waiting.until(
          "all answers of " + run + " of phone " + i,
          SETTLE,
          () -> answers(run, session).size() >= MESSAGES_A_SESSION);
    }
    assertThat(receiver.calls()).allMatch(WebhookReceiver.Call::signatureValid);
    assertNoAnswerTwice();
    for (var pair : pairs) {
      assertThat(pair.connection().status().path("status").asString()).isEqualTo("connected");
    }
    var stats = simulator.stats();
    assertThat(stats.path("duplicateIds").asInt()).as(stats.toString()).isZero();
    assertThat(stats.path("keyReuse").asInt()).as(stats.toString()).isZero();
    assertThat(stats.path("undecryptable").asInt()).as(stats.toString()).isZero();
  }

  private List<String> talk(String run, int session) {
    var pair = pairs.get(session);
    var texts = new ArrayList<String>();
    for (int i = 0; i < MESSAGES_A_SESSION; i++) {
      var text = run + " " + session + "/" + i;
      pair.connection().sendUntilAccepted("+" + pair.peer().number(), text, SETTLE);
      texts.add(text);
      pair.peer().send(pair.own().number(), "answer " + text);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    return texts;
  }

  private static List<String> shown(Pair pair, String run, int session) {
    return pair.peer().shown().stream()
        .map(Simulator.Shown::text)
        .filter(text -> text.startsWith(run + " " + session + "/"))
        .toList();
  }

  private List<String> answers(String run, int session) {
    var start = "answer " + run + " " + session + "/";
    return receiver.calls().stream()
        .map(call -> call.body().path("data").findValuesAsString("body"))
        .flatMap(List::stream)
        .filter(text -> text.startsWith(start))
        .toList();
  }

  /// By event id, as customers are told to tell a repeat; a text under two ids would show too.
  private void assertNoAnswerTwice() {
    var texts = new HashSet<String>();
    var events = new HashSet<String>();
    for (var call : receiver.calls()) {
      if (events.add(call.eventId())) {
        var text = call.body().path("data").findValuesAsString("body");
        assertThat(texts.addAll(text)).as("answer under one event id: " + text).isTrue();
      }
    }
  }
}
