package io.trunkline.webhook.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// An event of the log in the format `wwebjs`.
///
/// @param sessionName empty while it is not known
/// @param bodies JSON, in order
public record LiveEvent(
    long position,
    UUID tenant,
    UUID session,
    Optional<String> sessionName,
    Instant occurredAt,
    List<String> bodies) {
  public LiveEvent {
    bodies = List.copyOf(bodies);
  }
}
