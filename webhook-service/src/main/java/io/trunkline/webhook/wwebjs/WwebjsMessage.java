package io.trunkline.webhook.wwebjs;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.webhook.memory.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The shape `Message` of the dialect over a message of any kind. What does not apply is absent, as
/// the contract lists it; times are Unix seconds.
final class WwebjsMessage {
  private static final Pattern LINK =
      Pattern.compile("(?i)\\b(?:https?://|www\\.)[^\\s<>\"]*[^\\s<>\".,;:!?')\\]]");
  private static final int ANDROID_ID_LENGTH = 21;

  private final MessageReceived message;
  private final Content content;
  private final Session own;
  private final String chat;

  private WwebjsMessage(MessageReceived message, Session own) {
    this.message = message;
    this.content = message.getContent();
    this.own = own;
    this.chat = Ids.jid(message.getChat());
  }

  /// @param ack -1 failed, 0 pending, 1 server, 2 device, 3 read, 4 played
  static Map<String, Object> of(MessageReceived message, Session own, int ack) {
    return of(message, own, ack, MessageKinds.type(message.getContent()));
  }

  static Map<String, Object> of(MessageReceived message, Session own, int ack, String type) {
    return new WwebjsMessage(message, own).view(ack, type);
  }

  /// The id object of a message.
  static Map<String, Object> id(MessageReceived message, Session own) {
    return new WwebjsMessage(message, own).id();
  }

  private Map<String, Object> view(int ack, String type) {
    var body = type.equals("ciphertext") ? "" : MessageKinds.body(content);
    var view = new LinkedHashMap<String, Object>();
    view.put("_data", raw(type, body));
    view.put("id", id());
    view.put("ack", ack);
    view.put("hasMedia", MessageKinds.media(content).isPresent());
    view.put("body", body);
    view.put("type", type);
    view.put("timestamp", message.getTimestamp());
    view.put("from", message.getFromMe() ? Ids.own(own) : chat);
    view.put("to", message.getFromMe() ? chat : Ids.own(own));
    author().ifPresent(author -> view.put("author", author));
    view.put("deviceType", deviceType());
    view.put("isForwarded", content.hasForwarding());
    view.put("forwardingScore", content.getForwarding().getScore());
    view.put("isStatus", chat.equals("status@broadcast"));
    view.put("isStarred", false);
    view.put("broadcast", chat.endsWith("@broadcast"));
    view.put("fromMe", message.getFromMe());
    view.put("hasQuotedMsg", content.hasQuote());
    view.put("hasReaction", false);
    view.put("vCards", vCards());
    view.put("mentionedIds", content.getMentionsList().stream().map(this::known).toList());
    view.put("groupMentions", groupMentions());
    view.put("isGif", isGif());
    view.put("isEphemeral", content.hasDisappearing());
    view.put("links", links(body));
    ofKind(view);
    return view;
  }

  private Map<String, Object> raw(String type, String body) {
    var raw = new LinkedHashMap<String, Object>();
    var media = MessageKinds.media(content);
    raw.put("id", id());
    raw.put("type", type);
    raw.put("t", message.getTimestamp());
    raw.put("notifyName", message.getPushName());
    raw.put("size", media.map(MediaRef::getLength).filter(size -> size > 0).orElse(null));
    raw.put(
        "mimetype", media.map(MediaRef::getMimetype).filter(WwebjsMessage::isThere).orElse(null));
    raw.put(
        "filename", media.map(MediaRef::getFileName).filter(WwebjsMessage::isThere).orElse(null));
    raw.put("caption", media.map(_ -> body).filter(WwebjsMessage::isThere).orElse(null));
    return raw;
  }

  private Map<String, Object> id() {
    return Ids.message(message.getFromMe(), chat, message.getWhatsappId(), author());
  }

  /// Only in groups and broadcasts, where chat and author differ.
  private Optional<String> author() {
    if (!Ids.isGroup(chat) && !chat.endsWith("@broadcast")) {
      return Optional.empty();
    }
    var author = message.getFromMe() ? Ids.own(own) : Ids.jid(message.getSender());
    return Optional.of(author).filter(WwebjsMessage::isThere);
  }

  private String deviceType() {
    var id = message.getWhatsappId();
    if (id.startsWith("3A")) {
      return "ios";
    }
    return id.length() > ANDROID_ID_LENGTH ? "android" : "web";
  }

  private boolean isGif() {
    return content.hasVideo() && content.getVideo().getMedia().getKind() == MediaRef.Kind.GIF;
  }

  private List<String> vCards() {
    return switch (content.getKindCase()) {
      case CONTACT -> List.of(content.getContact().getVcard());
      case CONTACTS ->
          content.getContacts().getContactsList().stream().map(card -> card.getVcard()).toList();
      default -> List.of();
    };
  }

  private List<Map<String, Object>> groupMentions() {
    return content.getGroupMentionsList().stream()
        .map(
            mention ->
                ordered(
                    "groupSubject",
                    mention.getSubject(),
                    "groupJid",
                    Ids.wid(Ids.jid(mention.getGroup()))))
        .toList();
  }

  private static List<Map<String, Object>> links(String body) {
    return LINK.matcher(body)
        .results()
        .map(found -> ordered("link", found.group(), "isSuspicious", false))
        .toList();
  }

  private void ofKind(Map<String, Object> view) {
    switch (content.getKindCase()) {
      case VIDEO -> view.put("duration", Long.toString(content.getVideo().getDurationS()));
      case AUDIO -> view.put("duration", Long.toString(content.getAudio().getDurationS()));
      case LOCATION, LIVE_LOCATION -> view.put("location", location());
      case GROUP_INVITE -> view.put("inviteV4", invite());
      case POLL -> poll(view);
      case ORDER -> {
        view.put("orderId", content.getOrder().getOrderId());
        view.put("token", content.getOrder().getToken());
      }
      case PRODUCT -> {
        view.put("title", content.getProduct().getTitle());
        view.put("description", content.getProduct().getDescription());
        view.put("businessOwnerJid", Ids.jid(content.getProduct().getOwner()));
        view.put("productId", content.getProduct().getProductId());
      }
      case LIST_MENU -> {
        view.put("title", content.getListMenu().getTitle());
        view.put("description", content.getListMenu().getDescription());
      }
      case BUTTONS -> view.put("dynamicReplyButtons", buttons());
      case BUTTON_REPLY -> view.put("selectedButtonId", content.getButtonReply().getId());
      case TEMPLATE_REPLY -> view.put("selectedButtonId", content.getTemplateReply().getId());
      case LIST_REPLY -> view.put("selectedRowId", content.getListReply().getRowId());
      case REVOKE -> view.put("protocolMessageKey", target(content.getRevoke().getTarget()));
      default -> {}
    }
  }

  private Map<String, Object> location() {
    var location = new LinkedHashMap<String, Object>();
    if (content.hasLiveLocation()) {
      var live = content.getLiveLocation();
      location.put("latitude", live.getLatitude());
      location.put("longitude", live.getLongitude());
      put(location, "description", live.getCaption());
      return location;
    }
    var place = content.getLocation();
    location.put("latitude", place.getLatitude());
    location.put("longitude", place.getLongitude());
    put(location, "name", place.getName());
    put(location, "address", place.getAddress());
    put(location, "url", place.getUrl());
    var description =
        Stream.of(place.getName(), place.getAddress()).filter(WwebjsMessage::isThere).toList();
    put(location, "description", String.join("\n", description));
    return location;
  }

  private Map<String, Object> invite() {
    var invite = content.getGroupInvite();
    return ordered(
        "inviteCode",
        invite.getCode(),
        "inviteCodeExp",
        invite.getExpiresAtS(),
        "groupId",
        invite.getGroup(),
        "groupName",
        invite.getGroupName(),
        "fromId",
        message.getFromMe() ? Ids.own(own) : Ids.jid(message.getSender()),
        "toId",
        message.getFromMe() ? chat : Ids.own(own));
  }

  private void poll(Map<String, Object> view) {
    var poll = content.getPoll();
    var options = new ArrayList<Map<String, Object>>();
    for (var name : poll.getOptionsList()) {
      options.add(ordered("name", name, "localId", options.size()));
    }
    view.put("pollName", poll.getName());
    view.put("pollOptions", options);
    view.put("allowMultipleAnswers", poll.getSelectableCount() != 1);
    view.put("pollInvalidated", false);
    view.put("messageSecret", List.of());
  }

  private List<Map<String, Object>> buttons() {
    return content.getButtons().getButtonsList().stream()
        .map(
            button ->
                ordered(
                    "buttonId",
                    button.getId(),
                    "buttonText",
                    Map.of("displayText", button.getText()),
                    "type",
                    1))
        .toList();
  }

  /// The id object of a message that this one is about.
  private Map<String, Object> target(io.trunkline.proto.content.MessageKey key) {
    var participant = Optional.of(key.getParticipant()).filter(WwebjsMessage::isThere);
    return Ids.message(
        key.getFromMe(),
        key.getChat().isEmpty() ? chat : known(key.getChat()),
        key.getWhatsappId(),
        Ids.isGroup(chat)
            ? participant
                .map(this::known)
                .or(() -> Optional.of(Ids.own(own)).filter(_ -> key.getFromMe()))
            : Optional.empty());
  }

  static Map<String, Object> target(
      MessageReceived about, io.trunkline.proto.content.MessageKey key, Session own) {
    return new WwebjsMessage(about, own).target(key);
  }

  private String known(String jid) {
    return Ids.jid(jid, own, message.getChat(), message.getSender());
  }

  private static boolean isThere(String text) {
    return !text.isEmpty();
  }

  private static void put(Map<String, Object> view, String name, String text) {
    if (!text.isEmpty()) {
      view.put(name, text);
    }
  }

  /// A small object whose names keep their order.
  static Map<String, Object> ordered(Object... namesAndValues) {
    var object = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}
