package io.trunkline.api.paced;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import io.trunkline.api.paced.Lane.Decision;
import io.trunkline.api.paced.Lane.View;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
  private static final Pace PACE = pace(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

  private static Pace pace(OptionalInt perHour, OptionalInt perDay, Optional<QuietHours> quiet) {
    return new Pace(
        Duration.ofSeconds(8),
        Duration.ofSeconds(22),
        Duration.ofSeconds(5),
        perHour,
        perDay,
        quiet);
  }

  private static View view(
      boolean isOpen, boolean isUnderWay, OptionalLong chosen, long candidate) {
    return new View(
        NOW,
        isOpen,
        isUnderWay,
        chosen,
        candidate == 0 ? OptionalLong.empty() : OptionalLong.of(candidate),
        Optional.empty(),
        Optional.empty());
  }

  private static Decision of(View view, Pace pace) {
    return Lane.of(view, pace, new Random(1));
  }

  @Test
  void withNothingThatMayLeaveItRests() {
    assertThat(of(view(true, false, OptionalLong.empty(), 0), PACE)).isEqualTo(new Decision.Rest());
  }

  @Test
  void theOldestRowIsChosenAndLeavesAfterARandomPause() {
    qt().forAll(longs().all())
        .checkAssert(
            seed -> {
              var decision =
                  Lane.of(view(true, false, OptionalLong.empty(), 7), PACE, new Random(seed));
              assertThat(decision).isInstanceOf(Decision.Choose.class);
              var choice = (Decision.Choose) decision;
              assertThat(choice.id()).isEqualTo(7);
              assertThat(choice.leavesAt()).isBetween(NOW.plusSeconds(8), NOW.plusSeconds(22));
            });
  }

  @Test
  void whatWasChosenLeavesAndTheNextLookIsAPollLater() {
    assertThat(of(view(true, false, OptionalLong.of(7), 5), PACE))
        .isEqualTo(new Decision.Release(7, NOW.plusSeconds(5)));
  }

  @Test
  void nothingLeavesWhileOneIsUnderWayOrTheSessionIsNotOpen() {
    var wait = new Decision.Wait(NOW.plusSeconds(5));
    assertThat(of(view(true, true, OptionalLong.of(7), 7), PACE)).isEqualTo(wait);
    assertThat(of(view(true, true, OptionalLong.empty(), 0), PACE)).isEqualTo(wait);
    assertThat(of(view(false, false, OptionalLong.of(7), 7), PACE)).isEqualTo(wait);
  }

  @Test
  void aLongWaitIsLookedAtAgainEveryMinute() {
    var quiet = new QuietHours(LocalTime.of(8, 0), LocalTime.of(20, 0), ZoneOffset.UTC);
    var pace = pace(OptionalInt.empty(), OptionalInt.empty(), Optional.of(quiet));
    assertThat(of(view(true, false, OptionalLong.of(7), 7), pace))
        .isEqualTo(new Decision.Wait(NOW.plusSeconds(60)));
  }

  @Test
  void aCapHoldsUntilItsOldestRowIsAnHourOrADayOld() {
    var hour = Optional.of(NOW.minusSeconds(3590));
    var day = Optional.of(NOW.minus(Duration.ofDays(1)));
    var view = new View(NOW, true, false, OptionalLong.empty(), OptionalLong.of(7), hour, day);
    assertThat(of(view, pace(OptionalInt.of(3), OptionalInt.of(9), Optional.empty())))
        .isEqualTo(new Decision.Wait(NOW.plusSeconds(10)));
    assertThat(of(view, pace(OptionalInt.empty(), OptionalInt.of(9), Optional.empty())))
        .isInstanceOf(Decision.Choose.class);
  }

  /// Two days of a queue whose socket comes and goes and whose messages take their time, watched
  /// at every release.
  @Test
  void overDaysEveryRowLeavesOnceInOrderAndNeverAgainstARule() {
    qt().withExamples(60)
        .forAll(integers().between(0, Integer.MAX_VALUE), integers().between(1, 20))
        .checkAssert((seed, perHour) -> new Simulation(seed, perHour).run());
  }

  private static final class Simulation {
    private static final int ROWS = 150;
    private final Random random;
    private final Pace pace;
    private final QuietHours quiet =
        new QuietHours(LocalTime.of(21, 0), LocalTime.of(6, 0), ZoneOffset.UTC);
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final List<Instant> left = new ArrayList<>();
    private final List<Long> order = new ArrayList<>();
    private Instant now = NOW;
    private Instant free = NOW;
    private boolean isOpen = true;

    Simulation(int seed, int perHour) {
      random = new Random(seed);
      pace = pace(OptionalInt.of(perHour), OptionalInt.of(perHour * 10), Optional.of(quiet));
      for (long i = 1; i <= Math.min(ROWS, perHour * 12); i++) {
        waiting.add(i);
      }
    }

    void run() {
      var rows = waiting.size();
      var end = NOW.plus(Duration.ofDays(4));
      var chosen = OptionalLong.empty();
      var chosenAt = NOW;
      while (now.isBefore(end)) {
        if (random.nextInt(20) == 0) {
          isOpen = !isOpen;
        }
        var decision = Lane.of(look(chosen), pace, random);
        chosen = OptionalLong.empty();
        switch (decision) {
          case Decision.Rest() -> {
            assertThat(waiting).isEmpty();
            now = end;
          }
          case Decision.Wait(var until) -> {
            assertThat(until).isAfter(now).isBeforeOrEqualTo(now.plusSeconds(60));
            now = until;
          }
          case Decision.Choose(var id, var leavesAt) -> {
            chosen = OptionalLong.of(id);
            chosenAt = now;
            now = leavesAt;
          }
          case Decision.Release(var id, var next) -> {
            assertThat(Duration.between(chosenAt, now))
                .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(22));
            release(id);
            now = next;
          }
        }
      }
      assertThat(order).hasSize(rows).isSorted().doesNotHaveDuplicates();
    }

    private View look(OptionalLong chosen) {
      return new View(
          now,
          isOpen,
          free.isAfter(now),
          chosen,
          waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(waiting.getFirst()),
          newest(pace.perHour().orElseThrow()),
          newest(pace.perDay().orElseThrow()));
    }

    private Optional<Instant> newest(int nth) {
      return left.size() < nth ? Optional.empty() : Optional.of(left.get(left.size() - nth));
    }

    private void release(long id) {
      assertThat(isOpen).isTrue();
      assertThat(free).isBeforeOrEqualTo(now);
      assertThat(now.atZone(ZoneOffset.UTC).getHour()).isBetween(6, 20);
      assertThat(waiting.removeFirst()).isEqualTo(id);
      left.add(now);
      order.add(id);
      assertThat(since(Duration.ofHours(1))).isLessThanOrEqualTo(pace.perHour().orElseThrow());
      assertThat(since(Duration.ofDays(1))).isLessThanOrEqualTo(pace.perDay().orElseThrow());
      free = now.plusSeconds(random.nextInt(40));
    }

    private long since(Duration span) {
      return left.stream().filter(time -> time.isAfter(now.minus(span))).count();
    }
  }
}
