package io.trunkline.whatsapp.protocol.secret;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Objects;

/// Whose add-on to whose message; part of the key.
///
/// Who writes one uses LIDs for both senders if the original came from a LID, else phone numbers.
///
/// @param originalId the stanza id of the message that has the secret
/// @param originalSender who sent that message
/// @param modificationSender who adds to it
public record SecretContext(String originalId, Jid originalSender, Jid modificationSender) {
  public SecretContext {
    Objects.requireNonNull(originalId, "originalId");
    originalSender = originalSender.toUserJid();
    modificationSender = modificationSender.toUserJid();
  }

  /// Nothing: senders may be phone numbers.
  @Override
  public String toString() {
    return "SecretContext[…]";
  }
}
