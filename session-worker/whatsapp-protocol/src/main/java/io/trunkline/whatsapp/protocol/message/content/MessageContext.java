package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.ContextInfo.ExternalAdReplyInfo.MediaType;
import io.trunkline.whatsapp.proto.e2e.DisappearingMode;
import io.trunkline.whatsapp.proto.e2e.MessageAssociation.AssociationType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What may accompany any content. Kinds that have no place for it on the wire, most of
/// [Addition], carry nothing but view once and association.
///
/// @param mentions whom the text names
/// @param quote the message that it answers
/// @param forwarding present when it was forwarded
/// @param disappearing present when it will disappear
/// @param isViewOnce whether it may be viewed once
/// @param association present when it is part of another message, such as an album
/// @param ad the advertisement that led the sender to the chat
public record MessageContext(
    Mentions mentions,
    Optional<Quote> quote,
    Optional<Forwarding> forwarding,
    Optional<Disappearing> disappearing,
    boolean isViewOnce,
    Optional<Association> association,
    Optional<Ad> ad) {
  public static final MessageContext NONE =
      new MessageContext(
          Mentions.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty());

  public MessageContext {
    Fields.present(mentions, quote, forwarding, disappearing, association, ad);
  }

  /// Whether any of it stands inside the content, in its `contextInfo`.
  boolean hasInfo() {
    return !mentions.equals(Mentions.NONE)
        || quote.isPresent()
        || forwarding.isPresent()
        || disappearing.isPresent()
        || ad.isPresent();
  }

  public MessageContext withMentions(Mentions mentions) {
    return new MessageContext(
        mentions, quote, forwarding, disappearing, isViewOnce, association, ad);
  }

  public MessageContext withQuote(Quote quote) {
    return new MessageContext(
        mentions, Optional.of(quote), forwarding, disappearing, isViewOnce, association, ad);
  }

  public MessageContext withDisappearing(Disappearing disappearing) {
    return new MessageContext(
        mentions, quote, forwarding, Optional.of(disappearing), isViewOnce, association, ad);
  }

  public MessageContext withViewOnce() {
    return new MessageContext(mentions, quote, forwarding, disappearing, true, association, ad);
  }

  public MessageContext withAssociation(Association association) {
    return new MessageContext(
        mentions, quote, forwarding, disappearing, isViewOnce, Optional.of(association), ad);
  }

  /// The context of a message with this one when it is forwarded: whom it named, what it answered
  /// and how long it stayed remain behind.
  public MessageContext forwarded() {
    int score = forwarding.map(Forwarding::score).orElse(0);
    return new MessageContext(
        Mentions.NONE,
        Optional.empty(),
        Optional.of(
            new Forwarding(
                score == Integer.MAX_VALUE ? score : score + 1,
                forwarding.flatMap(Forwarding::origin))),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  /// @param users each of which the text should hold as `@` and the user part
  /// @param everybody whether all members of the group are meant
  /// @param groups of a community, named with their subjects
  public record Mentions(List<Jid> users, boolean everybody, List<GroupMention> groups) {
    public static final Mentions NONE = of(List.of());

    public Mentions {
      users = users.stream().map(Jid::toUserJid).toList();
      groups = List.copyOf(groups);
    }

    public static Mentions of(List<Jid> users) {
      return new Mentions(users, false, List.of());
    }

    @Override
    public String toString() {
      return "Mentions[" + users.size() + "]";
    }
  }

  /// @param subject the group's name
  public record GroupMention(Jid group, String subject) {
    public GroupMention {
      Fields.present(group, subject);
    }
  }

  /// @param score how often; 1 for the first time. Clients mark 5 and more as forwarded often
  /// @param origin the newsletter that it comes from
  public record Forwarding(int score, Optional<NewsletterOrigin> origin) {
    /// From here on clients say "forwarded many times".
    public static final int OFTEN = 5;

    public Forwarding {
      Objects.requireNonNull(origin, "origin");
    }
  }

  /// @param newsletter its address
  /// @param serverMessageId number of the message there
  /// @param name of the newsletter
  public record NewsletterOrigin(Jid newsletter, int serverMessageId, String name) {
    public NewsletterOrigin {
      Fields.present(newsletter, name);
    }

    @Override
    public String toString() {
      return "NewsletterOrigin[" + newsletter + "]";
    }
  }

  /// @param expiration how long it stays: the chat's setting
  /// @param setAt when that was set, in whole seconds
  /// @param initiator who set it
  /// @param trigger where it was set
  public record Disappearing(
      Duration expiration,
      Optional<Instant> setAt,
      Optional<DisappearingMode.Initiator> initiator,
      Optional<DisappearingMode.Trigger> trigger) {
    public Disappearing {
      Fields.present(expiration, setAt, initiator, trigger);
    }

    public static Disappearing after(Duration expiration, Optional<Instant> setAt) {
      return new Disappearing(expiration, setAt, Optional.empty(), Optional.empty());
    }
  }

  /// @param type what it is to the parent, MEDIA_ALBUM for a picture of an album
  /// @param parent the message that it is part of
  /// @param index its place there
  public record Association(AssociationType type, MessageKey parent, int index) {
    public Association {
      Fields.present(type, parent);
    }
  }

  /// All texts may be empty.
  ///
  /// @param title of the advertisement
  /// @param body its text
  /// @param mediaType of its picture or video
  /// @param thumbnailUrl of its picture
  /// @param mediaUrl of its video
  /// @param thumbnail a small picture
  /// @param sourceType `ad` or `post`
  /// @param sourceId id of the advertisement
  /// @param sourceUrl where it was shown
  /// @param sourceApp in which app
  /// @param clickId `ctwa_clid`, WhatsApp's id of the click
  /// @param ref what the advertiser gave it
  /// @param showsAttribution whether it says that it is one
  /// @param rendersLargeThumbnail whether its picture is shown large
  public record Ad(
      String title,
      String body,
      MediaType mediaType,
      String thumbnailUrl,
      String mediaUrl,
      ByteString thumbnail,
      String sourceType,
      String sourceId,
      String sourceUrl,
      String sourceApp,
      String clickId,
      String ref,
      boolean showsAttribution,
      boolean rendersLargeThumbnail) {
    public Ad {
      Fields.present(title, body, mediaType, thumbnailUrl, mediaUrl, thumbnail, sourceType);
      Fields.present(sourceId, sourceUrl, sourceApp, clickId, ref);
    }

    @Override
    public String toString() {
      return "Ad";
    }
  }
}
