package io.trunkline.worker.content;

import io.trunkline.proto.content.AdReply;
import io.trunkline.proto.content.GroupMention;
import io.trunkline.whatsapp.proto.e2e.ContextInfo.ExternalAdReplyInfo.MediaType;
import io.trunkline.whatsapp.proto.e2e.DisappearingMode;
import io.trunkline.whatsapp.proto.e2e.MessageAssociation.AssociationType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Ad;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Association;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Disappearing;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Forwarding;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Mentions;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.NewsletterOrigin;
import io.trunkline.whatsapp.protocol.message.content.Quote;
import java.time.Duration;
import java.util.Optional;

/// What accompanies a content of any kind.
final class ContextMapper {
  private ContextMapper() {}

  static MessageContext context(io.trunkline.proto.content.Content content) {
    return new MessageContext(
        mentions(content),
        content.hasQuote() ? Optional.of(quote(content.getQuote())) : Optional.empty(),
        content.hasForwarding()
            ? Optional.of(forwarding(content.getForwarding()))
            : Optional.empty(),
        content.hasDisappearing()
            ? Optional.of(disappearing(content.getDisappearing()))
            : Optional.empty(),
        content.getViewOnce(),
        content.hasAssociation()
            ? Optional.of(association(content.getAssociation()))
            : Optional.empty(),
        content.hasAd() ? Optional.of(ad(content.getAd())) : Optional.empty());
  }

  static void put(MessageContext context, io.trunkline.proto.content.Content.Builder to) {
    var mentions = context.mentions();
    mentions.users().forEach(user -> to.addMentions(user.toString()));
    to.setMentionsEverybody(mentions.everybody());
    for (MessageContext.GroupMention mention : mentions.groups()) {
      to.addGroupMentions(
          GroupMention.newBuilder()
              .setGroup(mention.group().toString())
              .setSubject(mention.subject()));
    }
    context.quote().ifPresent(quote -> to.setQuote(of(quote)));
    context.forwarding().ifPresent(forwarding -> to.setForwarding(of(forwarding)));
    context.disappearing().ifPresent(disappearing -> to.setDisappearing(of(disappearing)));
    to.setViewOnce(context.isViewOnce());
    context.association().ifPresent(association -> to.setAssociation(of(association)));
    context.ad().ifPresent(ad -> to.setAd(of(ad)));
  }

  private static Mentions mentions(io.trunkline.proto.content.Content content) {
    return new Mentions(
        content.getMentionsList().stream().map(Jid::parse).toList(),
        content.getMentionsEverybody(),
        content.getGroupMentionsList().stream()
            .map(
                mention ->
                    new MessageContext.GroupMention(
                        Jid.parse(mention.getGroup()), mention.getSubject()))
            .toList());
  }

  private static Quote quote(io.trunkline.proto.content.Quote quote) {
    Optional<Content> content;
    if (quote.hasContent()) {
      content = Optional.of(ContentMapper.content(quote.getContent()));
    } else if (quote.getText().isEmpty()) {
      content = Optional.empty();
    } else {
      content = Optional.of(Content.Text.of(quote.getText()));
    }
    return new Quote(
        quote.getWhatsappId(),
        Parts.jid(quote.getParticipant()),
        content,
        Parts.jid(quote.getChat()));
  }

  private static io.trunkline.proto.content.Quote of(Quote quote) {
    var built =
        io.trunkline.proto.content.Quote.newBuilder()
            .setWhatsappId(quote.messageId())
            .setParticipant(Parts.text(quote.author()))
            .setText(quote.text())
            .setChat(Parts.text(quote.chat()));
    quote
        .content()
        // What the text alone tells.
        .filter(content -> quote.text().isEmpty() || !content.equals(Content.Text.of(quote.text())))
        .ifPresent(content -> built.setContent(ContentMapper.of(content)));
    return built.build();
  }

  private static Forwarding forwarding(io.trunkline.proto.content.Forwarding forwarding) {
    return new Forwarding(
        forwarding.getScore(),
        Parts.jid(forwarding.getNewsletter())
            .map(
                newsletter ->
                    new NewsletterOrigin(
                        newsletter,
                        forwarding.getNewsletterMessageId(),
                        forwarding.getNewsletterName())));
  }

  private static io.trunkline.proto.content.Forwarding of(Forwarding forwarding) {
    var built = io.trunkline.proto.content.Forwarding.newBuilder().setScore(forwarding.score());
    forwarding
        .origin()
        .ifPresent(
            origin ->
                built
                    .setNewsletter(origin.newsletter().toString())
                    .setNewsletterMessageId(origin.serverMessageId())
                    .setNewsletterName(origin.name()));
    return built.build();
  }

  private static Disappearing disappearing(io.trunkline.proto.content.Disappearing disappearing) {
    return new Disappearing(
        Duration.ofSeconds(disappearing.getExpirationS()),
        Parts.seconds(disappearing.getSetAtS()),
        Parts.namedUnlessFirst(DisappearingMode.Initiator.class, disappearing.getInitiator()),
        Parts.namedUnlessFirst(DisappearingMode.Trigger.class, disappearing.getTrigger()));
  }

  private static io.trunkline.proto.content.Disappearing of(Disappearing disappearing) {
    var built =
        io.trunkline.proto.content.Disappearing.newBuilder()
            .setExpirationS(disappearing.expiration().toSeconds())
            .setSetAtS(Parts.seconds(disappearing.setAt()));
    disappearing
        .initiator()
        .ifPresent(
            who ->
                built.setInitiator(
                    Parts.named(io.trunkline.proto.content.Disappearing.Initiator.class, who)));
    disappearing
        .trigger()
        .ifPresent(
            what ->
                built.setTrigger(
                    Parts.named(io.trunkline.proto.content.Disappearing.Trigger.class, what)));
    return built.build();
  }

  private static Association association(io.trunkline.proto.content.Association association) {
    return new Association(
        Parts.known(AssociationType.forNumber(association.getType())),
        Parts.key(association.getParent()),
        association.getIndex());
  }

  private static io.trunkline.proto.content.Association of(Association association) {
    return io.trunkline.proto.content.Association.newBuilder()
        .setType(association.type().getNumber())
        .setParent(Parts.key(association.parent()))
        .setIndex(association.index())
        .build();
  }

  private static Ad ad(AdReply ad) {
    return new Ad(
        ad.getTitle(),
        ad.getBody(),
        Parts.named(MediaType.class, ad.getMediaType()),
        ad.getThumbnailUrl(),
        ad.getMediaUrl(),
        ad.getThumbnail(),
        ad.getSourceType(),
        ad.getSourceId(),
        ad.getSourceUrl(),
        ad.getSourceApp(),
        ad.getClickId(),
        ad.getRef(),
        ad.getShowsAttribution(),
        ad.getRendersLargeThumbnail());
  }

  private static AdReply of(Ad ad) {
    return AdReply.newBuilder()
        .setTitle(ad.title())
        .setBody(ad.body())
        .setMediaType(Parts.named(AdReply.MediaType.class, ad.mediaType()))
        .setThumbnailUrl(ad.thumbnailUrl())
        .setMediaUrl(ad.mediaUrl())
        .setThumbnail(ad.thumbnail())
        .setSourceType(ad.sourceType())
        .setSourceId(ad.sourceId())
        .setSourceUrl(ad.sourceUrl())
        .setSourceApp(ad.sourceApp())
        .setClickId(ad.clickId())
        .setRef(ad.ref())
        .setShowsAttribution(ad.showsAttribution())
        .setRendersLargeThumbnail(ad.rendersLargeThumbnail())
        .build();
  }
}
