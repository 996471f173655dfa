package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// A worker that sleeps through three leases and wakes up believing that it still owns its shards.
@ExtendWith(OneInstallation.class)
@Tag("outage")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoppedWorkerIT {
  private static final String WORKER = "worker-2";
  private static final Duration THREE_LEASES = Duration.ofSeconds(18);
  private static final Duration TAKEOVER = Duration.ofSeconds(20);
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(40);
  private static final int SESSIONS = 12;
  private static final int MESSAGES_A_SESSION = 120;
  private static final int TRIES = 400;

  private final Installation installation;
  private Traffic traffic;

  StoppedWorkerIT(Installation installation) {
    this.installation = installation;
  }

  @BeforeAll
  void linkSessions() {
    traffic =
        new Traffic(
            installation, "stopped", "96173", SESSIONS, MESSAGES_A_SESSION, Duration.ofMillis(100));
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
  void nobodyWaitsForAStoppedWorkerAndResumedItShowsNothingTwice() throws Exception {
    traffic.exchange(
        "stopped",
        () -> {
          installation.ctl("stop", WORKER);
          return sleepAndWake();
        });
  }

  @Test
  void nobodyWaitsForAWorkerThatWasStoppedInATransactionOfItsOwn() throws Exception {
    traffic.exchange(
        "in-transaction",
        () -> {
          stopInTransaction();
          return sleepAndWake();
        });
  }

  private Void sleepAndWake() {
    var stoppedAt = System.nanoTime();
    try {
      assertThat(installation.ownedShards(1)).as("shards of the other worker").isLessThan(64);
      Waiting.until(
          "the other worker to own every shard", TAKEOVER, () -> installation.ownedShards(1) == 64);
      traffic.awaitOnline(TAKEOVER);
      LockSupport.parkNanos(THREE_LEASES.toNanos() - (System.nanoTime() - stoppedAt));
    } finally {
      installation.ctl("cont", WORKER);
    }
    return null;
  }

  private void stopInTransaction() {
    var transactions = new WorkerTransactions(installation);
    for (int i = 0; i < TRIES; i++) {
      installation.ctl("stop", WORKER);
      // A statement that PostgreSQL had begun ends by itself.
      LockSupport.parkNanos(LOOK.toNanos());
      if (transactions.isOpen(WORKER)) {
        return;
      }
      installation.ctl("cont", WORKER);
      LockSupport.parkNanos(LOOK.toNanos());
    }
    throw new IllegalStateException("Never met the worker in a transaction in " + TRIES + " tries");
  }
}
