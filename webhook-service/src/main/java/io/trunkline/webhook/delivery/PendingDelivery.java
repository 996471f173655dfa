package io.trunkline.webhook.delivery;

import java.time.Instant;
import java.util.UUID;

/// @param traceparent empty where it is not traced
record PendingDelivery(
    UUID id,
    String eventId,
    String body,
    int attempts,
    Instant createdAt,
    Instant nextAttemptAt,
    String traceparent) {}
