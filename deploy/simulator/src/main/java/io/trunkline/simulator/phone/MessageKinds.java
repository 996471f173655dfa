package io.trunkline.simulator.phone;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.account.Account;
import io.trunkline.whatsapp.proto.e2e.ContextInfo;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Tells what a WhatsApp message is, in the words of the control API.
final class MessageKinds {
  private MessageKinds() {}

  /// What of a message is told beside its kind; absent parts are null.
  private record Parts(
      String kind,
      String text,
      String caption,
      String mimetype,
      ByteString mediaSha256,
      Long mediaSize,
      ContextInfo context) {

    static Parts text(String kind, String text) {
      return new Parts(kind, text, null, null, null, null, null);
    }

    static Parts text(String kind, String text, ContextInfo context) {
      return new Parts(kind, text, null, null, null, null, context);
    }
  }

  /// Whether there is anything that a phone would show.
  static boolean isShown(Message message) {
    Message.Builder rest = message.toBuilder().clearSenderKeyDistributionMessage();
    return !rest.clearMessageContextInfo().build().equals(Message.getDefaultInstance());
  }

  static InboxMessage describe(
      long cursor,
      String id,
      Account writer,
      Account chat,
      Jid device,
      long timestamp,
      Message raw,
      PhoneMedia media) {
    Parts parts = parts(unwrap(raw));
    Optional<ContextInfo> context = Optional.ofNullable(parts.context);
    Optional<PhoneMedia.Checked> file =
        parts.mediaSha256 == null ? Optional.empty() : media.check(raw);
    return new InboxMessage(
        cursor,
        id,
        writer.pn().toString(),
        null,
        chat.pn().toString(),
        parts.kind,
        parts.text,
        parts.caption,
        parts.mimetype,
        file.map(checked -> Base64.getEncoder().encodeToString(checked.sha256())).orElse(null),
        file.map(PhoneMedia.Checked::size).orElse(null),
        context.map(ContextInfo::getStanzaID).filter(quoted -> !quoted.isEmpty()).orElse(null),
        context.map(ContextInfo::getMentionedJIDList).map(List::copyOf).orElse(List.of()),
        device.toString(),
        timestamp,
        raw.toByteArray());
  }

  /// Takes off the wrappers that carry a message unchanged.
  private static Message unwrap(Message message) {
    if (message.hasEphemeralMessage()) {
      return unwrap(message.getEphemeralMessage().getMessage());
    }
    if (message.hasViewOnceMessage()) {
      return unwrap(message.getViewOnceMessage().getMessage());
    }
    if (message.hasViewOnceMessageV2()) {
      return unwrap(message.getViewOnceMessageV2().getMessage());
    }
    if (message.hasDocumentWithCaptionMessage()) {
      return unwrap(message.getDocumentWithCaptionMessage().getMessage());
    }
    return message;
  }

  private static Parts parts(Message m) {
    if (m.hasConversation()) {
      return Parts.text("text", m.getConversation());
    }
    if (m.hasExtendedTextMessage()) {
      var text = m.getExtendedTextMessage();
      return Parts.text("text", text.getText(), text.getContextInfo());
    }
    if (m.hasImageMessage()) {
      var image = m.getImageMessage();
      return new Parts(
          "image",
          null,
          image.getCaption(),
          image.getMimetype(),
          image.getFileSHA256(),
          image.getFileLength(),
          image.getContextInfo());
    }
    if (m.hasVideoMessage() || m.hasPtvMessage()) {
      var video = m.hasPtvMessage() ? m.getPtvMessage() : m.getVideoMessage();
      return new Parts(
          m.hasPtvMessage() ? "videoNote" : video.getGifPlayback() ? "gif" : "video",
          null,
          video.getCaption(),
          video.getMimetype(),
          video.getFileSHA256(),
          video.getFileLength(),
          video.getContextInfo());
    }
    if (m.hasAudioMessage()) {
      var audio = m.getAudioMessage();
      return new Parts(
          audio.getPTT() ? "voice" : "audio",
          null,
          null,
          audio.getMimetype(),
          audio.getFileSHA256(),
          audio.getFileLength(),
          audio.getContextInfo());
    }
    if (m.hasDocumentMessage()) {
      var document = m.getDocumentMessage();
      return new Parts(
          "document",
          document.getFileName(),
          document.getCaption(),
          document.getMimetype(),
          document.getFileSHA256(),
          document.getFileLength(),
          document.getContextInfo());
    }
    if (m.hasStickerMessage()) {
      var sticker = m.getStickerMessage();
      return new Parts(
          "sticker",
          null,
          null,
          sticker.getMimetype(),
          sticker.getFileSHA256(),
          sticker.getFileLength(),
          sticker.getContextInfo());
    }
    if (m.hasProtocolMessage()) {
      return protocol(m.getProtocolMessage());
    }
    return others(m);
  }

  private static Parts others(Message m) {
    if (m.hasReactionMessage()) {
      return Parts.text("reaction", m.getReactionMessage().getText());
    }
    if (m.hasLocationMessage()) {
      return Parts.text("location", m.getLocationMessage().getName());
    }
    if (m.hasLiveLocationMessage()) {
      return Parts.text("liveLocation", null);
    }
    if (m.hasContactMessage()) {
      return Parts.text("contact", m.getContactMessage().getDisplayName());
    }
    if (m.hasContactsArrayMessage()) {
      return Parts.text("contacts", m.getContactsArrayMessage().getDisplayName());
    }
    return Parts.text("raw", null);
  }

  private static Parts protocol(ProtocolMessage message) {
    return switch (message.getType()) {
      case MESSAGE_EDIT -> Parts.text("edit", parts(unwrap(message.getEditedMessage())).text);
      case REVOKE -> Parts.text("revoke", message.hasKey() ? message.getKey().getID() : null);
      default -> Parts.text("raw", null);
    };
  }
}
