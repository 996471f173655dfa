package io.trunkline.whatsapp.protocol.secret;

import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import java.util.Objects;
import java.util.Optional;

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

  /// Who sent the message that a key names; empty when the key does not name a user.
  ///
  /// @param key as it stands in a message, hence seen by that message's sender
  /// @param chat where the message with the key was sent to
  /// @param sender who sent the message with the key
  public static Optional<Jid> originalSender(MessageKey key, Jid chat, Jid sender) {
    if (key.getFromMe()) {
      return Optional.of(sender.toUserJid());
    }
    try {
      Jid original =
          Jid.parse(chat.isPn() || chat.isLid() ? key.getRemoteJID() : key.getParticipant());
      return original.isPn() || original.isLid()
          ? Optional.of(original.toUserJid())
          : Optional.empty();
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  /// Nothing: senders may be phone numbers.
  @Override
  public String toString() {
    return "SecretContext[…]";
  }
}
