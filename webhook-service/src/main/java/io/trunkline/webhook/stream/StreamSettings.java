package io.trunkline.webhook.stream;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// @param enabled whether `/ws` is served, default true (`ENABLE_WEBSOCKET`)
/// @param backlog events that a reader may be behind before it is closed with 1013, default 1000
/// @param ping interval of the server's pings, and of the comments that keep Server-Sent Events
///     open, default 30 s
/// @param look how long an event of another instance may go unseen, default 500 ms
@Validated
@ConfigurationProperties("trunkline.stream")
record StreamSettings(
    boolean enabled, @Min(1) int backlog, @NotNull Duration ping, @NotNull Duration look) {}
