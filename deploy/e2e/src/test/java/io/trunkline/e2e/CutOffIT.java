package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// A worker that lives and reaches WhatsApp, but not Kafka, or not Redis, for longer than a group
/// session and three leases last.
@ExtendWith(OneInstallation.class)
@Tag("outage")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutOffIT {
  private static final int GROUP = 64_999;
  private static final String WORKER = "worker-1";
  private static final int SESSIONS = 12;
  private static final int MESSAGES_A_SESSION = 25;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CUT = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration READY = Duration.ofSeconds(60);

  private final Installation installation;
  private Traffic traffic;

  CutOffIT(Installation installation) {
    this.installation = installation;
  }

  @BeforeAll
  void linkSessions() {
    assumeThat(NetworkCut.isPossible())
        .as("root and iptables, by which a worker is cut off")
        .isTrue();
    traffic = new Traffic(installation, "cut-off", "96178", SESSIONS, MESSAGES_A_SESSION, PAUSE);
    installation.ctlInGroup(GROUP, "restart", WORKER);
  }

  /// Both workers own sessions, so that what is broken concerns some and not all.
  @BeforeEach
  void awaitShared() {
    installation.awaitSharedShards();
    traffic.awaitOnline(READY);
  }

  @AfterAll
  void close() {
    if (traffic != null) {
      traffic.close();
      installation.ctl("restart", WORKER);
    }
  }

  @Test
  void workerCutOffFromKafkaHandsOverAndLosesNothing() throws Exception {
    traffic.exchange("no-kafka", () -> cut("kafka"));
  }

  @Test
  void workerCutOffFromRedisLosesNothingAndDisconnectsNobody() throws Exception {
    // Also the events of the last handover have arrived when this is over.
    traffic.exchange("before", () -> null);
    var before = connectedSince();
    traffic.exchange(
        "no-redis",
        () -> {
          assertThat(cut("redis")).as("sessions online at every moment").isEqualTo(SESSIONS);
          return null;
        });
    assertThat(connectedSince()).isEqualTo(before);
  }

  /// @return the fewest sessions that were online at a time
  private int cut(String service) {
    int fewest = SESSIONS;
    var end = System.nanoTime() + CUT.toNanos();
    try (var _ = NetworkCut.between(GROUP, installation.port(service))) {
      while (System.nanoTime() < end) {
        fewest = Math.min(fewest, traffic.online());
        assertThat(fewest).as("sessions online while a worker has no " + service).isPositive();
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }
    return fewest;
  }

  private Map<String, String> connectedSince() {
    Map<String, String> since = new HashMap<>();
    var listed = installation.tenant().get("/api/v1/connections?limit=200").body().path("data");
    for (var connection : listed.path("connections")) {
      since.put(connection.path("id").asString(), connection.path("lastConnectedAt").asString());
    }
    since.keySet().retainAll(traffic.connections().stream().map(Connection::id).toList());
    assertThat(since).hasSize(SESSIONS);
    return since;
  }
}
