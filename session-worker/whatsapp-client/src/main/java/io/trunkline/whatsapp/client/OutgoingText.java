package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A text to send: every input of its plaintext. The same inputs always give the same plaintext,
/// so that a repeat and a retry encrypt the same bytes.
///
/// @param whatsappId WhatsApp's message id, fixed at acceptance: upper-case hex
/// @param to the recipient: a user by PN or LID, without device, or a group
/// @param text up to 65536 characters
/// @param mentions users named in the text
/// @param quote the message that it answers
/// @param messageSecret 32 bytes, messageContextInfo.messageSecret
/// @param acceptedAt when it was accepted; retries are answered for 14 days from then
public record OutgoingText(
    String whatsappId,
    Jid to,
    String text,
    List<Jid> mentions,
    Optional<Quote> quote,
    byte[] messageSecret,
    Instant acceptedAt) {

  /// @param whatsappId id of the quoted message
  /// @param participant its author
  /// @param text its text, shown above the answer
  public record Quote(String whatsappId, Jid participant, String text) {}

  public OutgoingText {
    if (whatsappId.isEmpty()) {
      throw new IllegalArgumentException("Expected a message id but was empty");
    }
    if (messageSecret.length != 32) {
      throw new IllegalArgumentException(
          "Expected a message secret of 32 bytes but was " + messageSecret.length);
    }
    to = to.toUserJid();
    mentions = List.copyOf(mentions);
    messageSecret = messageSecret.clone();
  }

  @Override
  public byte[] messageSecret() {
    return messageSecret.clone();
  }

  /// Names the message only by id: text and recipient stay out of logs.
  @Override
  public String toString() {
    return "OutgoingText[" + whatsappId + "]";
  }
}
