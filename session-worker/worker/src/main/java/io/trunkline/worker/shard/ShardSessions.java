package io.trunkline.worker.shard;

import java.util.concurrent.CompletionStage;

/// The sessions of shards, in the hands of [ShardKeeper]. No method blocks.
public interface ShardSessions {
  /// Reads the sessions, begins to publish what is left in their inboxes, and connects them at a
  /// bounded rate. Completes when they take commands; fails where they could not be read.
  CompletionStage<Void> load(Tenure tenure);

  /// Frames may be written again.
  void framesAllowed(Tenure tenure);

  /// Waits for commands in flight until `waitUntilMs` of the monotonic clock, stores exact counters
  /// and closes the sockets without logging out. Always completes normally.
  CompletionStage<Void> quiesce(Tenure tenure, long waitUntilMs);

  /// The tenure is over: forgets its sessions and closes their sockets without a word.
  void abandon(Tenure tenure);
}
