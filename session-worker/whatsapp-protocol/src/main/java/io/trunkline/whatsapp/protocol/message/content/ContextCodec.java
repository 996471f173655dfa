package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.trunkline.whatsapp.proto.e2e.ContextInfo;
import io.trunkline.whatsapp.proto.e2e.ContextInfo.ExternalAdReplyInfo;
import io.trunkline.whatsapp.proto.e2e.ContextInfo.ForwardedNewsletterMessageInfo;
import io.trunkline.whatsapp.proto.e2e.DisappearingMode;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageContextInfo;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Ad;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Association;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Disappearing;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Forwarding;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.GroupMention;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Mentions;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.NewsletterOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `contextInfo`, which most kinds have as a field of that name, and `viewOnce`, which some have.
/// Reading leaves out what makes no sense and never refuses.
final class ContextCodec {
  private static final String CONTEXT = "contextInfo";
  private static final String VIEW_ONCE = "viewOnce";

  private ContextCodec() {}

  private static ContextInfo write(MessageContext context) {
    var info = ContextInfo.newBuilder();
    context.quote().ifPresent(quote -> writeQuote(info, quote));
    context.mentions().users().forEach(user -> info.addMentionedJID(user.toString()));
    Fields.number(context.mentions().everybody() ? 1 : 0, info::setNonJIDMentions);
    for (GroupMention mention : context.mentions().groups()) {
      info.addGroupMentionsBuilder()
          .setGroupJID(mention.group().toString())
          .setGroupSubject(mention.subject());
    }
    context.forwarding().ifPresent(forwarding -> writeForwarding(info, forwarding));
    context.disappearing().ifPresent(disappearing -> writeDisappearing(info, disappearing));
    context.ad().ifPresent(ad -> info.setExternalAdReply(write(ad)));
    return info.build();
  }

  /// Puts it into the one kind that the message holds, where that has a place for it.
  static void put(Message.Builder message, MessageContext context) {
    FieldDescriptor kind = PlainMessages.kindField(message).orElseThrow();
    if (kind.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return;
    }
    FieldDescriptor info = kind.getMessageType().findFieldByName(CONTEXT);
    if (info != null && context.hasInfo()) {
      message.getFieldBuilder(kind).setField(info, write(context));
    }
    FieldDescriptor viewOnce = kind.getMessageType().findFieldByName(VIEW_ONCE);
    if (viewOnce != null && context.isViewOnce()) {
      message.getFieldBuilder(kind).setField(viewOnce, true);
    }
  }

  private static void writeQuote(ContextInfo.Builder info, Quote quote) {
    info.setStanzaID(quote.messageId());
    Fields.jid(quote.author(), info::setParticipant);
    quote
        .content()
        .ifPresent(content -> info.setQuotedMessage(Contents.body(content, MessageContext.NONE)));
    Fields.jid(quote.chat(), info::setRemoteJID);
  }

  private static void writeForwarding(ContextInfo.Builder info, Forwarding forwarding) {
    info.setIsForwarded(true);
    Fields.number(forwarding.score(), info::setForwardingScore);
    forwarding
        .origin()
        .ifPresent(
            origin ->
                info.setForwardedNewsletterMessageInfo(
                    ForwardedNewsletterMessageInfo.newBuilder()
                        .setNewsletterJID(origin.newsletter().toString())
                        .setServerMessageID(origin.serverMessageId())
                        .setNewsletterName(origin.name())));
  }

  private static void writeDisappearing(ContextInfo.Builder info, Disappearing disappearing) {
    Fields.seconds(disappearing.expiration(), info::setExpiration);
    Fields.seconds(disappearing.setAt(), info::setEphemeralSettingTimestamp);
    if (disappearing.initiator().isPresent() || disappearing.trigger().isPresent()) {
      var mode = DisappearingMode.newBuilder();
      disappearing.initiator().ifPresent(mode::setInitiator);
      disappearing.trigger().ifPresent(mode::setTrigger);
      info.setDisappearingMode(mode);
    }
  }

  private static ExternalAdReplyInfo write(Ad ad) {
    var info = ExternalAdReplyInfo.newBuilder();
    Fields.text(ad.title(), info::setTitle);
    Fields.text(ad.body(), info::setBody);
    info.setMediaType(ad.mediaType());
    Fields.text(ad.thumbnailUrl(), info::setThumbnailURL);
    Fields.text(ad.mediaUrl(), info::setMediaURL);
    Fields.bytes(ad.thumbnail(), info::setThumbnail);
    Fields.text(ad.sourceType(), info::setSourceType);
    Fields.text(ad.sourceId(), info::setSourceID);
    Fields.text(ad.sourceUrl(), info::setSourceURL);
    Fields.text(ad.sourceApp(), info::setSourceApp);
    Fields.text(ad.clickId(), info::setCtwaClid);
    Fields.text(ad.ref(), info::setRef);
    Fields.flag(ad.showsAttribution(), info::setShowAdAttribution);
    Fields.flag(ad.rendersLargeThumbnail(), info::setRenderLargerThumbnail);
    return info.build();
  }

  /// @param kind the field of the message that says what it is
  static MessageContext read(Message message, FieldDescriptor kind, boolean isWrappedViewOnce) {
    Optional<Association> association = association(message.getMessageContextInfo());
    if (kind.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return isWrappedViewOnce || association.isPresent()
          ? read(ContextInfo.getDefaultInstance(), isWrappedViewOnce, association)
          : MessageContext.NONE;
    }
    var content = (com.google.protobuf.Message) message.getField(kind);
    FieldDescriptor info = kind.getMessageType().findFieldByName(CONTEXT);
    FieldDescriptor viewOnce = kind.getMessageType().findFieldByName(VIEW_ONCE);
    return read(
        info == null ? ContextInfo.getDefaultInstance() : (ContextInfo) content.getField(info),
        isWrappedViewOnce || (viewOnce != null && (boolean) content.getField(viewOnce)),
        association);
  }

  private static MessageContext read(
      ContextInfo info, boolean isViewOnce, Optional<Association> association) {
    return new MessageContext(
        mentions(info),
        quote(info),
        forwarding(info),
        disappearing(info),
        isViewOnce,
        association,
        info.hasExternalAdReply() ? Optional.of(ad(info.getExternalAdReply())) : Optional.empty());
  }

  private static Mentions mentions(ContextInfo info) {
    List<GroupMention> groups = new ArrayList<>();
    for (var mention : info.getGroupMentionsList()) {
      Fields.jid(mention.getGroupJID())
          .ifPresent(group -> groups.add(new GroupMention(group, mention.getGroupSubject())));
    }
    return new Mentions(
        Fields.users(info.getMentionedJIDList()), info.getNonJIDMentions() != 0, groups);
  }

  private static Optional<Quote> quote(ContextInfo info) {
    if (info.getStanzaID().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Quote(
            info.getStanzaID(),
            Fields.user(info.getParticipant()),
            info.hasQuotedMessage() ? quoted(info.getQuotedMessage()) : Optional.empty(),
            Fields.jid(info.getRemoteJID())));
  }

  private static Optional<Content> quoted(Message message) {
    try {
      return Optional.of(Contents.readInner(message).content());
    } catch (MessageException e) {
      return Optional.of(Contents.unknown(message));
    }
  }

  private static Optional<Forwarding> forwarding(ContextInfo info) {
    if (!info.getIsForwarded()
        && info.getForwardingScore() == 0
        && !info.hasForwardedNewsletterMessageInfo()) {
      return Optional.empty();
    }
    ForwardedNewsletterMessageInfo origin = info.getForwardedNewsletterMessageInfo();
    return Optional.of(
        new Forwarding(
            Fields.count(info.getForwardingScore()),
            Fields.jid(origin.getNewsletterJID())
                .map(
                    newsletter ->
                        new NewsletterOrigin(
                            newsletter, origin.getServerMessageID(), origin.getNewsletterName()))));
  }

  private static Optional<Disappearing> disappearing(ContextInfo info) {
    Duration expiration = Fields.duration(info.getExpiration());
    if (expiration.isZero()) {
      return Optional.empty();
    }
    DisappearingMode mode = info.getDisappearingMode();
    return Optional.of(
        new Disappearing(
            expiration,
            Fields.seconds(info.getEphemeralSettingTimestamp()),
            mode.hasInitiator() ? Optional.of(mode.getInitiator()) : Optional.empty(),
            mode.hasTrigger() ? Optional.of(mode.getTrigger()) : Optional.empty()));
  }

  private static Ad ad(ExternalAdReplyInfo info) {
    return new Ad(
        info.getTitle(),
        info.getBody(),
        info.getMediaType(),
        info.getThumbnailURL(),
        info.getMediaURL(),
        info.getThumbnail(),
        info.getSourceType(),
        info.getSourceID(),
        info.getSourceURL(),
        info.getSourceApp(),
        info.getCtwaClid(),
        info.getRef(),
        info.getShowAdAttribution(),
        info.getRenderLargerThumbnail());
  }

  static void writeAssociation(MessageContextInfo.Builder info, Association association) {
    Fields.number(
        association.index(),
        info.getMessageAssociationBuilder()
                .setAssociationType(association.type())
                .setParentMessageKey(KeyCodec.write(association.parent()))
            ::setMessageIndex);
  }

  private static Optional<Association> association(MessageContextInfo info) {
    var association = info.getMessageAssociation();
    if (association.getParentMessageKey().getID().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Association(
            association.getAssociationType(),
            KeyCodec.read(association.getParentMessageKey()),
            Fields.count(association.getMessageIndex())));
  }
}
