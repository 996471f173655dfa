package io.trunkline.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Measures a running installation: the time from the start of the HTTP call that sends a text to
/// the phone that shows it, at steady rates. Prints one line a rate; it judges nothing.
///
/// Arguments: the env file that `deploy/up` wrote, the seconds of each run, then the rates in
/// messages a second.
public final class Latency {
  private static final int SESSIONS = 10;

  private record Pair(Connection connection, Simulator.Phone peer) {}

  private final List<Pair> pairs = new ArrayList<>();
  private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
  private final Map<String, Long> shownAt = new ConcurrentHashMap<>();

  private Latency() {}

  public static void main(String[] arguments) {
    if (arguments.length < 3) {
      System.err.println("usage: Latency ENV_FILE SECONDS RATE...");
      System.exit(2);
    }
    var installation = Installation.running(Path.of(arguments[0]));
    var seconds = Integer.parseInt(arguments[1]);
    var latency = new Latency();
    latency.link(installation);
    var done = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      latency.pairs.forEach(pair -> threads.submit(() -> latency.watch(pair.peer(), done)));
      for (var rate : Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray()) {
        latency.run(rate, seconds);
      }
      done.set(true);
    }
  }

  private void link(Installation installation) {
    var simulator = installation.simulator();
    for (int i = 0; i < SESSIONS; i++) {
      var own = simulator.phone("961751%05d".formatted(i), "Own " + i);
      var peer = simulator.phone("961752%05d".formatted(i), "Peer " + i);
      var connection =
          Connection.request(installation.tenant(), installation.anonymous(), "latency-" + i);
      connection.link(own);
      connection.sendUntilAccepted("+" + peer.number(), "warm up", Duration.ofSeconds(10));
      pairs.add(new Pair(connection, peer));
    }
  }

  private void watch(Simulator.Phone phone, AtomicBoolean done) {
    var cursor = "";
    while (!done.get()) {
      var page = phone.inbox(cursor, Duration.ofSeconds(1));
      var now = System.nanoTime();
      page.messages().forEach(message -> shownAt.put(message.text(), now));
      cursor = page.cursor();
    }
  }

  private void run(int rate, int seconds) {
    sentAt.clear();
    shownAt.clear();
    var interval = Duration.ofSeconds(1).toNanos() / rate;
    var start = System.nanoTime();
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < rate * seconds; i++) {
        LockSupport.parkNanos(start + i * interval - System.nanoTime());
        var pair = pairs.get(i % pairs.size());
        var text = "run " + rate + " number " + i;
        senders.submit(
            () -> {
              sentAt.put(text, System.nanoTime());
              pair.connection().send("+" + pair.peer().number(), text);
            });
      }
    }
    var end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (shownAt.size() < sentAt.size() && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    report(rate);
  }

  private void report(int rate) {
    var millis =
        shownAt.entrySet().stream()
            .filter(shown -> sentAt.containsKey(shown.getKey()))
            .mapToDouble(shown -> (shown.getValue() - sentAt.get(shown.getKey())) / 1e6)
            .sorted()
            .toArray();
    if (millis.length == 0) {
      System.out.printf("%d/s: %d sent, none shown%n", rate, sentAt.size());
      return;
    }
    System.out.printf(
        "%d/s: %d sent, %d shown, median %.1f ms, p99 %.1f ms, max %.1f ms%n",
        rate,
        sentAt.size(),
        millis.length,
        millis[millis.length / 2],
        millis[Math.min(millis.length - 1, (int) Math.ceil(millis.length * 0.99) - 1)],
        millis[millis.length - 1]);
  }
}
