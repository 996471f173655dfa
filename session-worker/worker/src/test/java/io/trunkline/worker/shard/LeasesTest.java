package io.trunkline.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.local.TestInfrastructure;
import io.trunkline.worker.ownership.LeaseOutcome;
import io.trunkline.worker.ownership.LeaseOutcome.Foreign;
import io.trunkline.worker.ownership.LeaseOutcome.Held;
import io.trunkline.worker.ownership.LeaseOutcome.Taken;
import io.trunkline.worker.ownership.Shard;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The scripts on a real Redis. Shards beyond those of the other tests.
class LeasesTest {
  private static final long LEASE_MS = 60_000;
  private static final Set<Shard> NONE = Set.of();

  private final Shard shard = new Shard(10_000 + (UUID.randomUUID().hashCode() >>> 8));
  private final Leases first = leases(LEASE_MS);
  private final Leases second = leases(LEASE_MS);

  @BeforeEach
  void connect() {
    for (var leases : Set.of(first, second)) {
      Awaitility.await().until(() -> isConnected(leases));
    }
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void freeLeaseIsTakenThenHeldAndOthersAreRefused() throws Exception {
    assertThat(want(first, 1)).isEqualTo(new Taken());
    assertThat(renew(first)).isEqualTo(new Held(LeaseOutcome.NOBODY));
    assertThat(renew(second)).isEqualTo(new Foreign());
    assertThat(want(second, 1)).isEqualTo(new Foreign());
  }

  @Test
  void holderSeesTheNewestWish() throws Exception {
    want(first, 1);
    want(second, 7);
    assertThat(renew(first)).isEqualTo(new Held(7));
    want(second, 3);
    assertThat(renew(first)).isEqualTo(new Held(7));
  }

  @Test
  void releasedLeaseGoesToTheNewestWish() throws Exception {
    want(first, 1);
    want(second, 7);
    first.release(shard).toCompletableFuture().get();
    assertThat(want(first, 1)).isEqualTo(new Foreign());
    assertThat(want(second, 7)).isEqualTo(new Taken());
    assertThat(renew(second)).isEqualTo(new Held(LeaseOutcome.NOBODY));
  }

  @Test
  void onlyTheOwnerReleases() throws Exception {
    want(first, 1);
    second.release(shard).toCompletableFuture().get();
    assertThat(renew(first)).isEqualTo(new Held(LeaseOutcome.NOBODY));
  }

  @Test
  void holderWhoseLeaseWasForgottenTakesItAnew() throws Exception {
    assertThat(renew(first)).isEqualTo(new Taken());
  }

  @Test
  void leaseEndsByItself() throws Exception {
    try (var brief = leases(50)) {
      Awaitility.await().until(() -> isConnected(brief));
      assertThat(want(brief, 1)).isEqualTo(new Taken());
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> want(second, 1).equals(new Taken()));
    }
  }

  @Test
  void oneQuestionAsksForManyShards() throws Exception {
    var held = new Shard(shard.number() + 1);
    var foreign = new Shard(shard.number() + 2);
    first.ask(NONE, Set.of(held), 1).toCompletableFuture().get();
    second.ask(NONE, Set.of(foreign), 1).toCompletableFuture().get();
    assertThat(first.ask(Set.of(held), Set.of(shard, foreign), 1).toCompletableFuture().get())
        .isEqualTo(
            Map.of(
                held, new Held(LeaseOutcome.NOBODY), shard, new Taken(), foreign, new Foreign()));
  }

  private static Leases leases(long leaseMs) {
    return new Leases(
        TestInfrastructure.shared().redisUrl(), UUID.randomUUID().toString(), leaseMs);
  }

  private static boolean isConnected(Leases leases) throws InterruptedException {
    try {
      leases.ask(NONE, NONE, 0).toCompletableFuture().get();
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  private LeaseOutcome want(Leases leases, int generation) throws Exception {
    return leases.ask(NONE, Set.of(shard), generation).toCompletableFuture().get().get(shard);
  }

  private LeaseOutcome renew(Leases leases) throws Exception {
    return leases.ask(Set.of(shard), NONE, 0).toCompletableFuture().get().get(shard);
  }
}
