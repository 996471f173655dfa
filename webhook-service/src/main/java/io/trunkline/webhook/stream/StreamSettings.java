package io.trunkline.webhook.stream;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// @param backlog events that a reader may be behind before it is closed with 1013, default 1000
/// @param ping interval of the server's pings, default 30 s
@Validated
@ConfigurationProperties("trunkline.stream")
record StreamSettings(@Min(1) int backlog, @NotNull Duration ping) {}
