package io.trunkline.e2e;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration OUTAGE = Duration.ofSeconds(5);
  private static final Duration TAKEOVER = Duration.ofSeconds(20);
  private static final Duration NOTICE = Duration.ofSeconds(5);
  private static final Duration READY = Duration.ofSeconds(60);

  private final Installation installation;
  private Traffic traffic;

  ChaosIT(Installation installation) {
    this.installation = installation;
  }

  @BeforeAll
  void linkSessions() {
    traffic = new Traffic(installation, "chaos", "96172", SESSIONS, MESSAGES_A_SESSION, PAUSE);
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
    }
  }

  @Test
  void killingAWorkerLosesNothingAndAnotherTakesOver() throws Exception {
    traffic.exchange(
        "worker",
        () -> {
          kill("worker-1");
          try {
            traffic.awaitOnline(TAKEOVER);
          } finally {
            installation.ctl("start", "worker-1");
          }
          return null;
        });
  }

  /// The new owner is told that it was replaced, as the old one would be told a moment earlier.
  @Test
  void replacedInTheMiddleOfATakeoverEndsNoSession() throws Exception {
    traffic.exchange(
        "replaced",
        () -> {
          var moved = kill("worker-2");
          try {
            traffic.awaitOnline(TAKEOVER);
            for (var number : moved) {
              installation.simulator().fault("stream-error", number, 440);
            }
            Waiting.until(
                "the replaced sockets to end", TAKEOVER, () -> traffic.online() < SESSIONS);
            traffic.awaitOnline(TAKEOVER);
          } finally {
            installation.ctl("start", "worker-2");
          }
          return null;
        });
  }

  @Test
  void restartingKafkaLosesNothing() throws Exception {
    traffic.exchange("kafka", () -> outage("kafka"));
  }

  @Test
  void losingRedisLosesNothing() throws Exception {
    traffic.exchange("redis", () -> outage("redis"));
  }

  @Test
  void restartingPostgresLosesNothing() throws Exception {
    traffic.exchange("postgres", () -> outage("postgres"));
  }

  /// @return the numbers of the sessions that it served
  private List<String> kill(String worker) {
    installation.ctl("kill", worker);
    Waiting.until("WhatsApp to notice", NOTICE, () -> traffic.online() < SESSIONS);
    return traffic.offline();
  }

  private Void outage(String service) {
    installation.ctl("kill", service);
    LockSupport.parkNanos(OUTAGE.toNanos());
    installation.ctl("start", service);
    return null;
  }
}
