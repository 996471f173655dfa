package io.trunkline.webhook.wwebjs;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Interactive;
import io.trunkline.proto.content.MediaRef;
import java.util.Base64;
import java.util.Optional;

/// What wwebjs calls a kind of message, and where such a message keeps its text and its file.
final class MessageKinds {
  private MessageKinds() {}

  static String type(Content content) {
    return switch (content.getKindCase()) {
      case TEXT, COMMENT -> "chat";
      case IMAGE -> "image";
      case VIDEO -> "video";
      case AUDIO ->
          content.getAudio().getMedia().getKind() == MediaRef.Kind.VOICE ? "ptt" : "audio";
      case DOCUMENT -> "document";
      case STICKER -> "sticker";
      case ALBUM -> "album";
      case LOCATION, LIVE_LOCATION -> "location";
      case CONTACT -> "vcard";
      case CONTACTS -> "multi_vcard";
      case REACTION -> "reaction";
      case REVOKE -> "revoked";
      case POLL -> "poll_creation";
      case EVENT -> "scheduled_event_creation";
      case GROUP_INVITE -> "groups_v4_invite";
      case CALL_LOG -> "call_log";
      case ORDER -> "order";
      case PRODUCT -> "product";
      case LIST_MENU -> "list";
      case TEMPLATE -> "hsm";
      case BUTTONS, INTERACTIVE_REPLY -> "interactive";
      case INTERACTIVE ->
          content.getInteractive().getActionCase() == Interactive.ActionCase.NATIVE_FLOW
              ? "native_flow"
              : "interactive";
      case BUTTON_REPLY -> "buttons_response";
      case LIST_REPLY -> "list_response";
      case TEMPLATE_REPLY -> "template_button_reply";
      case ENCRYPTED, PLACEHOLDER -> "ciphertext";
      case EDIT,
          PIN,
          KEEP,
          POLL_VOTE,
          EVENT_RESPONSE,
          REQUEST_PHONE_NUMBER,
          SHARE_PHONE_NUMBER,
          EPHEMERAL_SETTING,
          DEVICE_MESSAGE ->
          "protocol";
      case UNKNOWN -> content.getUnknown().hasPayment() ? "payment" : "unknown";
      case STICKER_PACK, POLL_RESULTS, NEWSLETTER_INVITE, SCHEDULED_CALL, KIND_NOT_SET -> "unknown";
    };
  }

  /// Whether it is said to people rather than between devices.
  static boolean isShown(Content content) {
    return switch (content.getKindCase()) {
      case EDIT,
          REVOKE,
          REACTION,
          PIN,
          KEEP,
          POLL_VOTE,
          EVENT_RESPONSE,
          ENCRYPTED,
          REQUEST_PHONE_NUMBER,
          SHARE_PHONE_NUMBER,
          EPHEMERAL_SETTING,
          DEVICE_MESSAGE ->
          false;
      default -> true;
    };
  }

  static String body(Content content) {
    return switch (content.getKindCase()) {
      case TEXT -> content.getText().getBody();
      case COMMENT -> body(content.getComment().getContent());
      case EDIT -> body(content.getEdit().getContent());
      case IMAGE -> content.getImage().getCaption();
      case VIDEO -> content.getVideo().getCaption();
      case DOCUMENT -> content.getDocument().getCaption();
      case LOCATION -> base64(content.getLocation().getJpegThumbnail());
      case LIVE_LOCATION -> base64(content.getLiveLocation().getJpegThumbnail());
      case CONTACT -> content.getContact().getVcard();
      case POLL -> content.getPoll().getName();
      case EVENT -> content.getEvent().getName();
      case GROUP_INVITE -> content.getGroupInvite().getCaption();
      case ORDER -> content.getOrder().getMessage();
      case PRODUCT -> content.getProduct().getBody();
      case BUTTONS -> content.getButtons().getBody();
      case LIST_MENU -> content.getListMenu().getDescription();
      case TEMPLATE -> content.getTemplate().getBody();
      case INTERACTIVE -> content.getInteractive().getBody();
      case BUTTON_REPLY -> content.getButtonReply().getText();
      case LIST_REPLY -> content.getListReply().getTitle();
      case TEMPLATE_REPLY -> content.getTemplateReply().getText();
      case INTERACTIVE_REPLY -> content.getInteractiveReply().getBody();
      default -> "";
    };
  }

  static Optional<MediaRef> media(Content content) {
    return switch (content.getKindCase()) {
      case IMAGE -> Optional.of(content.getImage().getMedia());
      case VIDEO -> Optional.of(content.getVideo().getMedia());
      case AUDIO -> Optional.of(content.getAudio().getMedia());
      case DOCUMENT -> Optional.of(content.getDocument().getMedia());
      case STICKER -> Optional.of(content.getSticker().getMedia());
      default -> Optional.empty();
    };
  }

  private static String base64(com.google.protobuf.ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
