package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// Sessions of a test class, each with a chat partner, and traffic both ways while something is
/// being broken: what was accepted is shown once and in order, every answer reaches the webhook
/// once, no session needs a new scan.
final class Traffic implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofSeconds(90);

  private record Pair(Connection connection, Simulator.Phone own, Simulator.Phone peer) {}

  private final Simulator simulator;
  private final List<Pair> pairs = new ArrayList<>();
  private final WebhookReceiver receiver = new WebhookReceiver();
  private final int messages;
  private final Duration pause;
  private final JsonNode before;

  /// @param numbers the first digits of its phones' numbers, which no other class uses
  /// @param messages that each session sends in an exchange, and is answered
  /// @param pause between two of them
  Traffic(
      Installation installation,
      String name,
      String numbers,
      int sessions,
      int messages,
      Duration pause) {
    this.simulator = installation.simulator();
    this.before = simulator.stats();
    this.messages = messages;
    this.pause = pause;
    simulator.dropKnownIds(false);
    for (int i = 0; i < sessions; i++) {
      var own = simulator.phone("%s1%05d".formatted(numbers, i), "Own " + i);
      var peer = simulator.phone("%s2%05d".formatted(numbers, i), "Peer " + i);
      var connection =
          Connection.request(installation.tenant(), installation.anonymous(), name + "-" + i);
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

  List<Connection> connections() {
    return pairs.stream().map(Pair::connection).toList();
  }

  int sessions() {
    return pairs.size();
  }

  /// How many sessions have an open socket, as WhatsApp sees it.
  int online() {
    return (int) pairs.stream().filter(pair -> pair.own().hasDeviceOnline()).count();
  }

  /// Phones whose linked device has no open socket.
  List<String> offline() {
    return pairs.stream()
        .map(Pair::own)
        .filter(own -> !own.hasDeviceOnline())
        .map(Simulator.Phone::number)
        .toList();
  }

  void awaitOnline(Duration limit) {
    Waiting.until("every session's socket", limit, () -> online() == sessions());
  }

  /// Sends and answers on all sessions at once, breaks something in the middle, and checks every
  /// message of the run.
  void exchange(String run, Callable<?> breakage) throws Exception {
    Map<Integer, List<String>> accepted = new HashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var talks = new ArrayList<Future<List<String>>>();
      for (int i = 0; i < pairs.size(); i++) {
        int session = i;
        talks.add(threads.submit(() -> talk(run, session)));
      }
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      breakage.call();
      for (int i = 0; i < pairs.size(); i++) {
        accepted.put(i, talks.get(i).get());
      }
    }
    for (int i = 0; i < pairs.size(); i++) {
      checkArrived(run, i, accepted.get(i));
    }
    assertThat(receiver.calls()).allMatch(WebhookReceiver.Call::signatureValid);
    assertNoAnswerTwice();
    for (var pair : pairs) {
      assertThat(pair.connection().status().path("status").asString()).isEqualTo("connected");
    }
    var stats = simulator.stats();
    for (var counter : List.of("duplicateIds", "keyReuse", "undecryptable")) {
      assertThat(stats.path(counter).asInt())
          .as(counter + " in " + stats)
          .isEqualTo(before.path(counter).asInt());
    }
  }

  private List<String> talk(String run, int session) {
    var pair = pairs.get(session);
    var texts = new ArrayList<String>();
    for (int i = 0; i < messages; i++) {
      var text = run + " " + session + "/" + i;
      pair.connection().sendUntilAccepted("+" + pair.peer().number(), text, SETTLE);
      texts.add(text);
      pair.peer().send(pair.own().number(), "answer " + text);
      LockSupport.parkNanos(pause.toNanos());
    }
    return texts;
  }

  private void checkArrived(String run, int session, List<String> sent) {
    var peer = pairs.get(session).peer();
    Waiting.until(
        "all messages of " + run + " at phone " + peer.number(),
        SETTLE,
        () -> shown(peer, run, session).size() >= sent.size());
    assertThat(shown(peer, run, session))
        .as("shown once, in order")
        .containsExactlyElementsOf(sent);
    Waiting.until(
        "all answers of " + run + " of phone " + peer.number(),
        SETTLE,
        () -> answers(run, session).size() >= messages);
  }

  private static List<String> shown(Simulator.Phone peer, String run, int session) {
    return peer.shown().stream()
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
        .distinct()
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

  @Override
  public void close() {
    receiver.close();
  }
}
