package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.media.MessageFile;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageStatus;
import io.trunkline.proto.content.ContactCard;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.Poll;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A message as whatsapp-web.js shows it; what does not apply is absent.
@JsonInclude(Include.NON_NULL)
record MessageView(
    @JsonProperty("_data") Data data,
    MessageIds.Id id,
    int ack,
    boolean hasMedia,
    String body,
    String type,
    long timestamp,
    String from,
    String to,
    String author,
    String deviceType,
    boolean isForwarded,
    int forwardingScore,
    boolean isStatus,
    boolean isStarred,
    boolean broadcast,
    boolean fromMe,
    boolean hasQuotedMsg,
    boolean hasReaction,
    String duration,
    Place location,
    List<String> vCards,
    Invite inviteV4,
    List<String> mentionedIds,
    List<GroupMention> groupMentions,
    String orderId,
    String token,
    String title,
    String description,
    String businessOwnerJid,
    String productId,
    String selectedButtonId,
    String selectedRowId,
    boolean isGif,
    boolean isEphemeral,
    List<Link> links,
    String mediaKey,
    String pollName,
    List<PollOption> pollOptions,
    Boolean allowMultipleAnswers,
    Boolean pollInvalidated,
    List<Integer> messageSecret) {
  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]+");
  private static final int ANDROID_ID = 21;

  /// Raw fields; null where they do not apply.
  @JsonInclude(Include.ALWAYS)
  record Data(
      MessageIds.Id id,
      long t,
      String notifyName,
      Long size,
      String mimetype,
      String filename,
      String caption) {}

  @JsonInclude(Include.NON_NULL)
  record Place(
      double latitude,
      double longitude,
      String name,
      String address,
      String url,
      String description) {}

  record Invite(
      String inviteCode,
      long inviteCodeExp,
      String groupId,
      String groupName,
      String fromId,
      String toId) {}

  record GroupMention(String groupSubject, Jids.Id groupJid) {}

  record Link(String link, boolean isSuspicious) {}

  record PollOption(String name, int localId) {}

  /// @param own the account's JID
  static MessageView of(Message message, String own) {
    var content = message.details().isRevoked() ? Content.getDefaultInstance() : message.content();
    var id = MessageIds.of(message, own);
    var media = MessageFile.of(content);
    var isGroup = Jids.isGroup(message.chat());
    var chat = Jids.show(message.chat());
    var me = Jids.show(own);
    var author = message.isOwn() ? own : message.sender().orElse(message.chat());
    var body = body(message, content);
    var order = content.getOrder();
    var product = content.getProduct();
    var poll = content.hasPoll() ? Optional.of(content.getPoll()) : Optional.<Poll>empty();
    return new MessageView(
        new Data(
            id,
            message.occurredAt().getEpochSecond(),
            message.details().pushName().orElse(null),
            media.filter(ref -> ref.getLength() > 0).map(MediaRef::getLength).orElse(null),
            media.map(MediaRef::getMimetype).orElse(null),
            media.map(MediaRef::getFileName).flatMap(MessageView::text).orElse(null),
            media.isPresent() && !body.isEmpty() ? body : null),
        id,
        ack(message.status()),
        media.isPresent(),
        body,
        message.details().isRevoked() ? "revoked" : MessageTypes.of(content),
        message.occurredAt().getEpochSecond(),
        message.isOwn() ? me : chat,
        message.isOwn() ? chat : me,
        isGroup ? Jids.show(author) : null,
        deviceType(message.whatsappId()),
        content.hasForwarding(),
        content.getForwarding().getScore(),
        message.chat().equals("status@broadcast"),
        message.details().isStarred(),
        message.chat().endsWith("@broadcast"),
        message.isOwn(),
        content.hasQuote(),
        message.details().hasReaction(),
        duration(content),
        place(content),
        vCards(content),
        invite(content, message.isOwn() ? me : Jids.show(author), message.isOwn() ? chat : me),
        content.getMentionsList().stream().map(Jids::show).toList(),
        content.getGroupMentionsList().stream()
            .map(group -> new GroupMention(group.getSubject(), Jids.id(group.getGroup())))
            .toList(),
        text(order.getOrderId()).orElse(null),
        text(order.getToken()).orElse(null),
        text(product.getTitle()).orElse(null),
        text(product.getDescription()).orElse(null),
        text(product.getOwner()).map(Jids::show).orElse(null),
        text(product.getProductId()).orElse(null),
        text(content.getButtonReply().getId()).orElse(null),
        text(content.getListReply().getRowId()).orElse(null),
        media.filter(ref -> ref.getKind() == MediaRef.Kind.GIF).isPresent(),
        content.hasDisappearing(),
        links(body),
        media.flatMap(MessageView::key).orElse(null),
        poll.map(Poll::getName).orElse(null),
        poll.map(MessageView::options).orElse(null),
        poll.map(value -> value.getSelectableCount() != 1).orElse(null),
        poll.map(_ -> false).orElse(null),
        poll.map(_ -> List.<Integer>of()).orElse(null));
  }

  static int ack(MessageStatus status) {
    return switch (status) {
      case FAILED -> -1;
      case PENDING -> 0;
      case SENT, RECEIVED -> 1;
      case DELIVERED -> 2;
      case READ -> 3;
      case PLAYED -> 4;
    };
  }

  private static String body(Message message, Content content) {
    if (content.hasContact()) {
      return content.getContact().getVcard();
    }
    return message.text().orElse("");
  }

  private static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String deviceType(String whatsappId) {
    if (whatsappId.startsWith("3A")) {
      return "ios";
    }
    return whatsappId.length() > ANDROID_ID ? "android" : "web";
  }

  private static String duration(Content content) {
    return switch (content.getKindCase()) {
      case VIDEO -> Long.toString(content.getVideo().getDurationS());
      case AUDIO -> Long.toString(content.getAudio().getDurationS());
      default -> null;
    };
  }

  private static Place place(Content content) {
    return switch (content.getKindCase()) {
      case LOCATION -> {
        var place = content.getLocation();
        var description =
            Stream.of(place.getName(), place.getAddress())
                .filter(line -> !line.isEmpty())
                .reduce((one, other) -> one + "\n" + other);
        yield new Place(
            place.getLatitude(),
            place.getLongitude(),
            text(place.getName()).orElse(null),
            text(place.getAddress()).orElse(null),
            text(place.getUrl()).orElse(null),
            description.orElse(null));
      }
      case LIVE_LOCATION ->
          new Place(
              content.getLiveLocation().getLatitude(),
              content.getLiveLocation().getLongitude(),
              null,
              null,
              null,
              text(content.getLiveLocation().getCaption()).orElse(null));
      default -> null;
    };
  }

  private static List<String> vCards(Content content) {
    return switch (content.getKindCase()) {
      case CONTACT -> List.of(content.getContact().getVcard());
      case CONTACTS ->
          content.getContacts().getContactsList().stream().map(ContactCard::getVcard).toList();
      default -> List.of();
    };
  }

  private static Invite invite(Content content, String from, String to) {
    if (!content.hasGroupInvite()) {
      return null;
    }
    var invite = content.getGroupInvite();
    return new Invite(
        invite.getCode(),
        invite.getExpiresAtS(),
        invite.getGroup(),
        invite.getGroupName(),
        from,
        to);
  }

  private static List<Link> links(String body) {
    return LINK.matcher(body).results().map(found -> new Link(found.group(), false)).toList();
  }

  private static Optional<String> key(MediaRef media) {
    var key =
        media.hasWhatsapp() ? media.getWhatsapp().getMediaKey() : media.getStored().getMediaKey();
    return key.isEmpty()
        ? Optional.empty()
        : Optional.of(Base64.getEncoder().encodeToString(key.toByteArray()));
  }

  private static List<PollOption> options(Poll poll) {
    var options = new ArrayList<PollOption>();
    for (var option : poll.getOptionsList()) {
      options.add(new PollOption(option, options.size()));
    }
    return options;
  }
}
