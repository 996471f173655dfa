package io.trunkline.worker.ownership;

import io.trunkline.worker.ownership.OwnershipEffect.AskLeases;
import io.trunkline.worker.ownership.OwnershipEffect.ReadEpochs;
import io.trunkline.worker.ownership.OwnershipEvent.Assigned;
import io.trunkline.worker.ownership.OwnershipEvent.EpochRaised;
import io.trunkline.worker.ownership.OwnershipEvent.EpochsSeen;
import io.trunkline.worker.ownership.OwnershipEvent.Fenced;
import io.trunkline.worker.ownership.OwnershipEvent.LeasesAnswered;
import io.trunkline.worker.ownership.OwnershipEvent.LoadFailed;
import io.trunkline.worker.ownership.OwnershipEvent.Loaded;
import io.trunkline.worker.ownership.OwnershipEvent.Lost;
import io.trunkline.worker.ownership.OwnershipEvent.Quiesced;
import io.trunkline.worker.ownership.OwnershipEvent.RaiseFailed;
import io.trunkline.worker.ownership.OwnershipEvent.Revoked;
import io.trunkline.worker.ownership.OwnershipEvent.ShuttingDown;
import io.trunkline.worker.ownership.OwnershipEvent.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// All shards of one worker, and the one renewal that keeps them, whatever their number.
///
/// Feed it every [OwnershipEvent] together with a monotonic time in milliseconds, and a
/// [OwnershipEvent.Tick] at least every 100 ms; carry out the effects in order. One thread at
/// a time. The transitions of a shard are those of [ShardOwnership].
public final class Ownership {
  private final OwnershipTimes times;
  private final Map<Shard, ShardOwnership> shards = new TreeMap<>();
  private final ShardOwnership.AttemptNumbers attempts = new ShardOwnership.AttemptNumbers();
  private final List<OwnershipEffect> effects = new ArrayList<>();
  private int generation = LeaseOutcome.NOBODY;
  private boolean isShuttingDown;
  private boolean isAnswerAwaited;
  private long lastAskedMs;
  private long lastRenewedMs;

  public Ownership(OwnershipTimes times) {
    this.times = times;
  }

  public List<OwnershipEffect> on(OwnershipEvent event, long nowMs) {
    switch (event) {
      case Assigned(var added, var newGeneration) -> assigned(added, newGeneration, nowMs);
      case Revoked(var revoked) -> revoked.forEach(shard -> of(shard).revoked(nowMs));
      case Lost(var lost) -> lost.forEach(shard -> of(shard).lost());
      case LeasesAnswered(var sentAtMs, var outcomes) -> leasesAnswered(sentAtMs, outcomes, nowMs);
      case EpochRaised(var shard, var attempt, var epoch) ->
          of(shard).raised(attempt, epoch, nowMs);
      case RaiseFailed(var shard, var attempt) -> of(shard).raiseFailed(attempt, nowMs);
      case Loaded(var shard, var epoch) -> of(shard).loaded(epoch);
      case LoadFailed(var shard, var epoch) -> of(shard).loadFailed(epoch, nowMs);
      case EpochsSeen(var askedAtMs, var epochs) ->
          epochs.forEach((shard, epoch) -> of(shard).epochSeen(epoch, askedAtMs, nowMs));
      case Fenced(var shard, var epoch) -> of(shard).fenced(epoch, nowMs);
      case Quiesced(var shard, var epoch) -> of(shard).quiesced(epoch, nowMs);
      case ShuttingDown _ -> {
        isShuttingDown = true;
        shards.values().forEach(shard -> shard.shuttingDown(nowMs));
      }
      case Tick _ -> {}
    }
    shards.values().forEach(shard -> shard.tick(nowMs));
    askLeases(nowMs);
    readEpochs(nowMs);
    var taken = List.copyOf(effects);
    effects.clear();
    return taken;
  }

  /// Shards whose sessions are loaded and served.
  public Set<Shard> owned() {
    return shardsThat(ShardOwnership::isOwned);
  }

  /// The epoch of the current tenure; empty where there is none.
  public Optional<Epoch> epochOf(Shard shard) {
    return of(shard).epoch();
  }

  /// Whether nothing is held or wanted: after a shutdown, the process may end.
  public boolean isIdle() {
    return shards.values().stream().allMatch(ShardOwnership::isIdle);
  }

  private void assigned(Set<Shard> added, int newGeneration, long nowMs) {
    generation = newGeneration;
    if (!isShuttingDown) {
      added.forEach(shard -> of(shard).assigned(nowMs));
    }
  }

  private void leasesAnswered(long sentAtMs, Map<Shard, LeaseOutcome> outcomes, long nowMs) {
    if (sentAtMs == lastAskedMs) {
      isAnswerAwaited = false;
    }
    outcomes.forEach(
        (shard, outcome) -> of(shard).leaseAnswered(outcome, sentAtMs, generation, nowMs));
  }

  /// A question without an answer is asked again after a renewal's time, not sooner.
  private void askLeases(long nowMs) {
    var held = shardsThat(ShardOwnership::isHeld);
    var wanted = shardsThat(ShardOwnership::isWanted);
    long sinceAskedMs = nowMs - lastAskedMs;
    boolean isRenewalDue = !held.isEmpty() && nowMs - lastRenewedMs >= times.renewEveryMs();
    boolean isWishDue = !wanted.isEmpty() && sinceAskedMs >= times.wantEveryMs();
    boolean isFree = !isAnswerAwaited || sinceAskedMs >= times.renewEveryMs();
    if (isFree && (isRenewalDue || isWishDue)) {
      if (isRenewalDue) {
        lastRenewedMs = nowMs;
      }
      lastAskedMs = nowMs;
      isAnswerAwaited = true;
      effects.add(new AskLeases(nowMs, isRenewalDue ? held : Set.of(), wanted, generation));
    }
  }

  private void readEpochs(long nowMs) {
    var doubted = shardsThat(shard -> shard.takeQuestion(nowMs));
    if (!doubted.isEmpty()) {
      effects.add(new ReadEpochs(nowMs, doubted));
    }
  }

  private ShardOwnership of(Shard shard) {
    return shards.computeIfAbsent(shard, key -> new ShardOwnership(key, times, attempts, effects));
  }

  private Set<Shard> shardsThat(Predicate<ShardOwnership> isSo) {
    Set<Shard> found = Set.of();
    for (var entry : shards.entrySet()) {
      if (isSo.test(entry.getValue())) {
        if (found.isEmpty()) {
          found = new TreeSet<>();
        }
        found.add(entry.getKey());
      }
    }
    return found;
  }
}
