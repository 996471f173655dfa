package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.time.Duration;

/// How long to wait before the next connect: doubles from `min` to `max`, half of it random, so
/// that a fleet that lost its connections together does not come back together. Exact where
/// attempts are limited, because then each counts.
final class Backoff {

  private static final int MAX_DOUBLINGS = 20;

  private final Duration min;
  private final Duration max;
  private final Randomness randomness;
  private int failures;

  Backoff(Duration min, Duration max, Randomness randomness) {
    this.min = min;
    this.max = max;
    this.randomness = randomness;
  }

  Duration next(boolean isExact) {
    long doubled = min.toMillis() << Math.min(failures, MAX_DOUBLINGS);
    failures++;
    long limit = Math.max(1, Math.min(doubled, max.toMillis()));
    if (isExact) {
      return Duration.ofMillis(limit);
    }
    return Duration.ofMillis(Math.max(min.toMillis(), limit / 2 + random(limit - limit / 2 + 1)));
  }

  void reset() {
    failures = 0;
  }

  private long random(long bound) {
    byte[] bytes = randomness.bytes(4);
    long value =
        (bytes[0] & 0xffL) << 24
            | (bytes[1] & 0xffL) << 16
            | (bytes[2] & 0xffL) << 8
            | (bytes[3] & 0xffL);
    return value % bound;
  }
}
