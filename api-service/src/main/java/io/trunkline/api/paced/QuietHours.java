package io.trunkline.api.paced;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/// The part of each day in which nothing leaves, by the clock of a zone. It may pass midnight.
///
/// @param from the first moment of it
/// @param to the first moment after it; the same as `from`: there is none
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {
  /// From the columns `quiet_from`, `quiet_to` and `quiet_zone` of `lanes`; empty where they are
  /// NULL.
  public static Optional<QuietHours> read(ResultSet row) throws SQLException {
    var zone = row.getString("quiet_zone");
    return zone == null
        ? Optional.empty()
        : Optional.of(
            new QuietHours(
                row.getObject("quiet_from", LocalTime.class),
                row.getObject("quiet_to", LocalTime.class),
                ZoneId.of(zone)));
  }

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
