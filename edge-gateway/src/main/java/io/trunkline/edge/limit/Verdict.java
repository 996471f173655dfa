package io.trunkline.edge.limit;

import java.time.Duration;

/// What the limiter says of one request.
///
/// @param allowed whether it may pass
/// @param limit requests that may come at once after a quiet time
/// @param remaining how many of them are left
/// @param retryAfter how long until one may come again; zero where one may at once
public record Verdict(boolean allowed, int limit, int remaining, Duration retryAfter) {
  /// The one of two that both hold which stops the caller, or stops it sooner.
  public Verdict tighter(Verdict other) {
    if (allowed != other.allowed) {
      return allowed ? other : this;
    }
    return other.remaining < remaining ? other : this;
  }

  /// Whole seconds for `Retry-After`, at least 1.
  public long retryAfterSeconds() {
    return Math.max(1, retryAfter.plusMillis(999).toSeconds());
  }
}
