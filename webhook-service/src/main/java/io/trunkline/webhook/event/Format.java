package io.trunkline.webhook.event;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The forms that a webhook's body may have, each with the types of events that it knows.
public enum Format {
  /// Our own, see this package.
  TRUNKLINE(
      Set.of(
          "message",
          "message_create",
          "message_ack",
          "message_undecryptable",
          "message_read",
          "connection",
          "account_health",
          "chat",
          "history",
          "group_join",
          "group_leave",
          "group_update",
          "contact",
          "account",
          "presence",
          "call",
          "session_deleted")),
  /// That of wwebjs-api.
  WWEBJS(
      Set.of(
          "qr",
          "code",
          "authenticated",
          "auth_failure",
          "ready",
          "disconnected",
          "change_state",
          "loading_screen",
          "message",
          "message_create",
          "message_ack",
          "message_edit",
          "message_ciphertext",
          "message_revoke_everyone",
          "message_revoke_me",
          "message_reaction",
          "vote_update",
          "media",
          "media_uploaded",
          "group_join",
          "group_leave",
          "group_update",
          "group_admin_changed",
          "group_membership_request",
          "call",
          "contact_changed",
          "chat_removed",
          "chat_archived",
          "unread_count",
          "remote_session_saved")),
  /// That of Meta's Cloud API: messages of others and statuses of own ones.
  CLOUD(Set.of("message", "message_ack"));

  private final Set<String> types;

  Format(Set<String> types) {
    this.types = types;
  }

  public static Optional<Format> parse(String text) {
    for (var format : values()) {
      if (format.text().equals(text)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Set<String> types() {
    return types;
  }
}
