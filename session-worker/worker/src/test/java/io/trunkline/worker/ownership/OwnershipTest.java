package io.trunkline.worker.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.worker.ownership.LeaseOutcome.Foreign;
import io.trunkline.worker.ownership.LeaseOutcome.Held;
import io.trunkline.worker.ownership.LeaseOutcome.Taken;
import io.trunkline.worker.ownership.OwnershipEffect.Abandon;
import io.trunkline.worker.ownership.OwnershipEffect.AllowFrames;
import io.trunkline.worker.ownership.OwnershipEffect.AskLeases;
import io.trunkline.worker.ownership.OwnershipEffect.Load;
import io.trunkline.worker.ownership.OwnershipEffect.PausePartition;
import io.trunkline.worker.ownership.OwnershipEffect.Quiesce;
import io.trunkline.worker.ownership.OwnershipEffect.RaiseEpoch;
import io.trunkline.worker.ownership.OwnershipEffect.ReadEpochs;
import io.trunkline.worker.ownership.OwnershipEffect.ReleaseLease;
import io.trunkline.worker.ownership.OwnershipEffect.ResumePartition;
import io.trunkline.worker.ownership.OwnershipEvent.Assigned;
import io.trunkline.worker.ownership.OwnershipEvent.EpochRaised;
import io.trunkline.worker.ownership.OwnershipEvent.EpochsSeen;
import io.trunkline.worker.ownership.OwnershipEvent.Fenced;
import io.trunkline.worker.ownership.OwnershipEvent.LeasesAnswered;
import io.trunkline.worker.ownership.OwnershipEvent.Loaded;
import io.trunkline.worker.ownership.OwnershipEvent.Lost;
import io.trunkline.worker.ownership.OwnershipEvent.Quiesced;
import io.trunkline.worker.ownership.OwnershipEvent.RaiseFailed;
import io.trunkline.worker.ownership.OwnershipEvent.Revoked;
import io.trunkline.worker.ownership.OwnershipEvent.ShuttingDown;
import io.trunkline.worker.ownership.OwnershipEvent.Tick;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static final Shard SHARD = new Shard(3);
  private static final Epoch EPOCH = new Epoch(41);
  private static final long START = 1_000;

  private final Ownership ownership = new Ownership(OwnershipTimes.DEFAULT);

  @Test
  void assignedShardIsPausedAndItsLeaseAskedFor() {
    assertThat(on(new Assigned(Set.of(SHARD), 5), START))
        .containsExactly(
            new PausePartition(SHARD), new AskLeases(START, Set.of(), Set.of(SHARD), 5));
  }

  @Test
  void leaseThenEpochThenSessionsThenCommands() {
    on(new Assigned(Set.of(SHARD), 5), START);
    assertThat(answered(START, new Taken(), START + 5)).containsExactly(new RaiseEpoch(SHARD, 1));
    assertThat(on(new EpochRaised(SHARD, 1, EPOCH), START + 9))
        .containsExactly(new AllowFrames(SHARD, EPOCH, START + 6_000), new Load(SHARD, EPOCH));
    assertThat(ownership.owned()).isEmpty();
    assertThat(on(new Loaded(SHARD, EPOCH), START + 20)).contains(new ResumePartition(SHARD));
    assertThat(ownership.owned()).containsExactly(SHARD);
  }

  @Test
  void heldLeaseIsAskedForAgainUntilItIsFree() {
    on(new Assigned(Set.of(SHARD), 5), START);
    assertThat(answered(START, new Foreign(), START + 5)).isEmpty();
    assertThat(on(new Tick(), START + 250))
        .containsExactly(new AskLeases(START + 250, Set.of(), Set.of(SHARD), 5));
  }

  @Test
  void failedRaiseIsDoneAgainUnderAnotherNumber() {
    on(new Assigned(Set.of(SHARD), 5), START);
    answered(START, new Taken(), START + 5);
    on(new RaiseFailed(SHARD, 1), START + 100);
    assertThat(on(new Tick(), START + 600)).contains(new RaiseEpoch(SHARD, 2));
    assertThat(on(new EpochRaised(SHARD, 1, EPOCH), START + 601)).isEmpty();
  }

  @Test
  void oneQuestionRenewsEveryLease() {
    own(SHARD);
    own(new Shard(7));
    assertThat(on(new Tick(), START + 4_000))
        .containsExactly(new AskLeases(START + 4_000, Set.of(SHARD, new Shard(7)), Set.of(), 5));
  }

  @Test
  void leaseRunsFromTheMomentItsRenewalWasSent() {
    own(SHARD);
    assertThat(answered(START + 2_000, new Held(-1), START + 3_500))
        .contains(new AllowFrames(SHARD, EPOCH, START + 8_000));
  }

  @Test
  void pastTheLeasePostgresIsAskedAndThenEachHalfSecond() {
    own(SHARD);
    assertThat(on(new Tick(), START + 6_000))
        .contains(new ReadEpochs(START + 6_000, Set.of(SHARD)));
    assertThat(on(new Tick(), START + 6_100)).noneMatch(ReadEpochs.class::isInstance);
    assertThat(seen(START + 6_000, EPOCH, START + 6_120))
        .contains(new AllowFrames(SHARD, EPOCH, START + 7_000));
    assertThat(on(new Tick(), START + 6_500))
        .contains(new ReadEpochs(START + 6_500, Set.of(SHARD)));
    assertThat(ownership.owned()).containsExactly(SHARD);
  }

  @Test
  void silenceOfRedisEndsNothingWhileTheEpochStands() {
    own(SHARD);
    for (long now = START + 6_000; now < START + 120_000; now += 100) {
      var effects = on(new Tick(), now);
      assertThat(effects).noneMatch(Abandon.class::isInstance).noneMatch(Quiesce.class::isInstance);
      for (var effect : effects) {
        if (effect instanceof ReadEpochs(var askedAtMs, _)) {
          seen(askedAtMs, EPOCH, now);
        }
      }
    }
    assertThat(ownership.owned()).containsExactly(SHARD);
  }

  @Test
  void higherEpochEndsTheTenureWithoutAWord() {
    own(SHARD);
    on(new Tick(), START + 6_000);
    assertThat(seen(START + 6_000, new Epoch(42), START + 6_010))
        .contains(new Abandon(SHARD, EPOCH))
        .noneMatch(Quiesce.class::isInstance);
    assertThat(ownership.epochOf(SHARD)).isEmpty();
  }

  @Test
  void lowerEpochWasReadBeforeOurs() {
    own(SHARD);
    assertThat(seen(START, new Epoch(40), START + 100)).isEmpty();
    assertThat(ownership.owned()).containsExactly(SHARD);
  }

  @Test
  void forgottenLeaseAllowsNoFrameUntilPostgresHasSpoken() {
    own(SHARD);
    assertThat(answered(START + 2_000, new Taken(), START + 2_010))
        .contains(new AllowFrames(SHARD, EPOCH, START + 2_010))
        .contains(new ReadEpochs(START + 2_010, Set.of(SHARD)));
    assertThat(answered(START + 2_100, new Held(-1), START + 2_110))
        .noneMatch(AllowFrames.class::isInstance);
    assertThat(seen(START + 2_010, EPOCH, START + 2_120))
        .contains(new AllowFrames(SHARD, EPOCH, START + 8_100));
  }

  @Test
  void holderThatSeesANewerWishHandsOver() {
    own(SHARD);
    assertThat(answered(START + 2_000, new Held(6), START + 2_010))
        .contains(quiesce(START + 2_010));
    assertThat(on(new Quiesced(SHARD, EPOCH), START + 2_300))
        .containsExactly(new ReleaseLease(SHARD));
    assertThat(ownership.isIdle()).isTrue();
  }

  @Test
  void wishOfAnOlderGenerationMovesNothing() {
    own(SHARD);
    assertThat(answered(START + 2_000, new Held(5), START + 2_010))
        .noneMatch(Quiesce.class::isInstance);
  }

  @Test
  void lostPartitionsCloseNoSocket() {
    own(SHARD);
    assertThat(on(new Lost(Set.of(SHARD)), START + 100)).isEmpty();
    assertThat(ownership.owned()).containsExactly(SHARD);
    assertThat(on(new Assigned(Set.of(SHARD), 9), START + 200))
        .containsExactly(new ResumePartition(SHARD));
  }

  @Test
  void holderThatKafkaLostHandsOverToAnyWish() {
    own(SHARD);
    on(new Lost(Set.of(SHARD)), START + 100);
    assertThat(answered(START + 2_000, new Held(1), START + 2_010))
        .contains(quiesce(START + 2_010));
  }

  @Test
  void revokedShardIsQuiescedThenReleased() {
    own(SHARD);
    assertThat(on(new Revoked(Set.of(SHARD)), START + 100)).contains(quiesce(START + 100));
    assertThat(on(new Quiesced(SHARD, EPOCH), START + 400))
        .containsExactly(new ReleaseLease(SHARD));
  }

  @Test
  void handoverThatTakesTooLongIsAbandoned() {
    own(SHARD);
    on(new Revoked(Set.of(SHARD)), START + 100);
    assertThat(on(new Tick(), START + 100 + 4_500))
        .contains(new Abandon(SHARD, EPOCH), new ReleaseLease(SHARD));
    assertThat(ownership.isIdle()).isTrue();
  }

  @Test
  void fencedShardIsAbandonedAndAskedForAgainWhereKafkaSaysSo() {
    own(SHARD);
    assertThat(on(new Fenced(SHARD, EPOCH), START + 500))
        .contains(new Abandon(SHARD, EPOCH), new PausePartition(SHARD))
        .contains(new AskLeases(START + 500, Set.of(), Set.of(SHARD), 5));
  }

  @Test
  void shutdownReleasesEverythingAndTakesNothingMore() {
    own(SHARD);
    assertThat(on(new ShuttingDown(), START + 100)).contains(quiesce(START + 100));
    on(new Quiesced(SHARD, EPOCH), START + 200);
    assertThat(on(new Assigned(Set.of(SHARD), 8), START + 300)).isEmpty();
    assertThat(ownership.isIdle()).isTrue();
  }

  @Test
  void leaseThatComesTooLateIsGivenBack() {
    on(new Assigned(Set.of(SHARD), 5), START);
    on(new Revoked(Set.of(SHARD)), START + 10);
    assertThat(answered(START, new Taken(), START + 20)).containsExactly(new ReleaseLease(SHARD));
  }

  private void own(Shard shard) {
    on(new Assigned(Set.of(shard), 5), START);
    var taken = on(new LeasesAnswered(START, Map.of(shard, new Taken())), START);
    for (var effect : taken) {
      if (effect instanceof RaiseEpoch(_, var attempt)) {
        on(new EpochRaised(shard, attempt, EPOCH), START);
      }
    }
    on(new Loaded(shard, EPOCH), START);
    assertThat(ownership.owned()).contains(shard);
  }

  private List<OwnershipEffect> on(OwnershipEvent event, long nowMs) {
    return ownership.on(event, nowMs);
  }

  private List<OwnershipEffect> answered(long sentAtMs, LeaseOutcome outcome, long nowMs) {
    return on(new LeasesAnswered(sentAtMs, Map.of(SHARD, outcome)), nowMs);
  }

  private List<OwnershipEffect> seen(long askedAtMs, Epoch epoch, long nowMs) {
    return on(new EpochsSeen(askedAtMs, Map.of(SHARD, epoch)), nowMs);
  }

  private static OwnershipEffect quiesce(long nowMs) {
    return new Quiesce(SHARD, EPOCH, nowMs + 2_000);
  }
}
