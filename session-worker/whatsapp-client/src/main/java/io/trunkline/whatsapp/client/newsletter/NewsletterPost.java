package io.trunkline.whatsapp.client.newsletter;

import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import java.time.Instant;

/// A post of a newsletter as the server keeps it.
///
/// @param whatsappId WhatsApp's message id
/// @param isOwn whether this account wrote it
/// @param message what it says; of kind unknown for what this version does not know
/// @param raw the WhatsApp message protobuf
public record NewsletterPost(
    String whatsappId,
    Instant timestamp,
    boolean isOwn,
    ReadMessage message,
    byte[] raw,
    PostTally tally) {
  @SuppressWarnings("ArrayRecordComponent") // as in MessageReceived
  public NewsletterPost {}
}
