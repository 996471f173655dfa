package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.newsletter.NewsletterUpdate;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.mex.Json;
import io.trunkline.whatsapp.protocol.mex.Mex;
import io.trunkline.whatsapp.protocol.mex.MexException;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What notifications tell of newsletters, as events. Source: protocol dossier, 13.1.
///
/// ```text
///   notification{type=newsletter, from} > live_updates > messages > message{server_id}…
///   notification{type=mex}              > update{op_name=NotificationNewsletter…} {"data": {…}}
/// ```
final class NewsletterNotifications {
  private static final String OPERATION = "NotificationNewsletter";

  private final SessionCore core;

  NewsletterNotifications(SessionCore core) {
    this.core = core;
  }

  /// What a notification tells; nothing where it is of another subject or cannot be read.
  List<SessionEvent> of(Node notification) {
    if (notification.has("type", "newsletter")) {
      return notification
          .child("live_updates")
          .flatMap(updates -> updates.child("messages"))
          .map(NewsletterNodes::tallies)
          .filter(posts -> !posts.isEmpty())
          .flatMap(
              posts ->
                  Addresses.jid(notification, "from")
                      .map(
                          from -> changed(notification, from, new NewsletterUpdate.Tallied(posts))))
          .map(List::of)
          .orElse(List.of());
    }
    try {
      return Mex.update(notification)
          .filter(update -> update.operation().startsWith(OPERATION))
          .flatMap(update -> told(notification, update))
          .map(List::of)
          .orElse(List.of());
    } catch (MexException e) {
      SessionCore.log.warn(
          "session {}: a mex notification cannot be read: {}", core.label(), e.code());
      return List.of();
    }
  }

  private Optional<SessionEvent> told(Node notification, Mex.Update update) {
    Optional<Map.Entry<String, Json>> told =
        update.data().members().entrySet().stream()
            .filter(member -> NewsletterNodes.newsletter(member.getValue().get("id")).isPresent())
            .findFirst();
    return told.flatMap(
        member -> {
          Json data = member.getValue();
          NewsletterUpdate what =
              switch (member.getKey()) {
                case "xwa2_notify_newsletter_on_join" ->
                    new NewsletterUpdate.Joined(NewsletterNodes.info(data).orElseThrow());
                case "xwa2_notify_newsletter_on_leave" -> new NewsletterUpdate.Left();
                case "xwa2_notify_newsletter_on_mute_change" ->
                    new NewsletterUpdate.Muted(
                        data.get("mute").text().filter("ON"::equalsIgnoreCase).isPresent());
                case "xwa2_notify_newsletter_on_state_change" ->
                    new NewsletterUpdate.StateChanged(
                        NewsletterNodes.state(data.get("state").get("type")));
                case "xwa2_notify_newsletter_on_metadata_update",
                    "xwa2_notify_newsletter_on_admin_metadata_update" ->
                    new NewsletterUpdate.Described(
                        data.get("thread_metadata").get("name").get("text").text(),
                        data.get("thread_metadata").get("description").get("text").text());
                default -> new NewsletterUpdate.Unknown(update.operation());
              };
          return NewsletterNodes.newsletter(data.get("id"))
              .map(newsletter -> changed(notification, newsletter, what));
        });
  }

  private SessionEvent changed(Node notification, Jid newsletter, NewsletterUpdate update) {
    return new SessionEvent.NewsletterChanged(
        notification.find("id").orElse(""),
        newsletter,
        Instant.ofEpochSecond(notification.findNumber("t").orElse(0)),
        update);
  }
}
