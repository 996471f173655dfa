package io.trunkline.worker.session;

import io.trunkline.proto.content.OutgoingMessage;
import io.trunkline.whatsapp.client.OutgoingText;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.Optional;

/// From the contract's message to the client's: the same row always gives the same text.
final class OutgoingTexts {
  private OutgoingTexts() {}

  /// @throws IllegalArgumentException where the message is not one that we can send; its text says
  ///     why and holds nothing of the message
  static OutgoingText of(OutgoingMessage message) {
    var content = message.getContent();
    if (!content.hasText()) {
      throw new IllegalArgumentException("Expected a text but was " + content.getKindCase().name());
    }
    var quote =
        content.hasQuote()
            ? Optional.of(
                new OutgoingText.Quote(
                    content.getQuote().getWhatsappId(),
                    Jid.parse(content.getQuote().getParticipant()),
                    content.getQuote().getText()))
            : Optional.<OutgoingText.Quote>empty();
    return new OutgoingText(
        message.getWhatsappId(),
        Jid.parse(message.getTo()),
        content.getText().getBody(),
        content.getMentionsList().stream().map(Jid::parse).toList(),
        quote,
        message.getMessageSecret().toByteArray(),
        Instant.ofEpochMilli(message.getAcceptedAtMs()));
  }
}
