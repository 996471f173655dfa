package io.trunkline.webhook.subscription;

import io.trunkline.webhook.event.PublicEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A registered webhook without what is secret of it.
///
/// @param events types, or `*`
/// @param sessions session ids, or `*`
/// @param ordered whether a session's next event waits for the one before
public record Webhook(
    UUID id,
    UUID tenant,
    String url,
    List<String> events,
    List<String> sessions,
    boolean ordered,
    Instant createdAt,
    Instant updatedAt) {

  public Webhook {
    events = List.copyOf(events);
    sessions = List.copyOf(sessions);
  }

  public boolean wants(PublicEvent event) {
    return tenant.equals(event.tenant())
        && (events.contains(PublicEvent.ANY) || events.contains(event.type()))
        && (sessions.contains(PublicEvent.ANY) || sessions.contains(event.session().toString()));
  }
}
