package io.trunkline.worker.ownership;

/// What Redis said about one lease that was asked for.
public sealed interface LeaseOutcome {
  /// No worker wants it.
  int NOBODY = -1;

  /// It was ours and still is.
  ///
  /// @param wantedGeneration the newest generation of the consumer group under which another worker
  ///     marked it wanted, or [#NOBODY]
  record Held(int wantedGeneration) implements LeaseOutcome {}

  /// It was nobody's and is ours now. For a holder that means that it was gone for a while.
  record Taken() implements LeaseOutcome {}

  /// It is another's; where we asked for it, it is marked wanted.
  record Foreign() implements LeaseOutcome {}
}
