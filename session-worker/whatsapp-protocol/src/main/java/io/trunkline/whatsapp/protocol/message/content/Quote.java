package io.trunkline.whatsapp.protocol.message.content;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Objects;
import java.util.Optional;

/// The message that another one answers.
///
/// @param messageId its stanza id
/// @param author who wrote it, without device; absent when the sender left it out
/// @param content what is shown above the answer; absent when the sender left it out
/// @param chat where it was written, when that is another chat
public record Quote(
    String messageId, Optional<Jid> author, Optional<Content> content, Optional<Jid> chat) {
  public Quote {
    Objects.requireNonNull(messageId, "messageId");
    Fields.present(content, chat);
    author = author.map(Jid::toUserJid);
  }

  /// A quote of a message in the same chat.
  public static Quote of(String messageId, Jid author, Content content) {
    return new Quote(messageId, Optional.of(author), Optional.of(content), Optional.empty());
  }

  /// The quoted message's text; empty when it is none.
  public String text() {
    return content.orElse(null) instanceof Content.Text text ? text.body() : "";
  }

  /// The id only: what was quoted stays out of logs.
  @Override
  public String toString() {
    return "Quote[" + messageId + "]";
  }
}
