package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.trunkline.api.chat.Chat;
import io.trunkline.proto.newsletter.Newsletter;
import io.trunkline.proto.newsletter.NewsletterReactions;
import io.trunkline.proto.newsletter.NewsletterRole;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// A newsletter as whatsapp-web.js shows it, as a channel.
///
/// @param isReadOnly unless the account may write
/// @param timestamp Unix seconds of what happened last; 0 where nothing did
/// @param muteExpiration 0 not muted, -1 for ever
/// @param lastMessage absent where none has arrived
@JsonInclude(Include.NON_NULL)
record ChannelView(
    Jids.Id id,
    String name,
    String description,
    boolean isChannel,
    boolean isGroup,
    boolean isReadOnly,
    int unreadCount,
    long timestamp,
    boolean isMuted,
    int muteExpiration,
    MessageView lastMessage,
    Metadata channelMetadata) {

  /// @param membershipType guest, subscriber, admin or owner
  /// @param reactionCodesSetting 0 all, 1 basic, 2 none
  record Metadata(
      Jids.Id id,
      long creationTime,
      String name,
      String description,
      String inviteCode,
      String inviteLink,
      long subscribersCount,
      boolean verified,
      String membershipType,
      int reactionCodesSetting) {}

  static final String LINK = "https://whatsapp.com/channel/";

  /// @param chat as it is stored, if anything arrived
  /// @param own the account's JID
  static ChannelView of(Newsletter newsletter, Optional<Chat> chat, String own) {
    var id = Jids.id(newsletter.getJid());
    var role = newsletter.getRole();
    var isAdmin =
        role == NewsletterRole.NEWSLETTER_ROLE_ADMIN
            || role == NewsletterRole.NEWSLETTER_ROLE_OWNER;
    return new ChannelView(
        id,
        newsletter.getName(),
        newsletter.getDescription(),
        true,
        false,
        !isAdmin,
        chat.map(Chat::unreadCount).orElse(0),
        chat.flatMap(Chat::lastActivityAt).map(Instant::getEpochSecond).orElse(0L),
        newsletter.getMuted(),
        newsletter.getMuted() ? -1 : 0,
        chat.flatMap(Chat::lastMessage).map(message -> MessageView.of(message, own)).orElse(null),
        new Metadata(
            id,
            newsletter.getCreatedAt(),
            newsletter.getName(),
            newsletter.getDescription(),
            newsletter.getInviteCode(),
            LINK + newsletter.getInviteCode(),
            newsletter.getSubscribers(),
            newsletter.getVerified(),
            word(role),
            setting(newsletter.getReactions())));
  }

  static String word(NewsletterRole role) {
    return role.name().substring("NEWSLETTER_ROLE_".length()).toLowerCase(Locale.ROOT);
  }

  private static int setting(NewsletterReactions reactions) {
    return switch (reactions) {
      case NEWSLETTER_REACTIONS_BASIC -> 1;
      case NEWSLETTER_REACTIONS_NONE -> 2;
      default -> 0;
    };
  }
}
