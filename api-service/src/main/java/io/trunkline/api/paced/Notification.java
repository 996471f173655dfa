package io.trunkline.api.paced;

import java.time.Instant;
import java.util.Optional;

/// A row of the log: what went, waits or came.
///
/// @param id never used again
/// @param session the session's name
/// @param phone digits with the calling code
/// @param type `text`, `image`, or the kind of what came
/// @param error why it failed
public record Notification(
    long id,
    boolean isInbound,
    String session,
    String phone,
    String type,
    Optional<String> body,
    Optional<String> caption,
    NotificationStatus status,
    Optional<String> error,
    Instant createdAt,
    Optional<Instant> sentAt,
    Optional<Instant> deliveredAt,
    Optional<Instant> readAt) {}
