package io.trunkline.webhook.delivery;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;

/// A delivery as its tenant sees it.
///
/// @param status `pending`, `delivered` or `dead`
/// @param attempts tries so far
/// @param statusCode of the last try; null where nothing answered
/// @param latencyMs of the last try
/// @param nextAttemptAt null unless pending
/// @param position order of arrival
public record Delivery(
    UUID id,
    String eventId,
    UUID session,
    String type,
    String status,
    int attempts,
    Integer statusCode,
    Integer latencyMs,
    String error,
    Instant nextAttemptAt,
    Instant createdAt,
    Instant finishedAt,
    @JsonIgnore long position) {}
