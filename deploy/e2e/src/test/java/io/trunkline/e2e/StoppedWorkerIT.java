package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A worker that sleeps through three leases and wakes up believing that it still owns its shards.
@ExtendWith(OneInstallation.class)
@Tag("outage")
class StoppedWorkerIT {
  private static final Duration THREE_LEASES = Duration.ofSeconds(18);
  private static final int SESSIONS = 6;

  private final Installation installation;
  private final Simulator simulator;

  StoppedWorkerIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
  }

  @Test
  void stoppedWorkerNobodyWaitsForItAndResumedItShowsNothingTwice() {
    simulator.dropKnownIds(false);
    var connections = new ArrayList<Connection>();
    var peers = new ArrayList<Simulator.Phone>();
    for (int i = 0; i < SESSIONS; i++) {
      var own = simulator.phone("961731%05d".formatted(i), "Own " + i);
      peers.add(simulator.phone("961732%05d".formatted(i), "Peer " + i));
      var connection =
          Connection.request(installation.tenant(), installation.anonymous(), "stopped-" + i);
      connection.link(own);
      connections.add(connection);
    }
    sendAll(connections, peers, "before");
    var stoppedAt = System.nanoTime();
    installation.ctl("stop", "worker-2");
    try {
      sendAll(connections, peers, "during");
      for (int i = 0; i < SESSIONS; i++) {
        var peer = peers.get(i);
        Waiting.until(
            "the text sent during the stop",
            Duration.ofSeconds(20),
            () -> peer.shown().stream().anyMatch(shown -> shown.text().equals("during")));
      }
      LockSupport.parkNanos(THREE_LEASES.toNanos() - (System.nanoTime() - stoppedAt));
    } finally {
      installation.ctl("cont", "worker-2");
    }
    sendAll(connections, peers, "after");
    for (int i = 0; i < SESSIONS; i++) {
      var peer = peers.get(i);
      Waiting.until(
          "the text sent after the stop",
          Duration.ofSeconds(30),
          () -> peer.shown().stream().anyMatch(shown -> shown.text().equals("after")));
      assertThat(peer.shown())
          .extracting(Simulator.Shown::text)
          .containsExactly("before", "during", "after");
    }
    for (var connection : connections) {
      assertThat(connection.status().path("status").asString()).isEqualTo("connected");
    }
    var stats = simulator.stats();
    assertThat(stats.path("duplicateIds").asInt()).as(stats.toString()).isZero();
    assertThat(stats.path("keyReuse").asInt()).as(stats.toString()).isZero();
    assertThat(stats.path("undecryptable").asInt()).as(stats.toString()).isZero();
  }

  private static void sendAll(
      Iterable<Connection> connections, Iterable<Simulator.Phone> peers, String text) {
    var peer = peers.iterator();
    for (var connection : connections) {
      connection.sendUntilAccepted("+" + peer.next().number(), text, Duration.ofSeconds(30));
    }
  }
}
