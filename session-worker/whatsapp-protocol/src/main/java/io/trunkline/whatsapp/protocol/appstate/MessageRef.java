package io.trunkline.whatsapp.protocol.appstate;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Objects;
import java.util.Optional;

/// A message as app state names it.
///
/// @param chat the chat that it is in, without device
/// @param messageId its stanza id
/// @param fromMe whether the account sent it
/// @param participant who sent it, where the chat does not say so: only in groups and broadcasts,
///     and not for own messages
public record MessageRef(Jid chat, String messageId, boolean fromMe, Optional<Jid> participant) {
  public MessageRef {
    chat = chat.toUserJid();
    participant = participant.map(Jid::toUserJid);
    Objects.requireNonNull(messageId, "messageId");
  }

  /// The reference of a message, with its sender only where it belongs.
  public static MessageRef of(Jid chat, String messageId, boolean fromMe, Jid sender) {
    boolean needsSender = !fromMe && (chat.isGroup() || chat.isBroadcast());
    return new MessageRef(
        chat, messageId, fromMe, needsSender ? Optional.of(sender) : Optional.empty());
  }

  /// The id only: chats and senders are phone numbers.
  @Override
  public String toString() {
    return "MessageRef[" + messageId + "]";
  }
}
