package io.trunkline.api.tokens;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Times as this dialect shows them: UTC with microseconds, e.g. `2026-01-05T09:00:00.000000Z`.
final class Micros {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Micros() {}

  static String text(Instant time) {
    return FORMAT.format(time);
  }

  /// @return null where there is no time
  static String text(Optional<Instant> time) {
    return time.map(Micros::text).orElse(null);
  }
}
