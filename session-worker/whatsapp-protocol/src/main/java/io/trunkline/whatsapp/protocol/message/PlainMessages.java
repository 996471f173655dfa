package io.trunkline.whatsapp.protocol.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.e2e.ContextInfo;
import io.trunkline.whatsapp.proto.e2e.DeviceSentMessage;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage;
import io.trunkline.whatsapp.proto.e2e.FutureProofMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageContextInfo;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.whatsapp.protocol.message.MessageException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Builds and reads the protobuf that is padded and encrypted. Equal inputs always give equal
/// bytes, so that a repeated send or a retry encrypts the same plaintext.
public final class PlainMessages {
  /// Length of `messageContextInfo.messageSecret`.
  public static final int SECRET_BYTES = 32;

  private static final int MAX_WRAPPERS = 16;

  /// Wrappers that hold nothing but a message, in the order in which they are looked for:
  // ephemeral,
  /// the three of view once, document with caption, edited, and those that mark where or how a
  /// message appears.
  private static final List<FieldDescriptor> WRAPPERS =
      IntStream.of(40, 37, 55, 59, 53, 58, 62, 67, 74, 91, 96, 103, 92, 87, 93, 90, 99, 118, 85)
          .mapToObj(Message.getDescriptor()::findFieldByNumber)
          .toList();

  private PlainMessages() {}

  /// A text. Without mentions and quote it is a `conversation`, else an `extendedTextMessage`.
  ///
  /// @param messageSecret 32 random bytes, from which later additions to the message (reactions,
  /// edits, reports) are keyed; fixed for all copies of one message
  public static Message text(PlainText text, byte[] messageSecret) {
    if (messageSecret.length != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "Expected a message secret of 32 bytes but was " + messageSecret.length);
    }
    Message.Builder message =
        Message.newBuilder()
            .setMessageContextInfo(
                MessageContextInfo.newBuilder()
                    .setMessageSecret(ByteString.copyFrom(messageSecret)));
    if (text.mentions().isEmpty() && text.quote().isEmpty()) {
      return message.setConversation(text.body()).build();
    }
    ContextInfo.Builder context = ContextInfo.newBuilder();
    text.quote().ifPresent(quote -> addQuote(context, quote));
    text.mentions().forEach(mention -> context.addMentionedJID(mention.toString()));
    return message
        .setExtendedTextMessage(
            ExtendedTextMessage.newBuilder().setText(text.body()).setContextInfo(context))
        .build();
  }

  private static void addQuote(ContextInfo.Builder context, Quote quote) {
    context.setStanzaID(quote.messageId());
    quote.author().ifPresent(author -> context.setParticipant(author.toString()));
    context.setQuotedMessage(withoutContext(quote.message()));
    quote.chat().ifPresent(chat -> context.setRemoteJID(chat.toString()));
  }

  /// A message as it may be quoted: without secret, and without its own quote and mentions.
  static Message withoutContext(Message message) {
    Message.Builder builder = message.toBuilder().clearMessageContextInfo();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE
          || field.getKey().isRepeated()) {
        continue;
      }
      var content = (com.google.protobuf.Message) field.getValue();
      FieldDescriptor context = content.getDescriptorForType().findFieldByName("contextInfo");
      if (context != null && content.hasField(context)) {
        builder.setField(field.getKey(), content.toBuilder().clearField(context).build());
      }
    }
    return builder.build();
  }

  /// The text of an unwrapped message with its context; empty for every other kind. Mentions and an
  /// author that are no JIDs are left out.
  public static Optional<PlainText> readText(Message message) {
    if (message.hasConversation()) {
      return Optional.of(PlainText.of(message.getConversation()));
    }
    if (!message.hasExtendedTextMessage()) {
      return Optional.empty();
    }
    ExtendedTextMessage text = message.getExtendedTextMessage();
    ContextInfo context = text.getContextInfo();
    List<Jid> mentions = new ArrayList<>();
    for (String mention : context.getMentionedJIDList()) {
      jid(mention).ifPresent(mentions::add);
    }
    return Optional.of(new PlainText(text.getText(), mentions, quote(context)));
  }

  private static Optional<Quote> quote(ContextInfo context) {
    if (!context.hasStanzaID() || !context.hasQuotedMessage()) {
      return Optional.empty();
    }
    return Optional.of(
        new Quote(
            context.getStanzaID(),
            jid(context.getParticipant()),
            context.getQuotedMessage(),
            jid(context.getRemoteJID())));
  }

  private static Optional<Jid> jid(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Jid.parse(text));
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  /// Reads an unpadded plaintext.
  ///
  /// @throws MessageException MALFORMED
  public static Message parse(byte[] plaintext) {
    try {
      return Message.parseFrom(plaintext);
    } catch (InvalidProtocolBufferException e) {
      throw new MessageException(Code.MALFORMED, "Not a message");
    }
  }

  /// The copy of a message for the sender's own other devices.
  ///
  /// @param chat where it was sent to
  public static Message wrapDeviceSent(Jid chat, Message message, Optional<String> phash) {
    DeviceSentMessage.Builder sent =
        DeviceSentMessage.newBuilder()
            .setDestinationJID(chat.toUserJid().toString())
            .setMessage(message);
    phash.ifPresent(sent::setPhash);
    Message.Builder outer = Message.newBuilder().setDeviceSentMessage(sent);
    if (message.hasMessageContextInfo()) {
      outer.setMessageContextInfo(message.getMessageContextInfo());
    }
    return outer.build();
  }

  /// The copy of a message for the sender's own other devices, without a phash.
  public static Message wrapDeviceSent(Jid chat, Message message) {
    return wrapDeviceSent(chat, message, Optional.empty());
  }

  /// What a copy from another own device holds; empty for a message that is none.
  public static Optional<Message> unwrapDeviceSent(Message message) {
    if (!message.hasDeviceSentMessage()) {
      return Optional.empty();
    }
    return Optional.of(inheritContext(message.getDeviceSentMessage().getMessage(), message));
  }

  /// Takes off every wrapper, the copy for own devices first.
  ///
  /// @throws MessageException MALFORMED for a copy to something that is no chat, TOO_DEEP
  public static Unwrapped unwrap(Message message) {
    Optional<Jid> sentTo = Optional.empty();
    Message inner = message;
    if (message.hasDeviceSentMessage()) {
      sentTo = Optional.of(destination(message.getDeviceSentMessage()));
      inner = inheritContext(message.getDeviceSentMessage().getMessage(), message);
    }
    boolean ephemeral = false;
    boolean viewOnce = false;
    boolean edit = false;
    int wrappers = 0;
    for (FieldDescriptor wrapper = wrapper(inner); wrapper != null; wrapper = wrapper(inner)) {
      if (++wrappers > MAX_WRAPPERS) {
        throw new MessageException(Code.TOO_DEEP, "More than " + MAX_WRAPPERS + " wrappers");
      }
      switch (wrapper.getNumber()) {
        case Message.EPHEMERALMESSAGE_FIELD_NUMBER -> ephemeral = true;
        case Message.VIEWONCEMESSAGE_FIELD_NUMBER,
            Message.VIEWONCEMESSAGEV2_FIELD_NUMBER,
            Message.VIEWONCEMESSAGEV2EXTENSION_FIELD_NUMBER ->
            viewOnce = true;
        case Message.EDITEDMESSAGE_FIELD_NUMBER -> edit = true;
        default -> {}
      }
      inner = inheritContext(((FutureProofMessage) inner.getField(wrapper)).getMessage(), inner);
    }
    return new Unwrapped(inner, sentTo, ephemeral, viewOnce, edit);
  }

  private static Jid destination(DeviceSentMessage sent) {
    return jid(sent.getDestinationJID())
        .orElseThrow(() -> new MessageException(Code.MALFORMED, "A copy of a message to nowhere"));
  }

  private static FieldDescriptor wrapper(Message message) {
    for (FieldDescriptor wrapper : WRAPPERS) {
      if (message.hasField(wrapper)) {
        return wrapper;
      }
    }
    return null;
  }

  private static Message inheritContext(Message inner, Message outer) {
    return inner.hasMessageContextInfo() || !outer.hasMessageContextInfo()
        ? inner
        : inner.toBuilder().setMessageContextInfo(outer.getMessageContextInfo()).build();
  }

  /// The name of the field that says what an unwrapped message is, such as `imageMessage`; empty
  /// when there is none besides what accompanies others (sender keys, context info).
  public static Optional<String> kind(Message message) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      switch (field.getNumber()) {
        case Message.SENDERKEYDISTRIBUTIONMESSAGE_FIELD_NUMBER,
            Message.FASTRATCHETKEYSENDERKEYDISTRIBUTIONMESSAGE_FIELD_NUMBER,
            Message.MESSAGECONTEXTINFO_FIELD_NUMBER -> {}
        default -> {
          return Optional.of(field.getName());
        }
      }
    }
    return Optional.empty();
  }
}
