package io.trunkline.api.paced;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// The pace of sessions that have none of their own.
///
/// @param minPause shortest pause before a notification leaves, default 8 s
/// @param maxPause longest one, default 22 s; each pause is random between the two
/// @param poll how often a session's queue is looked at for the next one, default 5 s
/// @param tick how often due queues are looked for, default 1 s; what is due leaves that much late
///     at most
@Validated
@ConfigurationProperties("trunkline.api.paced")
record PacedSettings(
    @NotNull @DefaultValue("8s") Duration minPause,
    @NotNull @DefaultValue("22s") Duration maxPause,
    @NotNull @DefaultValue("5s") Duration poll,
    @NotNull @DefaultValue("1s") Duration tick) {
  private static final Duration MOST = Duration.ofHours(1);

  @AssertTrue(message = "trunkline.api.paced: 0 <= min-pause <= max-pause <= 1h")
  boolean isPauseARange() {
    return !minPause.isNegative()
        && minPause.compareTo(maxPause) <= 0
        && maxPause.compareTo(MOST) <= 0;
  }

  @AssertTrue(message = "trunkline.api.paced.poll and tick must be longer than 0, at most 1h")
  boolean isLookedAfter() {
    return poll.isPositive()
        && poll.compareTo(MOST) <= 0
        && tick.isPositive()
        && tick.compareTo(MOST) <= 0;
  }
}
