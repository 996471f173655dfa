package io.trunkline.worker.session;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.worker.content.ContentMapper;
import java.time.Instant;
import java.util.Optional;

/// From the contract's message to the client's: the same row always gives the same message.
final class OutgoingMessages {
  private OutgoingMessages() {}

  /// @throws IllegalArgumentException where the message is not one that we can send; its text says
  ///     why and holds nothing of the message
  static OutgoingMessage of(io.trunkline.proto.content.OutgoingMessage message) {
    var content = message.getContent();
    return new OutgoingMessage(
        message.getWhatsappId(),
        Jid.parse(message.getTo()),
        message.getAudienceList().stream().map(Jid::parse).toList(),
        ContentMapper.content(content),
        ContentMapper.context(content),
        message.getMessageSecret().toByteArray(),
        Instant.ofEpochMilli(message.getAcceptedAtMs()),
        Optional.of(file(content).getWhatsapp().getHandle()).filter(handle -> !handle.isEmpty()));
  }

  private static MediaRef file(Content content) {
    return switch (content.getKindCase()) {
      case IMAGE -> content.getImage().getMedia();
      case VIDEO -> content.getVideo().getMedia();
      case AUDIO -> content.getAudio().getMedia();
      case DOCUMENT -> content.getDocument().getMedia();
      case STICKER -> content.getSticker().getMedia();
      default -> MediaRef.getDefaultInstance();
    };
  }
}
