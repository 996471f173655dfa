package io.trunkline.worker.session;

import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.worker.content.ContentMapper;
import java.time.Instant;

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
        Instant.ofEpochMilli(message.getAcceptedAtMs()));
  }
}
