package io.trunkline.api.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How accepted messages reach their worker.
///
/// @param inFlight unanswered messages of one session at a time, default 32; fewer slow a session
///     down, more make a lost connection dearer
/// @param commandDeadline how long a worker may begin a command, default 30 s
/// @param grace waited beyond a deadline before the message is issued again, default 5 s; covers a
///     command that began just in time
/// @param messageLifetime how long a message may stay unsent before it fails as expired,
///     default 24 h
/// @param poll interval of the safety net that finds what no notice woke, default 1 s
@Validated
@ConfigurationProperties("trunkline.api.outbox")
public record OutboxSettings(
    @Min(1) @Max(256) @DefaultValue("32") int inFlight,
    @NotNull @DefaultValue("30s") Duration commandDeadline,
    @NotNull @DefaultValue("5s") Duration grace,
    @NotNull @DefaultValue("24h") Duration messageLifetime,
    @NotNull @DefaultValue("1s") Duration poll) {}
