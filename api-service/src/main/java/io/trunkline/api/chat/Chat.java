package io.trunkline.api.chat;

import io.trunkline.api.message.Message;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A chat of a session.
///
/// @param jid of the partner, the phone number's where it is known, or of the group
/// @param alias the partner's LID where `jid` is a phone number's
/// @param name a group's subject, or what the phone calls the chat
/// @param mutedUntil absent where it is not muted; [Instant#MAX] for ever
/// @param lastMessage the newest that is shown
public record Chat(
    UUID connection,
    String jid,
    Optional<String> alias,
    Optional<String> name,
    int unreadCount,
    boolean isMarkedUnread,
    boolean isArchived,
    boolean isPinned,
    boolean isLocked,
    Optional<Instant> mutedUntil,
    Optional<Instant> lastActivityAt,
    Optional<Message> lastMessage) {

  /// One in which nothing has happened.
  public static Chat empty(UUID connection, String jid) {
    return new Chat(
        connection,
        jid,
        Optional.empty(),
        Optional.empty(),
        0,
        false,
        false,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Chat with(Optional<Message> message) {
    return new Chat(
        connection,
        jid,
        alias,
        name,
        unreadCount,
        isMarkedUnread,
        isArchived,
        isPinned,
        isLocked,
        mutedUntil,
        lastActivityAt,
        message);
  }
}
