package io.trunkline.webhook.subscription;

import io.trunkline.webhook.event.Format;
import io.trunkline.webhook.event.PublicEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A registered webhook without what is secret of it.
///
/// @param events types, or `*`
/// @param sessions ids or names of sessions, or `*`
/// @param exceptSessions ids of sessions that `*` leaves out
/// @param format the form of its bodies; an event that this does not know is not delivered
/// @param ordered whether a session's next event waits for the one before
public record Webhook(
    UUID id,
    UUID tenant,
    String url,
    List<String> events,
    List<String> sessions,
    List<String> exceptSessions,
    Format format,
    boolean ordered,
    Instant createdAt,
    Instant updatedAt) {

  public Webhook {
    events = List.copyOf(events);
    sessions = List.copyOf(sessions);
    exceptSessions = List.copyOf(exceptSessions);
  }

  /// @param event in the webhook's format
  public boolean wants(PublicEvent event, Optional<String> sessionName) {
    return tenant.equals(event.tenant())
        && (events.contains(PublicEvent.ANY) || events.contains(event.type()))
        && (wantsSession(event.session().toString())
            || sessionName.filter(sessions::contains).isPresent());
  }

  private boolean wantsSession(String id) {
    return sessions.contains(id)
        || (sessions.contains(PublicEvent.ANY) && !exceptSessions.contains(id));
  }
}
