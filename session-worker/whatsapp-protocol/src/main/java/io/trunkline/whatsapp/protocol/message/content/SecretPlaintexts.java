package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage;
import io.trunkline.whatsapp.proto.e2e.PollVoteMessage;
import io.trunkline.whatsapp.proto.e2e.ReactionMessage;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Addition.Comment;
import io.trunkline.whatsapp.protocol.message.content.Addition.Edit;
import io.trunkline.whatsapp.protocol.message.content.Addition.Encrypted;
import io.trunkline.whatsapp.protocol.message.content.Addition.EventResponse;
import io.trunkline.whatsapp.protocol.message.content.Addition.PollVote;
import io.trunkline.whatsapp.protocol.message.content.Addition.Purpose;
import io.trunkline.whatsapp.protocol.message.content.Addition.Reaction;
import java.util.Optional;

/// What is inside [Encrypted]. Encrypting and decrypting are not done here.
///
/// | purpose | plaintext |
/// |---|---|
/// | POLL_VOTE | `PollVoteMessage{selectedOptions=1*}` |
/// | REACTION | `ReactionMessage` without its key |
/// | EVENT_RESPONSE | `EventResponseMessage{response=1, timestampMS=2, extraGuestCount=3}` |
/// | COMMENT, the edits | `Message` |
///
/// Source: protocol dossier, 14.4.
public final class SecretPlaintexts {
  private SecretPlaintexts() {}

  /// The plaintext of an addition that is to be encrypted.
  ///
  /// @param context of a comment's content; no other has one
  /// @throws IllegalArgumentException for an addition that does not travel encrypted
  public static byte[] of(Addition addition, MessageContext context) {
    return switch (addition) {
      case PollVote(_, var options, _) ->
          PollVoteMessage.newBuilder().addAllSelectedOptions(options).build().toByteArray();
      case EventResponse(_, var response, int extraGuests, var at) -> {
        var written = EventResponseMessage.newBuilder().setResponse(response);
        Fields.millis(at, written::setTimestampMS);
        Fields.number(extraGuests, written::setExtraGuestCount);
        yield written.build().toByteArray();
      }
      case Reaction reaction -> AdditionCodec.write(reaction).build().toByteArray();
      case Comment(_, var content) -> Contents.body(content, context).toByteArray();
      case Edit _, Addition.Revoke _, Addition.Pin _, Addition.Keep _, Encrypted _ ->
          throw new IllegalArgumentException("Expected what is encrypted but was " + addition);
    };
  }

  /// What an addition is encrypted for.
  ///
  /// @throws IllegalArgumentException for an addition that does not travel encrypted
  public static Purpose purpose(Addition addition) {
    return switch (addition) {
      case PollVote _ -> Purpose.POLL_VOTE;
      case EventResponse _ -> Purpose.EVENT_RESPONSE;
      case Reaction _ -> Purpose.REACTION;
      case Comment _ -> Purpose.COMMENT;
      case Edit _, Addition.Revoke _, Addition.Pin _, Addition.Keep _, Encrypted _ ->
          throw new IllegalArgumentException("Expected what is encrypted but was " + addition);
    };
  }

  /// What was inside. An edit in the form of an `Edit` keeps that one's own key and time.
  ///
  /// @throws MessageException MALFORMED or TOO_DEEP
  public static ReadMessage read(Encrypted encrypted, byte[] plaintext) {
    try {
      return switch (encrypted.purpose()) {
        case POLL_VOTE ->
            alone(
                new PollVote(
                    encrypted.target(),
                    PollVoteMessage.parseFrom(plaintext).getSelectedOptionsList(),
                    encrypted.at()));
        case EVENT_RESPONSE -> {
          var response = EventResponseMessage.parseFrom(plaintext);
          yield alone(
              new EventResponse(
                  encrypted.target(),
                  response.getResponse(),
                  Fields.count(response.getExtraGuestCount()),
                  Fields.millis(response.getTimestampMS())));
        }
        case REACTION -> {
          var reaction = ReactionMessage.parseFrom(plaintext);
          yield alone(
              new Reaction(
                  encrypted.target(),
                  reaction.getText(),
                  Fields.millis(reaction.getSenderTimestampMS())));
        }
        case COMMENT -> {
          ReadMessage inner = Contents.readInner(PlainMessages.parse(plaintext));
          yield new ReadMessage(
              new Comment(encrypted.target(), inner.content()),
              inner.context(),
              inner.messageSecret());
        }
        case EVENT_EDIT, MESSAGE_EDIT, POLL_EDIT, POLL_ADD_OPTION -> {
          ReadMessage inner = Contents.readInner(PlainMessages.parse(plaintext));
          yield inner.content() instanceof Edit
              ? inner
              : new ReadMessage(
                  new Edit(encrypted.target(), inner.content(), encrypted.at()),
                  inner.context(),
                  inner.messageSecret());
        }
      };
    } catch (InvalidProtocolBufferException e) {
      throw Fields.malformed("the plaintext of an addition");
    }
  }

  private static ReadMessage alone(Addition addition) {
    return new ReadMessage(addition, MessageContext.NONE, Optional.empty());
  }
}
