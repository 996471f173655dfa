package io.trunkline.whatsapp.protocol.message;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.e2e.DeviceSentMessage;
import io.trunkline.whatsapp.proto.e2e.FutureProofMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageOrBuilder;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.whatsapp.protocol.message.MessageException.Code;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The protobuf that is padded and encrypted, and the wrappers around what it says. What that is,
/// the package `content` reads and writes.
public final class PlainMessages {
  /// Length of `messageContextInfo.messageSecret`.
  public static final int SECRET_BYTES = 32;

  private static final int MAX_WRAPPERS = 16;

  /// Wrappers that hold nothing but a message, in the order in which they are looked for:
  /// ephemeral, the three of view once, document with caption, edited, and those that mark where or
  /// how a message appears.
  private static final List<FieldDescriptor> WRAPPERS =
      IntStream.of(40, 37, 55, 59, 53, 58, 62, 67, 74, 91, 96, 103, 92, 87, 93, 90, 99, 118, 85)
          .mapToObj(Message.getDescriptor()::findFieldByNumber)
          .toList();

  private static final FieldDescriptor CONVERSATION =
      Message.getDescriptor().findFieldByNumber(Message.CONVERSATION_FIELD_NUMBER);

  private static final FieldDescriptor EXTENDED_TEXT =
      Message.getDescriptor().findFieldByNumber(Message.EXTENDEDTEXTMESSAGE_FIELD_NUMBER);

  private PlainMessages() {}

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

  /// An address that a peer wrote; empty for what is none.
  static Optional<Jid> jid(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Jid.parse(text));
    } catch (JidException e) {
      return Optional.empty();
    }
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
    return kindField(message).map(FieldDescriptor::getName);
  }

  /// The field that says what an unwrapped message is, as [#kind] names it.
  public static Optional<FieldDescriptor> kindField(MessageOrBuilder message) {
    // Most messages are texts, and a search looks at a hundred fields.
    if (message.hasConversation()) {
      return Optional.of(CONVERSATION);
    } else if (message.hasExtendedTextMessage()) {
      return Optional.of(EXTENDED_TEXT);
    }
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      switch (field.getNumber()) {
        case Message.SENDERKEYDISTRIBUTIONMESSAGE_FIELD_NUMBER,
            Message.FASTRATCHETKEYSENDERKEYDISTRIBUTIONMESSAGE_FIELD_NUMBER,
            Message.MESSAGECONTEXTINFO_FIELD_NUMBER -> {}
        default -> {
          return Optional.of(field);
        }
      }
    }
    return Optional.empty();
  }
}
