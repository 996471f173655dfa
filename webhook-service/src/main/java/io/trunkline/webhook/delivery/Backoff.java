package io.trunkline.webhook.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential pauses with jitter: each lies between half of its step and the whole of it, so that
/// endpoints which failed together are not tried together.
record Backoff(Duration first, Duration longest) {
  private static final int MOST_DOUBLINGS = 30;

  /// @param failures failed tries so far, 1 or more
  Duration after(int failures, RandomGenerator random) {
    var step = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    var millis = Math.min(step.toMillis(), longest.toMillis());
    return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
  }
}
