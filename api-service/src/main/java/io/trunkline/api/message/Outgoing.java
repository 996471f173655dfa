package io.trunkline.api.message;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Text;
import java.util.Optional;
import java.util.UUID;

/// A message that somebody wants sent.
///
/// @param session the session that sends it
/// @param kind as [Message#kind()]
/// @param words text or caption
/// @param content what it says, whole
/// @param onlyIfConnected refused where it cannot leave now; else it waits for the connection
public record Outgoing(
    UUID session,
    Recipient to,
    String kind,
    Optional<String> words,
    Content content,
    boolean onlyIfConnected) {

  /// A text that waits for the connection where that is away.
  public static Outgoing text(UUID session, Recipient to, String text) {
    return new Outgoing(
        session,
        to,
        "text",
        Optional.of(text),
        Content.newBuilder().setText(Text.newBuilder().setBody(text)).build(),
        false);
  }

  /// The same, refused where it cannot leave now.
  public Outgoing now() {
    return new Outgoing(session, to, kind, words, content, true);
  }
}
