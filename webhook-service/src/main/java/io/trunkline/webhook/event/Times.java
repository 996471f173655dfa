package io.trunkline.webhook.event;

import java.time.Instant;

/// Unix times as ISO 8601. They come from strangers too: one that no calendar reaches is shown as
/// the last or first moment that there is.
final class Times {
  private Times() {}

  static String ofSeconds(long seconds) {
    var possible = Math.clamp(seconds, Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
    return Instant.ofEpochSecond(possible).toString();
  }

  static String ofMillis(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
