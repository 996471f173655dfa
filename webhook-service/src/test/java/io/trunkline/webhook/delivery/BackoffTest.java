package io.trunkline.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofHours(1));
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  @Test
  void pausesDoubleWithinTheirJitter() {
    for (int failures = 1; failures <= 12; failures++) {
      var step = Duration.ofSeconds(1L << (failures - 1));
      assertThat(backoff.after(failures, random)).isBetween(step.dividedBy(2), step);
    }
  }

  @Test
  void pausesNeverGrowBeyondTheLongest() {
    assertThat(backoff.after(Integer.MAX_VALUE, random))
        .isBetween(Duration.ofMinutes(30), Duration.ofHours(1));
  }
}
