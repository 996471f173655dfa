package io.trunkline.webhook.cloud;

import io.trunkline.proto.content.ContactCard;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.event.MessageReceived;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One element of `messages`: who, when, and an object under the name of its type.
final class CloudMessage {
  // Meta's "Message type unknown".
  private static final int UNKNOWN_TYPE = 131051;
  private static final int FREQUENT = 5;

  private CloudMessage() {}

  /// @return empty for what devices say to each other
  static Optional<Map<String, Object>> of(MessageReceived message) {
    var content = message.getContent();
    if (isSilent(content)) {
      return Optional.empty();
    }
    var said = new LinkedHashMap<String, Object>();
    said.put("from", CloudBodies.number(message.getSender()));
    if (message.getChat().getOther().endsWith("@g.us")) {
      said.put("group_id", message.getChat().getOther());
    }
    said.put("id", message.getWhatsappId());
    said.put("timestamp", Long.toString(message.getTimestamp()));
    context(content).ifPresent(context -> said.put("context", context));
    kind(message, said);
    if (content.hasAd()) {
      said.put("referral", referral(content));
    }
    return Optional.of(said);
  }

  private static boolean isSilent(Content content) {
    return switch (content.getKindCase()) {
      case REVOKE,
          PIN,
          KEEP,
          POLL_VOTE,
          EVENT_RESPONSE,
          ENCRYPTED,
          REQUEST_PHONE_NUMBER,
          SHARE_PHONE_NUMBER,
          EPHEMERAL_SETTING,
          DEVICE_MESSAGE,
          EDIT ->
          true;
      default -> false;
    };
  }

  private static Optional<Map<String, Object>> context(Content content) {
    var context = new LinkedHashMap<String, Object>();
    if (content.hasQuote()) {
      context.put("from", CloudBodies.user(content.getQuote().getParticipant()));
      context.put("id", content.getQuote().getWhatsappId());
    }
    if (content.hasForwarding()) {
      context.put(
          content.getForwarding().getScore() < FREQUENT ? "forwarded" : "frequently_forwarded",
          true);
    }
    return context.isEmpty() ? Optional.empty() : Optional.of(context);
  }

  private static void kind(MessageReceived message, Map<String, Object> said) {
    var content = message.getContent();
    switch (content.getKindCase()) {
      case TEXT -> put(said, "text", Map.of("body", content.getText().getBody()));
      case IMAGE ->
          put(
              said,
              "image",
              media(message, content.getImage().getMedia(), content.getImage().getCaption()));
      case VIDEO ->
          put(
              said,
              "video",
              media(message, content.getVideo().getMedia(), content.getVideo().getCaption()));
      case AUDIO -> {
        var media = media(message, content.getAudio().getMedia(), "");
        media.put("voice", content.getAudio().getMedia().getKind() == MediaRef.Kind.VOICE);
        put(said, "audio", media);
      }
      case DOCUMENT -> {
        var document = content.getDocument();
        var media = media(message, document.getMedia(), document.getCaption());
        putText(media, "filename", document.getMedia().getFileName());
        put(said, "document", media);
      }
      case STICKER -> {
        var media = media(message, content.getSticker().getMedia(), "");
        media.put("animated", content.getSticker().getIsAnimated());
        put(said, "sticker", media);
      }
      case LOCATION -> put(said, "location", location(content));
      case LIVE_LOCATION -> put(said, "location", liveLocation(content));
      case CONTACT -> put(said, "contacts", List.of(card(content.getContact())));
      case CONTACTS ->
          put(
              said,
              "contacts",
              content.getContacts().getContactsList().stream().map(CloudMessage::card).toList());
      case REACTION -> {
        var reaction = new LinkedHashMap<String, Object>();
        reaction.put("message_id", content.getReaction().getTarget().getWhatsappId());
        // A reaction taken back has no emoji.
        putText(reaction, "emoji", content.getReaction().getText());
        put(said, "reaction", reaction);
      }
      case BUTTON_REPLY ->
          put(
              said,
              "interactive",
              reply(
                  "button_reply",
                  content.getButtonReply().getId(),
                  content.getButtonReply().getText()));
      case LIST_REPLY -> {
        var chosen = content.getListReply();
        put(said, "interactive", reply("list_reply", chosen.getRowId(), chosen.getTitle()));
      }
      case TEMPLATE_REPLY ->
          put(
              said,
              "button",
              Map.of(
                  "payload",
                  content.getTemplateReply().getId(),
                  "text",
                  content.getTemplateReply().getText()));
      default -> {
        said.put("type", "unsupported");
        said.put(
            "errors",
            List.of(
                Map.of(
                    "code",
                    UNKNOWN_TYPE,
                    "title",
                    "Message type unknown",
                    "message",
                    "Message type unknown")));
      }
    }
  }

  private static void put(Map<String, Object> said, String type, Object object) {
    said.put("type", type);
    said.put(type, object);
  }

  private static Map<String, Object> media(MessageReceived message, MediaRef file, String caption) {
    var media = new LinkedHashMap<String, Object>();
    putText(media, "caption", caption);
    media.put("mime_type", file.getMimetype());
    media.put("sha256", Base64.getEncoder().encodeToString(file.getSha256().toByteArray()));
    media.put("id", message.getWhatsappId());
    return media;
  }

  private static Map<String, Object> location(Content content) {
    var place = content.getLocation();
    var location = new LinkedHashMap<String, Object>();
    location.put("latitude", place.getLatitude());
    location.put("longitude", place.getLongitude());
    putText(location, "name", place.getName());
    putText(location, "address", place.getAddress());
    putText(location, "url", place.getUrl());
    return location;
  }

  private static Map<String, Object> liveLocation(Content content) {
    var location = new LinkedHashMap<String, Object>();
    location.put("latitude", content.getLiveLocation().getLatitude());
    location.put("longitude", content.getLiveLocation().getLongitude());
    return location;
  }

  /// The vCard's numbers; of the rest only the name.
  private static Map<String, Object> card(ContactCard card) {
    var phones =
        card.getVcard()
            .lines()
            .filter(line -> line.toUpperCase(java.util.Locale.ROOT).contains("TEL"))
            .filter(line -> line.contains(":"))
            .map(line -> Map.<String, Object>of("phone", line.substring(line.lastIndexOf(':') + 1)))
            .toList();
    var view = new LinkedHashMap<String, Object>();
    view.put("name", Map.of("formatted_name", card.getDisplayName()));
    view.put("phones", phones);
    return view;
  }

  private static Map<String, Object> reply(String type, String id, String title) {
    var reply = new LinkedHashMap<String, Object>();
    reply.put("type", type);
    reply.put(type, Map.of("id", id, "title", title));
    return reply;
  }

  private static Map<String, Object> referral(Content content) {
    var ad = content.getAd();
    var referral = new LinkedHashMap<String, Object>();
    putText(referral, "source_url", ad.getSourceUrl());
    putText(referral, "source_id", ad.getSourceId());
    putText(referral, "source_type", ad.getSourceType());
    putText(referral, "headline", ad.getTitle());
    putText(referral, "body", ad.getBody());
    putText(referral, "ctwa_clid", ad.getClickId());
    return referral;
  }

  private static void putText(Map<String, Object> view, String name, String text) {
    if (!text.isEmpty()) {
      view.put(name, text);
    }
  }
}
