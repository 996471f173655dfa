package io.trunkline.worker.ownership;

/// Why a tenure may write frames, and until when.
sealed interface FrameRight {
  long framesUntilMs();

  /// The lease is ours.
  record Leased(long untilMs) implements FrameRight {
    @Override
    public long framesUntilMs() {
      return untilMs;
    }
  }

  /// The lease has run out, or was gone for a while. Only PostgreSQL's word counts.
  ///
  /// @param sinceMs when the doubt began: older answers prove nothing
  /// @param leaseUntilMs end of the lease that Redis has granted meanwhile
  /// @param confirmedUntilMs end of what PostgreSQL's last answer allows
  /// @param isConfirmed whether PostgreSQL has answered since the doubt began
  /// @param nextAskMs when to ask it again
  record Doubted(
      long sinceMs, long leaseUntilMs, long confirmedUntilMs, boolean isConfirmed, long nextAskMs)
      implements FrameRight {
    @Override
    public long framesUntilMs() {
      return confirmedUntilMs;
    }

    Doubted asked(long nowMs, OwnershipTimes times) {
      return new Doubted(
          sinceMs, leaseUntilMs, confirmedUntilMs, isConfirmed, nowMs + times.confirmedMs() / 2);
    }
  }

  /// Redis renewed the lease without a gap.
  static FrameRight renewed(FrameRight right, long leaseUntilMs) {
    return switch (right) {
      case Leased(var untilMs) -> new Leased(Math.max(untilMs, leaseUntilMs));
      case Doubted doubted when doubted.isConfirmed() -> new Leased(leaseUntilMs);
      case Doubted(var sinceMs, _, var confirmedUntilMs, var isConfirmed, var nextAskMs) ->
          new Doubted(sinceMs, leaseUntilMs, confirmedUntilMs, isConfirmed, nextAskMs);
    };
  }

  /// Redis had forgotten the lease and granted it anew: another may have held it in between.
  static FrameRight regained(long leaseUntilMs, long nowMs) {
    return new Doubted(nowMs, leaseUntilMs, nowMs, false, nowMs);
  }

  /// PostgreSQL knows the epoch as ours.
  static FrameRight confirmed(FrameRight right, long askedAtMs, long nowMs, OwnershipTimes times) {
    return switch (right) {
      case Leased leased -> leased;
      case Doubted doubted when askedAtMs < doubted.sinceMs() -> doubted;
      case Doubted doubted when doubted.leaseUntilMs() > nowMs ->
          new Leased(doubted.leaseUntilMs());
      case Doubted(var sinceMs, var leaseUntilMs, var confirmedUntilMs, _, var nextAskMs) ->
          new Doubted(
              sinceMs,
              leaseUntilMs,
              Math.max(confirmedUntilMs, askedAtMs + times.confirmedMs()),
              true,
              nextAskMs);
    };
  }

  static FrameRight at(FrameRight right, long nowMs) {
    return switch (right) {
      case Leased(var untilMs) when untilMs <= nowMs ->
          new Doubted(nowMs, untilMs, untilMs, false, nowMs);
      case Leased leased -> leased;
      case Doubted doubted -> doubted;
    };
  }
}
