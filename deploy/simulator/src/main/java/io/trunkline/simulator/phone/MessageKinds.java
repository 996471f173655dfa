package io.trunkline.simulator.phone;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.account.Account;
import io.trunkline.whatsapp.proto.e2e.ContextInfo;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import io.trunkline.whatsapp.protocol.message.content.Addition.Encrypted;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import io.trunkline.whatsapp.protocol.secret.MessageSecret;
import io.trunkline.whatsapp.protocol.secret.SecretAdditions;
import io.trunkline.whatsapp.protocol.secret.SecretException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
      Long mediaSize) {

    static Parts text(String kind, String text) {
      return new Parts(kind, text, null, null, null, null);
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
      Jid chat,
      Jid device,
      long timestamp,
      Message raw,
      List<Jid> authors,
      Function<String, Optional<Message>> known,
      PhoneMedia media) {
    Message content = unwrap(raw);
    Parts parts =
        content.hasPollUpdateMessage()
            ? Parts.text("pollVote", vote(content, writer, authors, known))
            : parts(content);
    Optional<ContextInfo> context = context(content);
    Optional<PhoneMedia.Checked> file =
        parts.mediaSha256 == null ? Optional.empty() : media.check(raw);
    return new InboxMessage(
        cursor,
        id,
        writer.pn().toString(),
        chat.isShared() ? writer.pn().toString() : null,
        chat.toString(),
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
    if (message.hasEditedMessage()) {
      return unwrap(message.getEditedMessage().getMessage());
    }
    if (message.hasDocumentWithCaptionMessage()) {
      return unwrap(message.getDocumentWithCaptionMessage().getMessage());
    }
    return message;
  }

  /// What accompanies the message, whatever its kind.
  private static Optional<ContextInfo> context(Message message) {
    return message.getAllFields().values().stream()
        .filter(com.google.protobuf.Message.class::isInstance)
        .map(com.google.protobuf.Message.class::cast)
        .flatMap(kind -> kind.getAllFields().values().stream())
        .filter(ContextInfo.class::isInstance)
        .map(ContextInfo.class::cast)
        .findFirst();
  }

  private static Parts parts(Message m) {
    if (m.hasConversation()) {
      return Parts.text("text", m.getConversation());
    }
    if (m.hasExtendedTextMessage()) {
      return Parts.text("text", m.getExtendedTextMessage().getText());
    }
    if (m.hasImageMessage()) {
      var image = m.getImageMessage();
      return new Parts(
          "image",
          null,
          image.getCaption(),
          image.getMimetype(),
          image.getFileSHA256(),
          image.getFileLength());
    }
    if (m.hasVideoMessage() || m.hasPtvMessage()) {
      var video = m.hasPtvMessage() ? m.getPtvMessage() : m.getVideoMessage();
      return new Parts(
          m.hasPtvMessage() ? "videoNote" : video.getGifPlayback() ? "gif" : "video",
          null,
          video.getCaption(),
          video.getMimetype(),
          video.getFileSHA256(),
          video.getFileLength());
    }
    if (m.hasAudioMessage()) {
      var audio = m.getAudioMessage();
      return new Parts(
          audio.getPTT() ? "voice" : "audio",
          null,
          null,
          audio.getMimetype(),
          audio.getFileSHA256(),
          audio.getFileLength());
    }
    if (m.hasDocumentMessage()) {
      var document = m.getDocumentMessage();
      return new Parts(
          "document",
          document.getFileName(),
          document.getCaption(),
          document.getMimetype(),
          document.getFileSHA256(),
          document.getFileLength());
    }
    if (m.hasStickerMessage()) {
      var sticker = m.getStickerMessage();
      return new Parts(
          "sticker",
          null,
          null,
          sticker.getMimetype(),
          sticker.getFileSHA256(),
          sticker.getFileLength());
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
    return Contents.read(PlainMessages.unwrap(m))
        .map(read -> modelled(read.content()))
        .orElseGet(() -> Parts.text("raw", null));
  }

  private static Parts modelled(Content content) {
    return switch (content) {
      case Content.Poll poll -> Parts.text("poll", poll.name());
      case Content.Event event -> Parts.text("event", event.name());
      case Addition.Pin pin -> Parts.text(pin.isPinned() ? "pin" : "unpin", pin.target().id());
      case Addition.Keep keep -> Parts.text("keep", keep.target().id());
      case BusinessContent.Buttons buttons -> Parts.text("buttons", buttons.body());
      case BusinessContent.ListMenu menu -> Parts.text("list", menu.description());
      case BusinessContent.Template template -> Parts.text("template", template.body());
      case BusinessContent.Interactive interactive -> Parts.text("interactive", interactive.body());
      case BusinessContent.ButtonReply reply -> Parts.text("buttonReply", reply.text());
      case BusinessContent.ListReply reply -> Parts.text("listReply", reply.title());
      case BusinessContent.TemplateReply reply -> Parts.text("templateReply", reply.text());
      case BusinessContent.InteractiveReply reply -> Parts.text("interactiveReply", reply.body());
      default -> Parts.text("raw", null);
    };
  }

  /// The chosen options by name, separated by commas; null where the phone cannot decrypt the vote.
  private static String vote(
      Message message,
      Account voter,
      List<Jid> authors,
      Function<String, Optional<Message>> known) {
    return Contents.read(PlainMessages.unwrap(message))
        .map(ReadMessage::content)
        .filter(Encrypted.class::isInstance)
        .map(Encrypted.class::cast)
        .flatMap(
            vote ->
                known.apply(vote.target().id()).flatMap(poll -> chosen(vote, poll, voter, authors)))
        .orElse(null);
  }

  private static Optional<String> chosen(
      Encrypted vote, Message poll, Account voter, List<Jid> authors) {
    Optional<MessageSecret> secret = MessageSecret.in(poll);
    Optional<Content> content = Contents.read(PlainMessages.unwrap(poll)).map(ReadMessage::content);
    if (secret.isEmpty() || !(content.orElse(null) instanceof Content.Poll options)) {
      return Optional.empty();
    }
    try {
      var opened =
          SecretAdditions.open(
              vote,
              secret.get(),
              Stream.concat(authors.stream(), Stream.of(voter.lid(), voter.pn())).toList(),
              List.of(voter.lid(), voter.pn()));
      return opened.content() instanceof Addition.PollVote(_, var hashes, _)
          ? Optional.of(
              options.options().stream()
                  .filter(option -> hashes.contains(Addition.PollVote.hash(option)))
                  .collect(Collectors.joining(", ")))
          : Optional.empty();
    } catch (SecretException e) {
      return Optional.empty();
    }
  }

  private static Parts protocol(ProtocolMessage message) {
    return switch (message.getType()) {
      case MESSAGE_EDIT -> Parts.text("edit", parts(unwrap(message.getEditedMessage())).text);
      case REVOKE -> Parts.text("revoke", message.hasKey() ? message.getKey().getID() : null);
      default -> Parts.text("raw", null);
    };
  }
}
