package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.secret.MessageSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// The secret of a message, kept for what may be added to the message later. Of several of one
/// message the first stays.
///
/// @param chat where it was written, without device, by whichever name it had then
/// @param whatsappId its stanza id
/// @param sender who wrote it, without device, as the message was addressed
/// @param secret 32 bytes
/// @param keptAt when it was kept
public record StoredSecret(
    Jid chat, String whatsappId, Jid sender, MessageSecret secret, Instant keptAt) {
  /// How long it is kept.
  public static final Duration LIFETIME = Duration.ofDays(60);

  public StoredSecret {
    chat = chat.toUserJid();
    sender = sender.toUserJid();
    Objects.requireNonNull(whatsappId, "whatsappId");
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(keptAt, "keptAt");
  }

  /// The message's id only.
  @Override
  public String toString() {
    return "StoredSecret[" + whatsappId + "]";
  }
}
