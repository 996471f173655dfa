package io.trunkline.worker.ownership;

import java.util.Set;

/// What the worker is to do now. None of these blocks the machine; results come back as events.
public sealed interface OwnershipEffect {
  record PausePartition(Shard shard) implements OwnershipEffect {}

  record ResumePartition(Shard shard) implements OwnershipEffect {}

  /// One script run for everything: renew what is held, take or mark what is wanted.
  ///
  /// @param sentAtMs to be given back in [OwnershipEvent.LeasesAnswered]
  /// @param generation goes into the mark, so that a stale wish moves nothing
  record AskLeases(long sentAtMs, Set<Shard> held, Set<Shard> wanted, int generation)
      implements OwnershipEffect {}

  /// Give the lease up where it is ours.
  record ReleaseLease(Shard shard) implements OwnershipEffect {}

  /// Draw a new epoch. It waits for transactions under the old one, which end within 2 s.
  record RaiseEpoch(Shard shard, long attempt) implements OwnershipEffect {}

  /// Read the epochs of shards, all in one query.
  record ReadEpochs(long askedAtMs, Set<Shard> shards) implements OwnershipEffect {}

  /// Load the sessions, publish their leftover inbox rows, then connect them at a bounded rate.
  record Load(Shard shard, Epoch epoch) implements OwnershipEffect {}

  /// Frames of this tenure may be written before `untilMs` of the monotonic clock, not at it.
  record AllowFrames(Shard shard, Epoch epoch, long untilMs) implements OwnershipEffect {}

  /// Take no more commands, wait for those in flight until `waitUntilMs`, store exact counters,
  /// close the sockets without logging out.
  record Quiesce(Shard shard, Epoch epoch, long waitUntilMs) implements OwnershipEffect {}

  /// The tenure is over: close the sockets without a word, forget the sessions, write nothing.
  record Abandon(Shard shard, Epoch epoch) implements OwnershipEffect {}
}
