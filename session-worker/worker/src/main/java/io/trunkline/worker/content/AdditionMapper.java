package io.trunkline.worker.content;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.Comment;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Edit;
import io.trunkline.proto.content.EncryptedAddition;
import io.trunkline.proto.content.EventResponse;
import io.trunkline.proto.content.Keep;
import io.trunkline.proto.content.Pin;
import io.trunkline.proto.content.PollVote;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.Revoke;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage.EventResponseType;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import java.time.Duration;
import java.util.List;

/// What belongs to another message.
final class AdditionMapper {
  private AdditionMapper() {}

  static void put(Addition addition, Content.Builder to) {
    var target = Parts.key(addition.target());
    switch (addition) {
      case Addition.Reaction(_, var text, var at) ->
          to.setReaction(
              Reaction.newBuilder().setTarget(target).setText(text).setAtMs(Parts.millis(at)));
      case Addition.Edit(_, var content, var at) ->
          to.setEdit(
              Edit.newBuilder()
                  .setTarget(target)
                  .setContent(ContentMapper.of(content))
                  .setAtMs(Parts.millis(at)));
      case Addition.Revoke _ -> to.setRevoke(Revoke.newBuilder().setTarget(target));
      case Addition.Pin(_, var isPinned, var at, var duration) ->
          to.setPin(
              Pin.newBuilder()
                  .setTarget(target)
                  .setIsPinned(isPinned)
                  .setAtMs(Parts.millis(at))
                  .setDurationS(duration.toSeconds()));
      case Addition.Keep(_, var isKept, var at) ->
          to.setKeep(
              Keep.newBuilder().setTarget(target).setIsKept(isKept).setAtMs(Parts.millis(at)));
      case Addition.Comment(_, var content) ->
          to.setComment(
              Comment.newBuilder().setTarget(target).setContent(ContentMapper.of(content)));
      case Addition.PollVote(_, var options, var at) ->
          to.setPollVote(
              PollVote.newBuilder()
                  .setTarget(target)
                  .addAllOptionHashes(options)
                  .setAtMs(Parts.millis(at)));
      case Addition.EventResponse(_, var response, var extraGuests, var at) ->
          to.setEventResponse(
              EventResponse.newBuilder()
                  .setTarget(target)
                  .setResponse(of(response))
                  .setExtraGuests(extraGuests)
                  .setAtMs(Parts.millis(at)));
      case Addition.Encrypted(var purpose, _, var payload, var iv, var at) ->
          to.setEncrypted(
              EncryptedAddition.newBuilder()
                  .setPurpose(Parts.named(EncryptedAddition.Purpose.class, purpose))
                  .setTarget(target)
                  .setPayload(payload)
                  .setIv(iv)
                  .setAtMs(Parts.millis(at)));
    }
  }

  static Addition.Reaction reaction(Reaction reaction) {
    return new Addition.Reaction(
        Parts.key(reaction.getTarget()), reaction.getText(), Parts.millis(reaction.getAtMs()));
  }

  static Addition.Edit edit(Edit edit) {
    return new Addition.Edit(
        Parts.key(edit.getTarget()),
        ContentMapper.content(edit.getContent()),
        Parts.millis(edit.getAtMs()));
  }

  static Addition.Pin pin(Pin pin) {
    return new Addition.Pin(
        Parts.key(pin.getTarget()),
        pin.getIsPinned(),
        Parts.millis(pin.getAtMs()),
        Duration.ofSeconds(pin.getDurationS()));
  }

  static Addition.Keep keep(Keep keep) {
    return new Addition.Keep(
        Parts.key(keep.getTarget()), keep.getIsKept(), Parts.millis(keep.getAtMs()));
  }

  static Addition.Comment comment(Comment comment) {
    return new Addition.Comment(
        Parts.key(comment.getTarget()), ContentMapper.content(comment.getContent()));
  }

  /// Names of options stand in for missing hashes.
  static Addition.PollVote pollVote(PollVote vote) {
    List<ByteString> hashes =
        vote.getOptionHashesCount() > 0
            ? vote.getOptionHashesList()
            : vote.getOptionsList().stream().map(Addition.PollVote::hash).toList();
    return new Addition.PollVote(Parts.key(vote.getTarget()), hashes, Parts.millis(vote.getAtMs()));
  }

  static Addition.EventResponse eventResponse(EventResponse response) {
    return new Addition.EventResponse(
        Parts.key(response.getTarget()),
        switch (response.getResponse()) {
          case GOING -> EventResponseType.GOING;
          case NOT_GOING -> EventResponseType.NOT_GOING;
          case MAYBE -> EventResponseType.MAYBE;
          case RESPONSE_UNSPECIFIED, UNRECOGNIZED -> EventResponseType.UNKNOWN;
        },
        response.getExtraGuests(),
        Parts.millis(response.getAtMs()));
  }

  private static EventResponse.Response of(EventResponseType response) {
    return switch (response) {
      case UNKNOWN -> EventResponse.Response.RESPONSE_UNSPECIFIED;
      case GOING -> EventResponse.Response.GOING;
      case NOT_GOING -> EventResponse.Response.NOT_GOING;
      case MAYBE -> EventResponse.Response.MAYBE;
    };
  }

  static Addition.Encrypted encrypted(EncryptedAddition addition) {
    return new Addition.Encrypted(
        Parts.named(Addition.Purpose.class, addition.getPurpose()),
        Parts.key(addition.getTarget()),
        addition.getPayload(),
        addition.getIv(),
        Parts.millis(addition.getAtMs()));
  }
}
