package io.trunkline.api.paced;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// How a session's rows leave.
///
/// @param min shortest pause before a row leaves
/// @param max longest one
/// @param poll how long after a look the next one is
/// @param perHour most rows in any hour
/// @param perDay most rows in any 24 hours
record Pace(
    Duration min,
    Duration max,
    Duration poll,
    OptionalInt perHour,
    OptionalInt perDay,
    Optional<QuietHours> quiet) {}
