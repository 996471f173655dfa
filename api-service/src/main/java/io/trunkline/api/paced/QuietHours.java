package io.trunkline.api.paced;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/// The part of each day in which nothing leaves, by the clock of a zone. It may pass midnight.
///
/// @param from the first moment of it
/// @param to the first moment after it; the same as `from`: there is none
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {
  /// When the quiet hours that `now` is in are over; empty where it is in none.
  public Optional<Instant> end(Instant now) {
    var local = now.atZone(zone);
    var time = local.toLocalTime();
    var isAfterStart = !time.isBefore(from);
    var isBeforeEnd = time.isBefore(to);
    if (from.equals(to)
        || !(from.isBefore(to) ? isAfterStart && isBeforeEnd : isAfterStart || isBeforeEnd)) {
      return Optional.empty();
    }
    var day = local.toLocalDate();
    return Optional.of(
        (isBeforeEnd ? day : day.plusDays(1))
            .atTime(to)
            .atZone(zone)
            .withLaterOffsetAtOverlap()
            .toInstant());
  }
}
