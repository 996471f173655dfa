package io.trunkline.api.wwebjs;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;

/// The dialect's names of the kinds of messages.
final class MessageTypes {
  private MessageTypes() {}

  static String of(Content content) {
    return switch (content.getKindCase()) {
      case TEXT, COMMENT, KIND_NOT_SET -> "chat";
      case IMAGE -> "image";
      case VIDEO -> "video";
      case AUDIO ->
          content.getAudio().getMedia().getKind() == MediaRef.Kind.VOICE ? "ptt" : "audio";
      case DOCUMENT -> "document";
      case STICKER, STICKER_PACK -> "sticker";
      case ALBUM -> "album";
      case LOCATION, LIVE_LOCATION -> "location";
      case CONTACT -> "vcard";
      case CONTACTS -> "multi_vcard";
      case REACTION -> "reaction";
      case POLL -> "poll_creation";
      case EVENT -> "scheduled_event_creation";
      case GROUP_INVITE -> "groups_v4_invite";
      case ORDER -> "order";
      case PRODUCT -> "product";
      case CALL_LOG, SCHEDULED_CALL -> "call_log";
      case LIST_MENU -> "list";
      case LIST_REPLY -> "list_response";
      case BUTTON_REPLY -> "buttons_response";
      case TEMPLATE_REPLY -> "template_button_reply";
      case BUTTONS, INTERACTIVE -> "interactive";
      case INTERACTIVE_REPLY -> "native_flow";
      case TEMPLATE -> "hsm";
      case ENCRYPTED, PLACEHOLDER -> "ciphertext";
      case EPHEMERAL_SETTING -> "notification_template";
      case REVOKE -> "revoked";
      case EDIT,
          PIN,
          KEEP,
          POLL_VOTE,
          POLL_RESULTS,
          EVENT_RESPONSE,
          REQUEST_PHONE_NUMBER,
          SHARE_PHONE_NUMBER,
          DEVICE_MESSAGE ->
          "protocol";
      case UNKNOWN -> content.getUnknown().hasPayment() ? "payment" : "unknown";
      case NEWSLETTER_INVITE -> "unknown";
    };
  }
}
