package io.trunkline.api.paced;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "12:00, 14:00, UTC,           2026-01-05T11:59:59Z, -",
        "12:00, 14:00, UTC,           2026-01-05T12:00:00Z, 2026-01-05T14:00:00Z",
        "12:00, 14:00, UTC,           2026-01-05T13:59:59Z, 2026-01-05T14:00:00Z",
        "12:00, 14:00, UTC,           2026-01-05T14:00:00Z, -",
        "21:00, 08:00, Asia/Beirut,   2026-01-05T18:59:59Z, -",
        "21:00, 08:00, Asia/Beirut,   2026-01-05T19:00:00Z, 2026-01-06T06:00:00Z",
        "21:00, 08:00, Asia/Beirut,   2026-01-05T23:00:00Z, 2026-01-06T06:00:00Z",
        "21:00, 08:00, Asia/Beirut,   2026-01-06T06:00:00Z, -",
        "09:00, 09:00, UTC,           2026-01-05T09:00:00Z, -",
        // The clock is put back from 03:00 to 02:00: the second 02:30 ends them.
        "01:00, 02:30, Europe/Berlin, 2026-10-25T01:10:00Z, 2026-10-25T01:30:00Z",
        // It is put forward from 02:00 to 03:00: 02:30 is 03:30.
        "01:00, 02:30, Europe/Berlin, 2026-03-29T00:30:00Z, 2026-03-29T01:30:00Z"
      })
  void theyEndAtTheirTimeOnTheClockOfTheirZone(
      LocalTime from, LocalTime to, ZoneId zone, Instant now, Instant end) {
    var found = new QuietHours(from, to, zone).end(now);
    if (end == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).contains(end);
    }
  }
}
