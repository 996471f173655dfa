package io.trunkline.api.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.api.paced.QuietHours;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SendPaceTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  @Test
  void capsHoldWhatIsTooMuch() {
    var pace = new SendPace(Optional.empty(), Optional.of(10), Optional.of(50), Optional.empty());
    assertThat(pace.heldUntil(NOON, 9, 49)).isEmpty();
    assertThat(pace.room(9, 20)).isEqualTo(1);
    assertThat(pace.heldUntil(NOON, 10, 20)).contains(NOON.plusSeconds(30));
    assertThat(pace.heldUntil(NOON, 0, 50)).contains(NOON.plusSeconds(30));
    assertThat(SendPace.NONE.heldUntil(NOON, 1_000_000, 1_000_000)).isEmpty();
  }

  @Test
  void quietHoursHoldEverythingUntilTheirEnd() {
    var lunch = new QuietHours(LocalTime.of(11, 30), LocalTime.of(13, 0), ZoneOffset.UTC);
    var pace =
        new SendPace(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(lunch));
    assertThat(pace.heldUntil(NOON, 0, 0)).contains(Instant.parse("2026-01-05T13:00:00Z"));
  }

  @Test
  void waitsLieBetweenTheirEnds() {
    var random = new SplittableRandom(7);
    var wait = new Wait(2, 4);
    for (var i = 0; i < 1000; i++) {
      assertThat(wait.next(random)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }
    assertThat(new Wait(3, 3).next(random)).isEqualTo(Duration.ofSeconds(3));
    assertThatThrownBy(() -> new Wait(4, 3)).isInstanceOf(IllegalArgumentException.class);
  }
}
