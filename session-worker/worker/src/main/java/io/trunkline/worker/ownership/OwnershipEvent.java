package io.trunkline.worker.ownership;

import java.util.Map;
import java.util.Set;

/// What happened to a worker, as far as ownership is concerned.
public sealed interface OwnershipEvent {
  /// The consumer group has rebalanced.
  ///
  /// @param added shards that this worker should own from now on, beside those it had
  /// @param generation the group's generation; rises with every rebalance
  record Assigned(Set<Shard> added, int generation) implements OwnershipEvent {}

  /// The consumer group takes shards away in good order and waits for us.
  record Revoked(Set<Shard> shards) implements OwnershipEvent {}

  /// We were out of the group for too long. Nobody waits, and nobody may have been assigned yet.
  record Lost(Set<Shard> shards) implements OwnershipEvent {}

  /// Redis answered.
  ///
  /// @param sentAtMs when the question was sent: leases run from then
  record LeasesAnswered(long sentAtMs, Map<Shard, LeaseOutcome> outcomes)
      implements OwnershipEvent {}

  /// @param attempt the number of [OwnershipEffect.RaiseEpoch]
  record EpochRaised(Shard shard, long attempt, Epoch epoch) implements OwnershipEvent {}

  /// The raise failed or nobody knows; in the second case it may still happen.
  record RaiseFailed(Shard shard, long attempt) implements OwnershipEvent {}

  record Loaded(Shard shard, Epoch epoch) implements OwnershipEvent {}

  record LoadFailed(Shard shard, Epoch epoch) implements OwnershipEvent {}

  /// PostgreSQL told the epochs of some shards.
  ///
  /// @param askedAtMs when the question was sent
  record EpochsSeen(long askedAtMs, Map<Shard, Epoch> epochs) implements OwnershipEvent {}

  /// A write of this tenure was refused, because another worker has raised the epoch.
  record Fenced(Shard shard, Epoch epoch) implements OwnershipEvent {}

  /// What [OwnershipEffect.Quiesce] asked for is done.
  record Quiesced(Shard shard, Epoch epoch) implements OwnershipEvent {}

  /// The process is about to end.
  record ShuttingDown() implements OwnershipEvent {}

  /// Time has passed.
  record Tick() implements OwnershipEvent {}
}
