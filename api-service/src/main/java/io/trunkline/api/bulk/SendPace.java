package io.trunkline.api.bulk;

import io.trunkline.api.paced.QuietHours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A connection's own pace, from its row of `lanes`; what is absent has no limit of its own.
///
/// @param pause between two messages
/// @param perHour messages in any hour
/// @param perDay messages in any 24 hours
record SendPace(
    Optional<Wait> pause,
    Optional<Integer> perHour,
    Optional<Integer> perDay,
    Optional<QuietHours> quiet) {
  static final SendPace NONE =
      new SendPace(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private static final String READ =
      """
      SELECT min_seconds, max_seconds, per_hour, per_day, quiet_from, quiet_to, quiet_zone
      FROM lanes WHERE session_id = ?
      """;

  static SendPace read(JdbcClient jdbc, UUID session) {
    return jdbc.sql(READ).param(session).query((row, _) -> of(row)).optional().orElse(NONE);
  }

  private static SendPace of(ResultSet row) throws SQLException {
    return new SendPace(
        Wait.of(row),
        Optional.ofNullable(row.getObject("per_hour", Integer.class)),
        Optional.ofNullable(row.getObject("per_day", Integer.class)),
        QuietHours.read(row));
  }

  /// When to look again where nothing may leave now; empty where something may.
  ///
  /// @param lastHour messages that left in the last hour
  /// @param lastDay messages that left in the last 24 hours
  Optional<Instant> heldUntil(Instant now, long lastHour, long lastDay) {
    return quiet
        .flatMap(hours -> hours.end(now))
        .or(
            () ->
                room(lastHour, lastDay) > 0 ? Optional.empty() : Optional.of(now.plus(LOOK_AGAIN)));
  }

  /// How many more may leave before a cap of the hour or the day is reached.
  long room(long lastHour, long lastDay) {
    return Math.min(
        perHour.map(most -> most - lastHour).orElse(Long.MAX_VALUE),
        perDay.map(most -> most - lastDay).orElse(Long.MAX_VALUE));
  }
}
