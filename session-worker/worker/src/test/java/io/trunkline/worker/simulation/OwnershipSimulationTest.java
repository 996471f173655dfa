package io.trunkline.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `-Dtrunkline.simulation.schedules=N` sets the number of schedules,
/// `-Dtrunkline.simulation.seed=S` the first seed.
class OwnershipSimulationTest {
  private static final int SEEDS_TO_CATCH = 2_000;

  @Test
  void noScheduleBreaksAnInvariant() {
    int schedules = Integer.getInteger("trunkline.simulation.schedules", 10_000);
    long first = Long.getLong("trunkline.simulation.seed", 1);
    for (long seed = first; seed < first + schedules; seed++) {
      try {
        Schedule.run(seed, Set.of());
      } catch (BrokenInvariant broken) {
        throw new BrokenInvariant(Schedule.explain(seed, Set.of()));
      }
    }
  }

  @Test
  void sameSeedGivesTheSameSchedule() {
    var removed = EnumSet.of(Rule.KEYS_LEAVE_RESERVED);
    long seed = firstSeedThatCatches(removed);
    assertThat(Schedule.explain(seed, removed)).isEqualTo(Schedule.explain(seed, removed));
  }

  @ParameterizedTest
  @EnumSource
  void absenceOfARuleIsNoticed(Rule rule) {
    long seed = firstSeedThatCatches(EnumSet.of(rule));
    assertThat(seed).as("first seed that notices the absence of " + rule).isPositive();
  }

  private static long firstSeedThatCatches(Set<Rule> removed) {
    for (long seed = 1; seed <= SEEDS_TO_CATCH; seed++) {
      try {
        Schedule.run(seed, removed);
      } catch (BrokenInvariant broken) {
        return seed;
      }
    }
    return -1;
  }
}
