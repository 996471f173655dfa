package io.trunkline.whatsapp.protocol.message;

import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Objects;
import java.util.Optional;

/// The message that a text answers.
///
/// @param messageId its stanza id
/// @param author who wrote it, without device; absent when the sender left it out
/// @param message what is shown above the answer
/// @param chat where it was written, when that is another chat
public record Quote(String messageId, Optional<Jid> author, Message message, Optional<Jid> chat) {
  public Quote {
    Objects.requireNonNull(messageId, "messageId");
    Objects.requireNonNull(message, "message");
    author = author.map(Jid::toUserJid);
  }

  /// A quote of a text in the same chat.
  public static Quote ofText(String messageId, Jid author, String text) {
    return new Quote(
        messageId,
        Optional.of(author),
        Message.newBuilder().setConversation(text).build(),
        Optional.empty());
  }

  /// The quoted message's text; empty when it is none.
  public String text() {
    return PlainMessages.readText(message).map(PlainText::body).orElse("");
  }

  /// The id only: what was quoted stays out of logs.
  @Override
  public String toString() {
    return "Quote[" + messageId + "]";
  }
}
