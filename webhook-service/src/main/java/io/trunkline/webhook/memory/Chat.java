package io.trunkline.webhook.memory;

import java.util.Optional;
import java.util.UUID;

/// What is known of a chat.
///
/// @param jid as wwebjs writes it
/// @param unreadCount -1 where it is marked as unread
/// @param mutedUntilMs Unix milliseconds; 0 = not muted, -1 = for ever
/// @param lastActivity Unix seconds; 0 = not known
/// @param lastMessage WhatsApp's id of it
public record Chat(
    UUID session,
    String jid,
    Optional<String> name,
    int unreadCount,
    boolean archived,
    boolean pinned,
    boolean locked,
    long mutedUntilMs,
    long lastActivity,
    Optional<String> lastMessage) {

  private static final int LONGEST_NAME = 255;

  public static Chat unknown(UUID session, String jid) {
    return new Chat(session, jid, Optional.empty(), 0, false, false, false, 0, 0, Optional.empty());
  }

  public Chat called(String newName) {
    var plain = newName.replace("\0", "");
    var shown = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
    return shown.isEmpty() ? this : with(Optional.of(shown), unreadCount, archived, pinned);
  }

  public Chat unread(int count) {
    return with(name, count, archived, pinned);
  }

  public Chat archived(boolean isArchived) {
    return with(name, unreadCount, isArchived, pinned);
  }

  public Chat pinned(boolean isPinned) {
    return with(name, unreadCount, archived, isPinned);
  }

  public Chat locked(boolean isLocked) {
    return new Chat(
        session,
        jid,
        name,
        unreadCount,
        archived,
        pinned,
        isLocked,
        mutedUntilMs,
        lastActivity,
        lastMessage);
  }

  public Chat mutedUntil(long unixMs) {
    return new Chat(
        session,
        jid,
        name,
        unreadCount,
        archived,
        pinned,
        locked,
        unixMs,
        lastActivity,
        lastMessage);
  }

  /// A message came or went at `unixSeconds`.
  public Chat moved(long unixSeconds, Optional<String> message) {
    return new Chat(
        session,
        jid,
        name,
        unreadCount,
        archived,
        pinned,
        locked,
        mutedUntilMs,
        Math.max(lastActivity, unixSeconds),
        message.filter(id -> new Memory.Key(session, id).isStorable()).or(this::lastMessage));
  }

  private Chat with(
      Optional<String> newName, int newUnreadCount, boolean isArchived, boolean isPinned) {
    return new Chat(
        session,
        jid,
        newName,
        newUnreadCount,
        isArchived,
        isPinned,
        locked,
        mutedUntilMs,
        lastActivity,
        lastMessage);
  }
}
