package io.trunkline.whatsapp.protocol.message;

import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.SecretEncryptedMessage.SecretEncType;
import java.util.Optional;

/// What a message stanza says in the clear about the content that it hides. All wrappers are taken
/// off first.
///
/// @param type the stanza's `type`: text, media, reaction, poll or event
/// @param mediaType `mediatype` of every `enc`; absent for most that are not media
/// @param hideDecryptFail whether every `enc` carries `decrypt-fail=hide`: a device that cannot
// read
/// it shows no placeholder, because it belongs to another message
public record StanzaAttributes(String type, Optional<String> mediaType, boolean hideDecryptFail) {
  private static final String TEXT = "text";
  private static final String MEDIA = "media";

  /// The attributes of a message.
  ///
  /// @throws MessageException as [PlainMessages#unwrap]
  public static StanzaAttributes of(Message message) {
    Unwrapped unwrapped = PlainMessages.unwrap(message);
    Message content = unwrapped.message();
    return new StanzaAttributes(
        type(content),
        Optional.ofNullable(mediaType(content)),
        unwrapped.isEdit() || belongsToAnother(content));
  }

  private static String type(Message message) {
    if (message.hasReactionMessage() || message.hasEncReactionMessage()) {
      return "reaction";
    }
    if (message.hasEventMessage()
        || message.hasEncEventResponseMessage()
        || isSecret(message, SecretEncType.EVENT_EDIT)) {
      return "event";
    }
    if (isPollCreation(message)
        || message.hasPollUpdateMessage()
        || isSecret(message, SecretEncType.POLL_EDIT)
        || isSecret(message, SecretEncType.POLL_ADD_OPTION)) {
      return "poll";
    }
    if (message.hasExtendedTextMessage()) {
      return message.getExtendedTextMessage().hasMatchedText() ? MEDIA : TEXT;
    }
    boolean text =
        message.hasConversation()
            || message.hasProtocolMessage()
            || message.hasInteractiveMessage()
            || message.hasKeepInChatMessage()
            || message.hasPinInChatMessage()
            || message.hasTemplateButtonReplyMessage()
            || message.hasRequestPhoneNumberMessage()
            || message.hasCommentMessage()
            || message.hasEncCommentMessage()
            || isSecret(message, SecretEncType.MESSAGE_EDIT);
    return text ? TEXT : MEDIA;
  }

  private static boolean isPollCreation(Message message) {
    return message.hasPollCreationMessage()
        || message.hasPollCreationMessageV2()
        || message.hasPollCreationMessageV3()
        || message.hasPollCreationMessageV5()
        || message.hasPollCreationMessageV6();
  }

  private static boolean isSecret(Message message, SecretEncType type) {
    return message.hasSecretEncryptedMessage()
        && message.getSecretEncryptedMessage().getSecretEncType() == type;
  }

  private static String mediaType(Message message) {
    if (message.hasImageMessage()) {
      return "image";
    } else if (message.hasVideoMessage()) {
      return message.getVideoMessage().getGifPlayback() ? "gif" : "video";
    } else if (message.hasPtvMessage()) {
      return "ptv";
    } else if (message.hasAudioMessage()) {
      return message.getAudioMessage().getPTT() ? "ptt" : "audio";
    } else if (message.hasStickerMessage()) {
      return "sticker";
    } else if (message.hasStickerPackMessage()) {
      return "sticker_pack";
    } else if (message.hasDocumentMessage()) {
      return "document";
    } else if (message.hasLocationMessage()) {
      return "location";
    } else if (message.hasLiveLocationMessage()) {
      return "livelocation";
    } else if (message.hasContactMessage()) {
      return "vcard";
    } else if (message.hasContactsArrayMessage()) {
      return "contact_array";
    } else if (message.getExtendedTextMessage().hasMatchedText()
        || message.hasGroupInviteMessage()) {
      return "url";
    } else if (message.hasListMessage()) {
      return "list";
    } else if (message.hasListResponseMessage()) {
      return "list_response";
    } else if (message.hasButtonsMessage()) {
      return "button";
    } else if (message.hasButtonsResponseMessage()) {
      return "buttons_response";
    } else if (message.hasOrderMessage()) {
      return "order";
    } else if (message.hasProductMessage()) {
      return "product";
    } else if (message.hasInteractiveResponseMessage()) {
      return "native_flow_response";
    } else if (message.hasMessageHistoryBundle()) {
      return "group_history";
    }
    return null;
  }

  private static boolean belongsToAnother(Message message) {
    if (message.hasProtocolMessage()) {
      ProtocolMessage protocol = message.getProtocolMessage();
      return protocol.hasType()
          && (protocol.getType() == ProtocolMessage.Type.REVOKE
              || protocol.getType() == ProtocolMessage.Type.MESSAGE_EDIT);
    }
    return message.hasReactionMessage()
        || message.hasEncReactionMessage()
        || message.hasPollUpdateMessage()
        || message.hasPinInChatMessage()
        || message.hasKeepInChatMessage()
        || message.hasCommentMessage()
        || message.hasEncCommentMessage()
        || message.hasEncEventResponseMessage()
        || message.hasSecretEncryptedMessage();
  }
}
