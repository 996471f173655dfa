package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.trunkline.api.chat.Chat;
import io.trunkline.proto.group.Group;
import java.time.Instant;
import java.util.Optional;

/// A chat as whatsapp-web.js shows it.
///
/// @param unreadCount -1 where it was marked as unread by hand
/// @param timestamp Unix seconds of what happened last; 0 where nothing did
/// @param muteExpiration 0 not muted, -1 for ever, else Unix seconds
/// @param lastMessage absent where there is none
/// @param groupMetadata absent unless it is a group that the account is in
@JsonInclude(Include.NON_NULL)
record ChatView(
    Jids.Id id,
    String name,
    boolean isGroup,
    boolean isReadOnly,
    int unreadCount,
    long timestamp,
    boolean archived,
    boolean pinned,
    boolean isLocked,
    boolean isMuted,
    long muteExpiration,
    MessageView lastMessage,
    GroupView groupMetadata) {

  /// @param name what the chat is called
  /// @param own the account's JID
  /// @param now when a mute of the past does not count any more
  static ChatView of(Chat chat, String name, Optional<Group> group, String own, Instant now) {
    var mute = chat.mutedUntil().filter(until -> until.isAfter(now));
    return new ChatView(
        Jids.id(chat.jid()),
        name,
        Jids.isGroup(chat.jid()),
        group.filter(found -> isReadOnly(found, own)).isPresent(),
        chat.unreadCount() == 0 && chat.isMarkedUnread() ? -1 : chat.unreadCount(),
        chat.lastActivityAt().map(Instant::getEpochSecond).orElse(0L),
        chat.isArchived(),
        chat.isPinned(),
        chat.isLocked(),
        mute.isPresent(),
        mute.map(until -> until.equals(Instant.MAX) ? -1 : until.getEpochSecond()).orElse(0L),
        chat.lastMessage().map(message -> MessageView.of(message, own)).orElse(null),
        group.map(GroupView::of).orElse(null));
  }

  /// Where only admins may write and the account is none.
  private static boolean isReadOnly(Group group, String own) {
    return group.getSettings().getAnnounce()
        && GroupView.participants(group).stream()
            .noneMatch(
                member -> member.isAdmin() && member.id().serialized().equals(Jids.show(own)));
  }
}
