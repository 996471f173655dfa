package io.trunkline.whatsapp.protocol.message;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A text and its context.
///
/// @param body the text as typed; WhatsApp's markup is part of it
/// @param mentions the users it names, each of which it should hold as `@` and the user part
/// @param quote the message that it answers, if any
public record PlainText(String body, List<Jid> mentions, Optional<Quote> quote) {
  public PlainText {
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(quote, "quote");
    mentions = mentions.stream().map(Jid::toUserJid).toList();
  }

  /// A text without context.
  public static PlainText of(String body) {
    return new PlainText(body, List.of(), Optional.empty());
  }

  /// Its length only: texts stay out of logs.
  @Override
  public String toString() {
    return "PlainText[" + body.length() + " characters]";
  }
}
