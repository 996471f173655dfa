package io.trunkline.api.bulk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long between two messages.
///
/// @param minSeconds 0 to `maxSeconds`
/// @param maxSeconds at most 3,600
public record Wait(int minSeconds, int maxSeconds) {
  public Wait {
    if (minSeconds < 0 || maxSeconds < minSeconds || maxSeconds > 3600) {
      throw new IllegalArgumentException(
          "Expected 0 <= min <= max <= 3600 but was " + minSeconds + " and " + maxSeconds);
    }
  }

  /// From the columns `min_seconds` and `max_seconds`; empty where they are NULL.
  static Optional<Wait> of(ResultSet row) throws SQLException {
    var min = row.getObject("min_seconds", Integer.class);
    return min == null ? Optional.empty() : Optional.of(new Wait(min, row.getInt("max_seconds")));
  }

  /// Somewhere from the least to the most.
  Duration next(RandomGenerator random) {
    return Duration.ofMillis(random.nextLong(minSeconds * 1000L, maxSeconds * 1000L + 1));
  }
}
