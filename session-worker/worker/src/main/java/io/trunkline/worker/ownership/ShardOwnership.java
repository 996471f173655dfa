package io.trunkline.worker.ownership;

import io.trunkline.worker.ownership.OwnershipEffect.Abandon;
import io.trunkline.worker.ownership.OwnershipEffect.AllowFrames;
import io.trunkline.worker.ownership.OwnershipEffect.Load;
import io.trunkline.worker.ownership.OwnershipEffect.PausePartition;
import io.trunkline.worker.ownership.OwnershipEffect.Quiesce;
import io.trunkline.worker.ownership.OwnershipEffect.RaiseEpoch;
import io.trunkline.worker.ownership.OwnershipEffect.ReleaseLease;
import io.trunkline.worker.ownership.OwnershipEffect.ResumePartition;
import io.trunkline.worker.ownership.ShardState.Idle;
import io.trunkline.worker.ownership.ShardState.Loading;
import io.trunkline.worker.ownership.ShardState.Owning;
import io.trunkline.worker.ownership.ShardState.Raising;
import io.trunkline.worker.ownership.ShardState.Releasing;
import io.trunkline.worker.ownership.ShardState.Tenure;
import io.trunkline.worker.ownership.ShardState.Wanting;
import java.util.List;
import java.util.Optional;

/// One shard in the eyes of one worker. It makes every transition of [ShardState]:
///
/// | from | event | to |
/// |---|---|---|
/// | Idle | assigned | Wanting: partition paused |
/// | Wanting | lease granted | Raising |
/// | Wanting | revoked, lost | Idle |
/// | Raising | epoch raised | Loading |
/// | Raising | raise failed | Raising: once more, half a second later |
/// | Raising | lease ran out or is another's | Wanting |
/// | Raising | revoked, lost | Idle: lease released |
/// | Loading | loaded | Owning: partition resumed |
/// | Loading | load failed | Wanting: abandoned |
/// | Loading, Owning | lost by Kafka | the same: no socket closes for that |
/// | Loading, Owning | lease ran out | the same, frames only while PostgreSQL confirms |
/// | Loading, Owning | revoked, wanted by a newer one, lease taken, shutdown | Releasing |
/// | Loading, Owning, Releasing | the epoch is another's | Wanting or Idle: abandoned |
/// | Releasing | quiesced, or out of patience | Wanting or Idle: lease released |
///
/// Wanting or Idle is decided by whether Kafka's last word was that we should own it. A worker that
/// handed over to a newer generation takes Kafka's older word for void.
final class ShardOwnership {
  private static final long RAISE_AGAIN_AFTER_MS = 500;

  private final Shard shard;
  private final OwnershipTimes times;
  private final AttemptNumbers attempts;
  private final List<OwnershipEffect> effects;
  private ShardState state = new Idle();
  private boolean isAssigned;
  private boolean isShuttingDown;

  /// @param effects where every transition leaves what is to be done
  ShardOwnership(
      Shard shard, OwnershipTimes times, AttemptNumbers attempts, List<OwnershipEffect> effects) {
    this.shard = shard;
    this.times = times;
    this.attempts = attempts;
    this.effects = effects;
  }

  boolean isIdle() {
    return state instanceof Idle;
  }

  boolean isWanted() {
    return state instanceof Wanting;
  }

  /// Whether the lease is to be renewed.
  boolean isHeld() {
    return state instanceof Raising || state instanceof Tenure;
  }

  Optional<Epoch> epoch() {
    return state instanceof Tenure tenure ? Optional.of(tenure.epoch()) : Optional.empty();
  }

  boolean isOwned() {
    return state instanceof Owning;
  }

  void assigned(long nowMs) {
    isAssigned = true;
    switch (state) {
      case Idle _ -> {
        effects.add(new PausePartition(shard));
        standBy(nowMs);
      }
      case Owning _ -> effects.add(new ResumePartition(shard));
      case Wanting _, Raising _, Loading _, Releasing _ -> effects.add(new PausePartition(shard));
    }
  }

  void revoked(long nowMs) {
    isAssigned = false;
    switch (state) {
      case Idle _, Releasing _ -> {}
      case Wanting _ -> state = new Idle();
      case Raising _ -> giveUpLease();
      case Loading _, Owning _ -> release(nowMs);
    }
  }

  void lost() {
    isAssigned = false;
    switch (state) {
      case Idle _, Loading _, Owning _, Releasing _ -> {}
      case Wanting _ -> state = new Idle();
      case Raising _ -> giveUpLease();
    }
  }

  void shuttingDown(long nowMs) {
    isShuttingDown = true;
    switch (state) {
      case Idle _, Releasing _ -> {}
      case Wanting _ -> state = new Idle();
      case Raising _ -> giveUpLease();
      case Loading _, Owning _ -> release(nowMs);
    }
  }

  void leaseAnswered(LeaseOutcome outcome, long sentAtMs, int ownGeneration, long nowMs) {
    long leaseUntilMs = sentAtMs + times.leaseMs();
    switch (state) {
      case Idle _ -> {
        if (!(outcome instanceof LeaseOutcome.Foreign)) {
          effects.add(new ReleaseLease(shard));
        }
      }
      case Wanting(var sinceMs) -> {
        if (sentAtMs >= sinceMs && !(outcome instanceof LeaseOutcome.Foreign)) {
          raise(leaseUntilMs);
        }
      }
      case Raising(var untilMs, var attempt, var retryAtMs) ->
          state =
              outcome instanceof LeaseOutcome.Foreign
                  ? new Wanting(nowMs)
                  : new Raising(Math.max(untilMs, leaseUntilMs), attempt, retryAtMs);
      case Tenure tenure -> leaseAnswered(tenure, outcome, leaseUntilMs, ownGeneration, nowMs);
    }
  }

  private void leaseAnswered(
      Tenure tenure, LeaseOutcome outcome, long leaseUntilMs, int ownGeneration, long nowMs) {
    switch (outcome) {
      case LeaseOutcome.Held(var wantedGeneration) -> {
        hold(FrameRight.at(FrameRight.renewed(tenure.right(), leaseUntilMs), nowMs));
        boolean isStale = isAssigned && wantedGeneration <= ownGeneration;
        if (wantedGeneration != LeaseOutcome.NOBODY && !isStale) {
          isAssigned = false;
          release(nowMs);
        }
      }
      case LeaseOutcome.Taken _ -> hold(FrameRight.regained(leaseUntilMs, nowMs));
      case LeaseOutcome.Foreign _ -> release(nowMs);
    }
  }

  void raised(long attempt, Epoch epoch, long nowMs) {
    if (state instanceof Raising raising && raising.attempt() == attempt) {
      var right = FrameRight.at(new FrameRight.Leased(raising.leaseUntilMs()), nowMs);
      state = new Loading(epoch, right);
      effects.add(new AllowFrames(shard, epoch, right.framesUntilMs()));
      effects.add(new Load(shard, epoch));
    }
  }

  void raiseFailed(long attempt, long nowMs) {
    if (state instanceof Raising(var leaseUntilMs, var latest, _) && latest == attempt) {
      state = new Raising(leaseUntilMs, attempt, nowMs + RAISE_AGAIN_AFTER_MS);
    }
  }

  void loaded(Epoch epoch) {
    if (state instanceof Loading loading && loading.epoch().equals(epoch)) {
      state = new Owning(epoch, loading.right());
      if (isAssigned) {
        effects.add(new ResumePartition(shard));
      }
    }
  }

  void loadFailed(Epoch epoch, long nowMs) {
    if (state instanceof Loading loading && loading.epoch().equals(epoch)) {
      abandon(epoch, nowMs);
    }
  }

  /// An epoch below ours was read before we raised it.
  void epochSeen(Epoch seen, long askedAtMs, long nowMs) {
    if (state instanceof Tenure tenure) {
      if (seen.isAfter(tenure.epoch())) {
        abandon(tenure.epoch(), nowMs);
      } else if (seen.equals(tenure.epoch())) {
        hold(FrameRight.confirmed(tenure.right(), askedAtMs, nowMs, times));
      }
    }
  }

  void fenced(Epoch epoch, long nowMs) {
    if (state instanceof Tenure tenure && tenure.epoch().equals(epoch)) {
      abandon(epoch, nowMs);
    }
  }

  void quiesced(Epoch epoch, long nowMs) {
    if (state instanceof Releasing releasing && releasing.epoch().equals(epoch)) {
      effects.add(new ReleaseLease(shard));
      standBy(nowMs);
    }
  }

  void tick(long nowMs) {
    switch (state) {
      case Idle _, Wanting _ -> {}
      case Raising(var leaseUntilMs, _, _) when leaseUntilMs <= nowMs -> state = new Wanting(nowMs);
      case Raising(var leaseUntilMs, _, var retryAtMs) when retryAtMs <= nowMs ->
          raise(leaseUntilMs);
      case Raising _ -> {}
      case Releasing(var epoch, _, var giveUpAtMs) when giveUpAtMs <= nowMs ->
          abandon(epoch, nowMs);
      case Tenure tenure -> hold(FrameRight.at(tenure.right(), nowMs));
    }
  }

  /// Whether PostgreSQL is to be asked now; counts as asked.
  boolean takeQuestion(long nowMs) {
    if (state instanceof Tenure tenure
        && tenure.right() instanceof FrameRight.Doubted doubted
        && doubted.nextAskMs() <= nowMs) {
      hold(doubted.asked(nowMs, times));
      return true;
    }
    return false;
  }

  private void raise(long leaseUntilMs) {
    long attempt = attempts.next();
    state = new Raising(leaseUntilMs, attempt, Raising.NOT_FAILED);
    effects.add(new RaiseEpoch(shard, attempt));
  }

  private void release(long nowMs) {
    if (state instanceof Tenure tenure && !(state instanceof Releasing)) {
      long waitUntilMs = nowMs + times.handoverWaitMs();
      if (isAssigned) {
        effects.add(new PausePartition(shard));
      }
      state = new Releasing(tenure.epoch(), tenure.right(), waitUntilMs + times.flushWaitMs());
      effects.add(new Quiesce(shard, tenure.epoch(), waitUntilMs));
    }
  }

  private void abandon(Epoch epoch, long nowMs) {
    effects.add(new Abandon(shard, epoch));
    effects.add(new ReleaseLease(shard));
    if (isAssigned) {
      effects.add(new PausePartition(shard));
    }
    standBy(nowMs);
  }

  private void giveUpLease() {
    state = new Idle();
    effects.add(new ReleaseLease(shard));
  }

  private void standBy(long nowMs) {
    state = isAssigned && !isShuttingDown ? new Wanting(nowMs) : new Idle();
  }

  private void hold(FrameRight right) {
    if (!(state instanceof Tenure tenure)) {
      return;
    }
    if (right.framesUntilMs() != tenure.right().framesUntilMs()) {
      effects.add(new AllowFrames(shard, tenure.epoch(), right.framesUntilMs()));
    }
    state =
        switch (tenure) {
          case Loading(var epoch, _) -> new Loading(epoch, right);
          case Owning(var epoch, _) -> new Owning(epoch, right);
          case Releasing(var epoch, _, var giveUpAtMs) -> new Releasing(epoch, right, giveUpAtMs);
        };
  }

  /// Numbers for attempts, shared by the shards of a worker so that none repeats.
  static final class AttemptNumbers {
    private long last;

    long next() {
      return ++last;
    }
  }
}
