package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.KeepInChatMessage;
import io.trunkline.whatsapp.proto.e2e.KeepType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.PinInChatMessage;
import io.trunkline.whatsapp.proto.e2e.PollUpdateMessage;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.ReactionMessage;
import io.trunkline.whatsapp.proto.e2e.SecretEncryptedMessage;
import io.trunkline.whatsapp.proto.e2e.SecretEncryptedMessage.SecretEncType;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.content.Addition.Comment;
import io.trunkline.whatsapp.protocol.message.content.Addition.Edit;
import io.trunkline.whatsapp.protocol.message.content.Addition.Encrypted;
import io.trunkline.whatsapp.protocol.message.content.Addition.EventResponse;
import io.trunkline.whatsapp.protocol.message.content.Addition.Keep;
import io.trunkline.whatsapp.protocol.message.content.Addition.Pin;
import io.trunkline.whatsapp.protocol.message.content.Addition.PollVote;
import io.trunkline.whatsapp.protocol.message.content.Addition.Purpose;
import io.trunkline.whatsapp.protocol.message.content.Addition.Reaction;
import io.trunkline.whatsapp.protocol.message.content.Addition.Revoke;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Messages that name another one by its key. Reading one without a key is refused.
final class AdditionCodec {
  private AdditionCodec() {}

  /// @throws IllegalArgumentException for what travels encrypted and is not
  static void write(Message.Builder message, Addition addition, MessageContext context) {
    var key = KeyCodec.write(addition.target());
    switch (addition) {
      case Reaction reaction -> message.setReactionMessage(write(reaction).setKey(key));
      case Edit(_, var content, var at) -> {
        var edit =
            message
                .getProtocolMessageBuilder()
                .setKey(key)
                .setType(ProtocolMessage.Type.MESSAGE_EDIT)
                .setEditedMessage(Contents.body(content, context));
        Fields.millis(at, edit::setTimestampMS);
      }
      case Revoke _ ->
          message.getProtocolMessageBuilder().setKey(key).setType(ProtocolMessage.Type.REVOKE);
      case Pin(_, var isPinned, var at, _) -> {
        var pin =
            message
                .getPinInChatMessageBuilder()
                .setKey(key)
                .setType(
                    isPinned
                        ? PinInChatMessage.Type.PIN_FOR_ALL
                        : PinInChatMessage.Type.UNPIN_FOR_ALL);
        Fields.millis(at, pin::setSenderTimestampMS);
      }
      case Keep(_, var isKept, var at) -> {
        var keep =
            message
                .getKeepInChatMessageBuilder()
                .setKey(key)
                .setKeepType(isKept ? KeepType.KEEP_FOR_ALL : KeepType.UNDO_KEEP_FOR_ALL);
        Fields.millis(at, keep::setTimestampMS);
      }
      case Comment(_, var content) ->
          message
              .getCommentMessageBuilder()
              .setMessage(Contents.body(content, context))
              .setTargetMessageKey(key);
      case Encrypted encrypted -> write(message, encrypted, key);
      case PollVote _, EventResponse _ ->
          throw new IllegalArgumentException("Expected " + addition + " to be encrypted");
    }
  }

  /// Without its key, as it is encrypted.
  static ReactionMessage.Builder write(Reaction reaction) {
    // An empty text says that the reaction is taken back, so it is written.
    var written = ReactionMessage.newBuilder().setText(reaction.text());
    Fields.millis(reaction.at(), written::setSenderTimestampMS);
    return written;
  }

  private static void write(
      Message.Builder message,
      Encrypted encrypted,
      io.trunkline.whatsapp.proto.common.MessageKey key) {
    ByteString payload = encrypted.payload();
    ByteString iv = encrypted.iv();
    switch (encrypted.purpose()) {
      case POLL_VOTE -> {
        var update = message.getPollUpdateMessageBuilder().setPollCreationMessageKey(key);
        update.getVoteBuilder().setEncPayload(payload).setEncIV(iv);
        Fields.millis(encrypted.at(), update::setSenderTimestampMS);
      }
      case REACTION ->
          message
              .getEncReactionMessageBuilder()
              .setTargetMessageKey(key)
              .setEncPayload(payload)
              .setEncIV(iv);
      case COMMENT ->
          message
              .getEncCommentMessageBuilder()
              .setTargetMessageKey(key)
              .setEncPayload(payload)
              .setEncIV(iv);
      case EVENT_RESPONSE ->
          message
              .getEncEventResponseMessageBuilder()
              .setEventCreationMessageKey(key)
              .setEncPayload(payload)
              .setEncIV(iv);
      case EVENT_EDIT, MESSAGE_EDIT, POLL_EDIT, POLL_ADD_OPTION ->
          message
              .getSecretEncryptedMessageBuilder()
              .setTargetMessageKey(key)
              .setEncPayload(payload)
              .setEncIV(iv)
              .setSecretEncType(SecretEncType.valueOf(encrypted.purpose().name()));
    }
  }

  static Reaction read(ReactionMessage reaction) {
    return new Reaction(
        KeyCodec.read(reaction.getKey()),
        reaction.getText(),
        Fields.millis(reaction.getSenderTimestampMS()));
  }

  /// @param duration how long a pin stays
  static Pin read(PinInChatMessage pin, Duration duration) {
    return new Pin(
        KeyCodec.read(pin.getKey()),
        switch (pin.getType()) {
          case PIN_FOR_ALL -> true;
          case UNPIN_FOR_ALL -> false;
          case UNKNOWN_TYPE -> throw Fields.malformed("a pin or its end");
        },
        Fields.millis(pin.getSenderTimestampMS()),
        duration);
  }

  static Keep read(KeepInChatMessage keep) {
    return new Keep(
        KeyCodec.read(keep.getKey()),
        switch (keep.getKeepType()) {
          case KEEP_FOR_ALL -> true;
          case UNDO_KEEP_FOR_ALL -> false;
          case UNKNOWN_KEEP_TYPE -> throw Fields.malformed("a keep or its end");
        },
        Fields.millis(keep.getTimestampMS()));
  }

  static Encrypted read(PollUpdateMessage update) {
    return encrypted(
        Purpose.POLL_VOTE,
        update.getPollCreationMessageKey(),
        update.getVote().getEncPayload(),
        update.getVote().getEncIV(),
        Fields.millis(update.getSenderTimestampMS()));
  }

  static Encrypted read(SecretEncryptedMessage message) {
    return encrypted(
        switch (message.getSecretEncType()) {
          case EVENT_EDIT -> Purpose.EVENT_EDIT;
          case MESSAGE_EDIT -> Purpose.MESSAGE_EDIT;
          case POLL_EDIT -> Purpose.POLL_EDIT;
          case POLL_ADD_OPTION -> Purpose.POLL_ADD_OPTION;
          case UNKNOWN, MESSAGE_SCHEDULE -> throw Fields.malformed("an encrypted edit");
        },
        message.getTargetMessageKey(),
        message.getEncPayload(),
        message.getEncIV(),
        Optional.empty());
  }

  /// @throws MessageException MALFORMED
  static Encrypted encrypted(
      Purpose purpose,
      io.trunkline.whatsapp.proto.common.MessageKey key,
      ByteString payload,
      ByteString iv,
      Optional<Instant> at) {
    if (iv.size() != Encrypted.IV_BYTES) {
      throw Fields.malformed("an iv of 12 bytes");
    }
    return new Encrypted(purpose, KeyCodec.read(key), payload, iv, at);
  }
}
