package io.trunkline.whatsapp.protocol.message;

import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.InteractiveMessage.NativeFlowMessage;
import io.trunkline.whatsapp.proto.e2e.KeepInChatMessage;
import io.trunkline.whatsapp.proto.e2e.KeepType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.PollContentType;
import io.trunkline.whatsapp.proto.e2e.PollCreationMessage;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.SecretEncryptedMessage.SecretEncType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a message stanza says in the clear about the content that it hides. All wrappers are taken
/// off first.
///
/// ```
/// message {type, edit?}
///   ... enc {mediatype?, decrypt-fail=hide?}
///   meta {polltype?, contenttype?, event_type?, view_once?, thread_msg_id?, appdata?, ...}?
///   biz > list {type=product_list, v=2}
///       | interactive {type=native_flow, v=1} > native_flow {name, v=9} ?
/// ```
///
/// What depends on more than the content is not here: addresses, phash, tokens, the settings of a
/// status, and `appdata=default` of messages to the own phone.
///
/// @param type the stanza's `type`: text, media, reaction, poll or event
/// @param edit the stanza's `edit`: `1` an edit, `2` a pin or its end, `3` an edit in a newsletter,
/// `7` a message or reaction taken back, `8` one deleted by an admin
/// @param mediaType `mediatype` of every `enc`; absent for most that are not media
/// @param hideDecryptFail whether every `enc` carries `decrypt-fail=hide`: where it cannot be read
/// no placeholder shows, because it belongs to another message
/// @param children `meta` and `biz`, as far as they are needed
public record StanzaAttributes(
    String type,
    Optional<String> edit,
    Optional<String> mediaType,
    boolean hideDecryptFail,
    List<Node> children) {
  private static final String TEXT = "text";
  private static final String MEDIA = "media";

  public StanzaAttributes {
    children = List.copyOf(children);
  }

  /// The attributes of a message.
  ///
  /// @param to the chat
  /// @param own the sender, under the address that it has there
  /// @throws MessageException as [PlainMessages#unwrap]
  public static StanzaAttributes of(Message message, Jid to, Jid own) {
    Unwrapped unwrapped = PlainMessages.unwrap(message);
    Message content = unwrapped.message();
    List<Node> children = new ArrayList<>(2);
    Node meta = meta(unwrapped, own);
    if (!meta.attributes().isEmpty()) {
      children.add(meta);
    }
    biz(content).ifPresent(biz -> children.add(Node.of("biz").child(biz).build()));
    return new StanzaAttributes(
        type(content),
        Optional.ofNullable(edit(content, to)),
        Optional.ofNullable(mediaType(content)),
        unwrapped.isEdit() || belongsToAnother(content),
        children);
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
    if (pollCreation(message).isPresent()
        || message.hasPollUpdateMessage()
        || isPollEdit(message)) {
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
            || hasPollResults(message)
            || message.hasNewsletterAdminInviteMessage()
            || message.hasMessageHistoryNotice()
            || isSecret(message, SecretEncType.MESSAGE_EDIT);
    return text ? TEXT : MEDIA;
  }

  private static Optional<PollCreationMessage> pollCreation(Message message) {
    if (message.hasPollCreationMessage()) {
      return Optional.of(message.getPollCreationMessage());
    } else if (message.hasPollCreationMessageV2()) {
      return Optional.of(message.getPollCreationMessageV2());
    } else if (message.hasPollCreationMessageV3()) {
      return Optional.of(message.getPollCreationMessageV3());
    } else if (message.hasPollCreationMessageV5()) {
      return Optional.of(message.getPollCreationMessageV5());
    } else if (message.hasPollCreationMessageV6()) {
      return Optional.of(message.getPollCreationMessageV6());
    }
    return Optional.empty();
  }

  private static boolean isPollEdit(Message message) {
    return isSecret(message, SecretEncType.POLL_EDIT)
        || isSecret(message, SecretEncType.POLL_ADD_OPTION);
  }

  private static boolean hasPollResults(Message message) {
    return message.hasPollResultSnapshotMessage() || message.hasPollResultSnapshotMessageV3();
  }

  private static boolean isSecret(Message message, SecretEncType type) {
    return message.hasSecretEncryptedMessage()
        && message.getSecretEncryptedMessage().getSecretEncType() == type;
  }

  private static String edit(Message message, Jid to) {
    if (message.hasProtocolMessage() && message.getProtocolMessage().hasType()) {
      return switch (message.getProtocolMessage().getType()) {
        case MESSAGE_EDIT -> to.isNewsletter() ? "3" : "1";
        case REVOKE ->
            to.isNewsletter() || !message.getProtocolMessage().getKey().getFromMe() ? "8" : "7";
        default -> null;
      };
    } else if (message.hasPinInChatMessage()) {
      return "2";
    } else if (isSecret(message, SecretEncType.MESSAGE_EDIT)
        || isSecret(message, SecretEncType.EVENT_EDIT)) {
      return "1";
    }
    boolean takesBack =
        (message.hasReactionMessage() && message.getReactionMessage().getText().isEmpty())
            || (message.hasKeepInChatMessage() && isOwnKeepUndone(message.getKeepInChatMessage()));
    return takesBack ? "7" : null;
  }

  private static boolean isOwnKeepUndone(KeepInChatMessage keep) {
    return keep.getKey().getFromMe() && keep.getKeepType() == KeepType.UNDO_KEEP_FOR_ALL;
  }

  private static Node meta(Unwrapped unwrapped, Jid own) {
    Message message = unwrapped.message();
    var meta =
        Node.of("meta")
            .withIfPresent("polltype", Optional.ofNullable(pollType(message)))
            .withIfPresent("contenttype", pollCreation(message).map(StanzaAttributes::contentType))
            .withIfPresent("event_type", Optional.ofNullable(eventType(message)));
    if (unwrapped.isViewOnce() || isViewOnce(message)) {
      meta.with("view_once", "true");
    }
    if (message.hasCommentMessage()) {
      addThread(meta, message.getCommentMessage().getTargetMessageKey(), own);
    } else if (message.hasEncCommentMessage()) {
      addThread(meta, message.getEncCommentMessage().getTargetMessageKey(), own);
    }
    if (message.getProtocolMessage().getType() == ProtocolMessage.Type.GROUP_MEMBER_LABEL_CHANGE) {
      boolean isRemoved = message.getProtocolMessage().getMemberLabel().getLabel().isEmpty();
      meta.with("appdata", "member_tag")
          .with("tag_reason", isRemoved ? "user_delete" : "user_update");
    }
    return meta.build();
  }

  private static String pollType(Message message) {
    if (pollCreation(message).isPresent()) {
      return "creation";
    } else if (message.hasPollUpdateMessage()) {
      return "vote";
    } else if (isPollEdit(message)) {
      return "edit";
    }
    return hasPollResults(message) ? "result_snapshot" : null;
  }

  /// Empty, and so no attribute, for a poll that does not tell.
  private static String contentType(PollCreationMessage poll) {
    return poll.getPollContentType() == PollContentType.UNKNOWN_POLL_CONTENT_TYPE
        ? ""
        : poll.getPollContentType().name().toLowerCase(Locale.ROOT);
  }

  private static String eventType(Message message) {
    if (message.hasEventMessage()) {
      return "creation";
    } else if (message.hasEncEventResponseMessage()) {
      return "response";
    }
    return isSecret(message, SecretEncType.EVENT_EDIT) ? "edit" : null;
  }

  private static boolean isViewOnce(Message message) {
    return message.getImageMessage().getViewOnce()
        || message.getVideoMessage().getViewOnce()
        || message.getPtvMessage().getViewOnce()
        || message.getAudioMessage().getViewOnce();
  }

  private static void addThread(Node.Builder meta, MessageKey target, Jid own) {
    Optional<Jid> author =
        target.getFromMe() ? Optional.of(own) : PlainMessages.jid(target.getParticipant());
    meta.with("thread_msg_id", target.getID())
        .withIfPresent("thread_msg_sender_jid", author.map(Jid::toUserJid));
  }

  private static Optional<Node> biz(Message message) {
    if (message.hasListMessage()) {
      return Optional.of(Node.of("list").with("type", "product_list").with("v", 2).build());
    } else if (message.hasButtonsMessage()) {
      return Optional.of(interactive("mixed"));
    } else if (message.getInteractiveMessage().hasNativeFlowMessage()) {
      return Optional.of(
          interactive(flowName(message.getInteractiveMessage().getNativeFlowMessage())));
    }
    return Optional.empty();
  }

  private static String flowName(NativeFlowMessage message) {
    String button = message.getButtonsCount() == 0 ? "" : message.getButtons(0).getName();
    return switch (button) {
      case "payment_info" -> "payment_info";
      case "review_and_pay" -> "order_details";
      default -> "mixed";
    };
  }

  private static Node interactive(String flowName) {
    return Node.of("interactive")
        .with("type", "native_flow")
        .with("v", 1)
        .child(Node.of("native_flow").with("v", 9).with("name", flowName).build())
        .build();
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
