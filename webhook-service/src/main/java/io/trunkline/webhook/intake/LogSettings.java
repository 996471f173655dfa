package io.trunkline.webhook.intake;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// @param retention how long events are kept for `GET /api/v1/events`, and messages for the events
///     that speak of them, default 7 d; not shorter than the topic's
@Validated
@ConfigurationProperties("trunkline.events")
record LogSettings(@NotNull Duration retention) {}
