package io.trunkline.api.tenantapi;

import io.trunkline.api.chat.Chat;
import io.trunkline.api.web.Times;
import java.time.Instant;
import java.util.List;

/// A chat with its newest message.
///
/// @param jid of the partner or the group
/// @param mutedUntil `forever`, a time, or null where it is not muted
record ChatView(
    String connectionId,
    String jid,
    String lid,
    String name,
    int unreadCount,
    boolean markedUnread,
    boolean archived,
    boolean pinned,
    boolean locked,
    String mutedUntil,
    String lastActivityAt,
    MessageView lastMessage) {

  /// @param next offset of the following page; null on the last
  record Page(List<ChatView> chats, String next) {}

  static ChatView of(Chat chat) {
    return new ChatView(
        chat.connection().toString(),
        chat.jid(),
        chat.alias().orElse(null),
        chat.name().orElse(null),
        chat.unreadCount(),
        chat.isMarkedUnread(),
        chat.isArchived(),
        chat.isPinned(),
        chat.isLocked(),
        chat.mutedUntil()
            .map(until -> until.equals(Instant.MAX) ? "forever" : Times.text(until))
            .orElse(null),
        chat.lastActivityAt().map(Times::text).orElse(null),
        chat.lastMessage().map(MessageView::of).orElse(null));
  }
}
