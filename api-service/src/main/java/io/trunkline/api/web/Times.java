package io.trunkline.api.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Times as every dialect shows them: UTC with milliseconds, e.g. `2026-01-05T09:00:00.000Z`.
public final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  public static String text(Instant time) {
    return FORMAT.format(time);
  }

  /// @return null where there is no time
  public static String text(Optional<Instant> time) {
    return time.map(Times::text).orElse(null);
  }
}
