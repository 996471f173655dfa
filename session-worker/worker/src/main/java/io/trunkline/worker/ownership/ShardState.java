package io.trunkline.worker.ownership;

/// Where a worker stands with one shard.
sealed interface ShardState {
  /// Neither ours nor wanted.
  record Idle() implements ShardState {}

  /// Kafka says we should own it; the lease is asked for again and again.
  ///
  /// @param sinceMs answers to older questions are of another life
  record Wanting(long sinceMs) implements ShardState {}

  /// The lease is ours; the epoch is being raised.
  ///
  /// @param attempt only the answer to this one counts
  /// @param retryAtMs when to try again, after a failure
  record Raising(long leaseUntilMs, long attempt, long retryAtMs) implements ShardState {
    static final long NOT_FAILED = Long.MAX_VALUE;
  }

  /// From here on it is ours.
  sealed interface Tenure extends ShardState {
    Epoch epoch();

    FrameRight right();
  }

  /// The epoch is ours; sessions are being loaded.
  record Loading(Epoch epoch, FrameRight right) implements Tenure {}

  /// Sessions are loaded, commands flow where Kafka has assigned the shard.
  record Owning(Epoch epoch, FrameRight right) implements Tenure {}

  /// Handing over: commands in flight end, counters are stored, sockets close.
  ///
  /// @param giveUpAtMs when waiting for that ends
  record Releasing(Epoch epoch, FrameRight right, long giveUpAtMs) implements Tenure {}
}
