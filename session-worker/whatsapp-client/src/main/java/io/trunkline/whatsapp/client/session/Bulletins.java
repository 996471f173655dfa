package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.SessionEvent.HealthKind;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What the server tells by `ib`: how much waits, what is out of date ("dirty"), which edge to use,
/// how long this version is still served. Source: protocol dossier, 05.
final class Bulletins {
  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private final Inbound inbound;
  private final EdgeRouting routing;
  private final SessionParts parts;

  Bulletins(
      SessionCore core,
      Journal journal,
      Requests requests,
      Inbound inbound,
      EdgeRouting routing,
      SessionParts parts) {
    this.core = core;
    this.journal = journal;
    this.requests = requests;
    this.inbound = inbound;
    this.routing = routing;
    this.parts = parts;
  }

  void received(Node ib) {
    for (Node child : ib.children()) {
      switch (child.tag()) {
        case "offline_preview" ->
            inbound.backlogAnnounced((int) child.findNumber("count").orElse(0));
        case "offline" -> inbound.backlogEnded();
        case "dirty" -> clean(child);
        case "edge_routing" ->
            child
                .child("routing_info")
                .map(Node::bytes)
                .filter(info -> info.length > 0)
                .ifPresent(routing::learned);
        case "client_expiration" -> expires(child);
        case "downgrade_webclient" ->
            SessionCore.log.warn(
                "session {}: the phone does not support linked devices", core.label());
        default -> {}
      }
    }
  }

  private void expires(Node client) {
    OptionalLong seconds = client.findNumber("t");
    journal.tell(
        new SessionEvent.AccountHealth(
            HealthKind.CLIENT_EXPIRES,
            OptionalInt.empty(),
            seconds.isPresent()
                ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
                : Optional.empty()));
  }

  private void clean(Node dirty) {
    if (!core.isLinked()) {
      return;
    }
    if (dirty.has("type", "account_sync")) {
      parts.notifications.invalidateOwnDevices();
    }
    if (dirty.has("type", "syncd_app_state")) {
      var unused =
          parts.appState.changed(EnumSet.allOf(Collection.class)).thenRun(() -> cleaned(dirty));
      return;
    }
    cleaned(dirty);
  }

  private void cleaned(Node dirty) {
    if (dirty.has("type", "groups")) {
      parts.groups.refresh();
    }
    var clean =
        Node.of("clean")
            .withIfPresent("type", dirty.find("type"))
            .withIfPresent("timestamp", dirty.find("timestamp"))
            .build();
    var unused =
        requests
            .set("urn:xmpp:whatsapp:dirty", List.of(clean), core.nanoTime())
            .exceptionally(
                failure -> {
                  SessionCore.log.info(
                      "session {}: a dirty bit was not cleaned: {}",
                      core.label(),
                      Sends.asSendFailure(failure).getMessage());
                  return null;
                });
  }
}
