package io.trunkline.worker.ownership;

/// The durations of ownership, in milliseconds of a monotonic clock.
///
/// @param leaseMs how long a lease lasts from the moment its renewal was sent; a takeover after a
///     crash takes at least this long, a pause of the process shorter than this goes unnoticed
/// @param renewEveryMs time between renewals; two may fail before a lease runs out at the defaults
/// @param wantEveryMs time between attempts at a lease that another worker holds
/// @param confirmedMs how long PostgreSQL's word about an epoch allows frames without a lease
/// @param handoverWaitMs how long commands in flight are waited for
/// @param flushWaitMs how long the flush and the closing of sockets may take after that
public record OwnershipTimes(
    long leaseMs,
    long renewEveryMs,
    long wantEveryMs,
    long confirmedMs,
    long handoverWaitMs,
    long flushWaitMs) {
  public static final OwnershipTimes DEFAULT =
      new OwnershipTimes(6_000, 2_000, 250, 1_000, 2_000, 2_500);

  public OwnershipTimes {
    if (renewEveryMs < 1 || wantEveryMs < 1 || confirmedMs < 2 || handoverWaitMs < 0) {
      throw new IllegalArgumentException("Expected positive durations");
    }
    if (leaseMs < 2 * renewEveryMs) {
      throw new IllegalArgumentException(
          "Expected a lease of at least two renewals but was " + leaseMs + " ms");
    }
  }
}
