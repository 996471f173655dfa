package io.trunkline.simulator.control;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.simulator.phone.Composed;
import io.trunkline.simulator.phone.Phone;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.LocationMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageContextInfo;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.ReactionMessage;
import java.security.SecureRandom;
import java.util.Base64;

/// Makes a WhatsApp message of the fields of `POST /phones/{number}/messages`.
final class Composer {
  private static final int SECRET_BYTES = 32;
  private static final String SENDER_REVOKE = "7";
  private static final String EDIT = "1";

  private Composer() {}

  /// @throws ControlException 400 for missing fields, 422 `unsupported-kind`
  static Composed compose(Request request, Phone phone, World world) {
    String kind = request.optionalText("kind").orElse("text");
    return switch (kind) {
      case "reaction" -> reaction(request, phone, world);
      case "location" -> location(request);
      case "edit" -> edit(request);
      case "revoke" -> revoke(request);
      case "raw" -> raw(request);
      case "order",
          "requestPayment",
          "buttons",
          "list",
          "template",
          "interactive",
          "buttonReply",
          "listReply",
          "templateReply",
          "interactiveReply" ->
          BusinessComposer.compose(kind, request);
      case "status" -> compose(request.within("content"), phone, world);
      case "image", "video", "gif", "videoNote", "audio", "voice", "document", "sticker" ->
          MediaComposer.compose(kind, request, phone, world);
      default ->
          ContentComposer.compose(kind, request, phone, world)
              .orElseThrow(
                  () ->
                      new ControlException(
                          422,
                          "unsupported-kind",
                          "Messages of this kind cannot be sent yet: " + kind));
    };
  }

  private static Composed reaction(Request request, Phone phone, World world) {
    String target = request.text("targetId");
    boolean own =
        world.phones().sent(phone).stream().anyMatch(sent -> sent.get("id").equals(target));
    Message message =
        Message.newBuilder()
            .setReactionMessage(
                ReactionMessage.newBuilder()
                    .setKey(key(target, own, request))
                    .setText(request.optionalText("emoji").orElse(""))
                    .setSenderTimestampMS(System.currentTimeMillis()))
            .build();
    return new Composed(message, "reaction", "");
  }

  private static Composed location(Request request) {
    if (request.optional("latitude").isEmpty() || request.optional("longitude").isEmpty()) {
      throw ControlException.badRequest("Expected \"latitude\" and \"longitude\"");
    }
    LocationMessage.Builder location =
        LocationMessage.newBuilder()
            .setDegreesLatitude(request.decimal("latitude", 0))
            .setDegreesLongitude(request.decimal("longitude", 0));
    request.optionalText("name").ifPresent(location::setName);
    request.optionalText("address").ifPresent(location::setAddress);
    return new Composed(fresh().setLocationMessage(location).build(), "media", "");
  }

  private static Composed edit(Request request) {
    ProtocolMessage.Builder edit =
        ProtocolMessage.newBuilder()
            .setType(ProtocolMessage.Type.MESSAGE_EDIT)
            .setKey(key(request.text("targetId"), true, request))
            .setEditedMessage(Message.newBuilder().setConversation(request.text("text")))
            .setTimestampMS(System.currentTimeMillis());
    return new Composed(Message.newBuilder().setProtocolMessage(edit).build(), "text", EDIT);
  }

  private static Composed revoke(Request request) {
    ProtocolMessage.Builder revoke =
        ProtocolMessage.newBuilder()
            .setType(ProtocolMessage.Type.REVOKE)
            .setKey(key(request.text("targetId"), true, request));
    return new Composed(
        Message.newBuilder().setProtocolMessage(revoke).build(), "text", SENDER_REVOKE);
  }

  private static Composed raw(Request request) {
    try {
      byte[] bytes = Base64.getDecoder().decode(request.text("protobufBase64"));
      return new Composed(Message.parseFrom(bytes), "text", "");
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      throw ControlException.badRequest("\"protobufBase64\" holds no WhatsApp message");
    }
  }

  private static MessageKey key(String id, boolean fromMe, Request request) {
    return MessageKey.newBuilder()
        .setID(id)
        .setFromMe(fromMe)
        .setRemoteJID(request.text("to"))
        .build();
  }

  /// Every message carries the secret under which reactions and votes to it will be encrypted.
  private static Message.Builder fresh() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return Message.newBuilder()
        .setMessageContextInfo(
            MessageContextInfo.newBuilder().setMessageSecret(ByteString.copyFrom(secret)));
  }
}
