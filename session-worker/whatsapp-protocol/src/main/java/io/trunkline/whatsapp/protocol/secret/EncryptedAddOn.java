package io.trunkline.whatsapp.protocol.secret;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.EncCommentMessage;
import io.trunkline.whatsapp.proto.e2e.EncEventResponseMessage;
import io.trunkline.whatsapp.proto.e2e.EncReactionMessage;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.PollEncValue;
import io.trunkline.whatsapp.proto.e2e.PollUpdateMessage;
import io.trunkline.whatsapp.proto.e2e.PollVoteMessage;
import io.trunkline.whatsapp.proto.e2e.ReactionMessage;
import io.trunkline.whatsapp.proto.e2e.SecretEncryptedMessage;
import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.secret.AddOn.Comment;
import io.trunkline.whatsapp.protocol.secret.AddOn.Edit;
import io.trunkline.whatsapp.protocol.secret.AddOn.EventResponse;
import io.trunkline.whatsapp.protocol.secret.AddOn.PollVote;
import io.trunkline.whatsapp.protocol.secret.AddOn.Reaction;
import io.trunkline.whatsapp.protocol.secret.SecretException.Code;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Something that belongs to another message, under that message's secret, as it is sent.
///
/// @param target the message with the secret, as the add-on's sender sees it
/// @param payload the ciphertext and its tag
/// @param iv 12 bytes
/// @param sentAt of a poll vote, which says it outside; absent for all others
public record EncryptedAddOn(
    SecretUseCase useCase,
    MessageKey target,
    ByteString payload,
    ByteString iv,
    Optional<Instant> sentAt) {
  public EncryptedAddOn {
    Objects.requireNonNull(useCase, "useCase");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(iv, "iv");
    Objects.requireNonNull(sentAt, "sentAt");
  }

  /// Encrypts an add-on.
  ///
  /// @param secret of the target
  /// @param originalSender who sent the target
  /// @param sender who adds to it
  public static EncryptedAddOn seal(
      AddOn addOn,
      MessageKey target,
      MessageSecret secret,
      Jid originalSender,
      Jid sender,
      Randomness randomness) {
    SecretUseCase useCase = useCase(addOn);
    byte[] iv = randomness.bytes(AesGcm.NONCE_BYTES);
    SecretContext context = new SecretContext(target.getID(), originalSender, sender);
    return new EncryptedAddOn(
        useCase,
        target,
        ByteString.copyFrom(secret.seal(useCase, context, iv, plaintext(addOn))),
        ByteString.copyFrom(iv),
        addOn instanceof PollVote vote ? Optional.of(vote.sentAt()) : Optional.empty());
  }

  private static SecretUseCase useCase(AddOn addOn) {
    return switch (addOn) {
      case PollVote _ -> SecretUseCase.POLL_VOTE;
      case Reaction _ -> SecretUseCase.ENC_REACTION;
      case Comment _ -> SecretUseCase.ENC_COMMENT;
      case EventResponse _ -> SecretUseCase.EVENT_RESPONSE;
      case Edit edit -> edit.useCase();
    };
  }

  private static byte[] plaintext(AddOn addOn) {
    return switch (addOn) {
      case PollVote vote ->
          PollVoteMessage.newBuilder()
              .addAllSelectedOptions(vote.selectedOptions())
              .build()
              .toByteArray();
      case Reaction reaction -> reaction.reaction().toByteArray();
      case Comment comment -> comment.message().toByteArray();
      case EventResponse response -> response.response().toByteArray();
      case Edit edit -> edit.message().toByteArray();
    };
  }

  /// The add-on in an unwrapped message; empty for every other message.
  public static Optional<EncryptedAddOn> find(Message message) {
    if (message.hasPollUpdateMessage()) {
      PollUpdateMessage poll = message.getPollUpdateMessage();
      return Optional.of(
          new EncryptedAddOn(
              SecretUseCase.POLL_VOTE,
              poll.getPollCreationMessageKey(),
              poll.getVote().getEncPayload(),
              poll.getVote().getEncIV(),
              Optional.of(Instant.ofEpochMilli(poll.getSenderTimestampMS()))));
    }
    if (message.hasEncReactionMessage()) {
      EncReactionMessage reaction = message.getEncReactionMessage();
      return of(
          SecretUseCase.ENC_REACTION,
          reaction.getTargetMessageKey(),
          reaction.getEncPayload(),
          reaction.getEncIV());
    }
    if (message.hasEncCommentMessage()) {
      EncCommentMessage comment = message.getEncCommentMessage();
      return of(
          SecretUseCase.ENC_COMMENT,
          comment.getTargetMessageKey(),
          comment.getEncPayload(),
          comment.getEncIV());
    }
    if (message.hasEncEventResponseMessage()) {
      EncEventResponseMessage response = message.getEncEventResponseMessage();
      return of(
          SecretUseCase.EVENT_RESPONSE,
          response.getEventCreationMessageKey(),
          response.getEncPayload(),
          response.getEncIV());
    }
    SecretEncryptedMessage edit = message.getSecretEncryptedMessage();
    for (SecretUseCase useCase : SecretUseCase.values()) {
      if (useCase.secretEncType().equals(Optional.of(edit.getSecretEncType()))) {
        return of(useCase, edit.getTargetMessageKey(), edit.getEncPayload(), edit.getEncIV());
      }
    }
    return Optional.empty();
  }

  private static Optional<EncryptedAddOn> of(
      SecretUseCase useCase, MessageKey target, ByteString payload, ByteString iv) {
    return Optional.of(new EncryptedAddOn(useCase, target, payload, iv, Optional.empty()));
  }

  /// The message that carries it.
  ///
  /// @throws IllegalStateException for a bot's message, which travels otherwise
  public Message toMessage() {
    Message.Builder message = Message.newBuilder();
    switch (useCase) {
      case POLL_VOTE ->
          message
              .getPollUpdateMessageBuilder()
              .setPollCreationMessageKey(target)
              .setVote(PollEncValue.newBuilder().setEncPayload(payload).setEncIV(iv))
              .setSenderTimestampMS(sentAt.orElse(Instant.EPOCH).toEpochMilli());
      case ENC_REACTION ->
          message
              .getEncReactionMessageBuilder()
              .setTargetMessageKey(target)
              .setEncPayload(payload)
              .setEncIV(iv);
      case ENC_COMMENT ->
          message
              .getEncCommentMessageBuilder()
              .setTargetMessageKey(target)
              .setEncPayload(payload)
              .setEncIV(iv);
      case EVENT_RESPONSE ->
          message
              .getEncEventResponseMessageBuilder()
              .setEventCreationMessageKey(target)
              .setEncPayload(payload)
              .setEncIV(iv);
      case EVENT_EDIT, MESSAGE_EDIT, POLL_EDIT, POLL_ADD_OPTION ->
          message
              .getSecretEncryptedMessageBuilder()
              .setTargetMessageKey(target)
              .setEncPayload(payload)
              .setEncIV(iv)
              .setSecretEncType(useCase.secretEncType().orElseThrow());
      case BOT_MESSAGE -> throw new IllegalStateException("A bot's message has no container");
    }
    return message.build();
  }

  /// Decrypts the add-on, trying every pair of senders, since nothing tells whether they were
  /// written as phone numbers or LIDs.
  ///
  /// @param secret of the target
  /// @param originalSenders who may have sent the target, in all forms, the likeliest first
  /// @param senders who may have sent the add-on, in all forms, the likeliest first
  /// @throws SecretException BAD_TAG when no pair fits, MALFORMED
  public AddOn open(
      MessageSecret secret, Collection<Jid> originalSenders, Collection<Jid> senders) {
    Set<SecretContext> contexts = new LinkedHashSet<>();
    for (Jid original : originalSenders) {
      for (Jid sender : senders) {
        contexts.add(new SecretContext(target.getID(), original, sender));
      }
    }
    for (SecretContext context : contexts) {
      Optional<byte[]> plaintext = tryOpen(secret, context);
      if (plaintext.isPresent()) {
        return read(plaintext.get());
      }
    }
    throw new SecretException(
        Code.BAD_TAG, "No pair of senders fits, of " + contexts.size() + " that were tried");
  }

  private Optional<byte[]> tryOpen(MessageSecret secret, SecretContext context) {
    try {
      return Optional.of(secret.open(useCase, context, iv.toByteArray(), payload.toByteArray()));
    } catch (SecretException e) {
      if (e.code() != Code.BAD_TAG) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private AddOn read(byte[] plaintext) {
    try {
      return switch (useCase) {
        case POLL_VOTE ->
            new PollVote(
                PollVoteMessage.parseFrom(plaintext).getSelectedOptionsList(),
                sentAt.orElse(Instant.EPOCH));
        case ENC_REACTION -> new Reaction(ReactionMessage.parseFrom(plaintext));
        case ENC_COMMENT -> new Comment(Message.parseFrom(plaintext));
        case EVENT_RESPONSE -> new EventResponse(EventResponseMessage.parseFrom(plaintext));
        case EVENT_EDIT, MESSAGE_EDIT, POLL_EDIT, POLL_ADD_OPTION ->
            new Edit(useCase, Message.parseFrom(plaintext));
        case BOT_MESSAGE -> throw new IllegalStateException("A bot's message is no add-on");
      };
    } catch (InvalidProtocolBufferException e) {
      throw new SecretException(Code.MALFORMED, "Authentic, but not the protobuf of " + useCase);
    }
  }

  @Override
  public String toString() {
    return "EncryptedAddOn[" + useCase + ", " + payload.size() + " bytes]";
  }
}
