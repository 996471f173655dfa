package io.trunkline.whatsapp.protocol.appstate;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The messages of a chat that the writer of an action knew. The action is about these only: what
/// came later stays unread, undeleted or out of the archive. All in whole seconds.
///
/// @param last time of the last message
/// @param lastSystem time of the last system message
/// @param messages the last message or messages
public record MessageRange(
    Optional<Instant> last, Optional<Instant> lastSystem, List<Entry> messages) {
  /// Nothing is known of the chat's messages.
  public static final MessageRange NONE =
      new MessageRange(Optional.empty(), Optional.empty(), List.of());

  public MessageRange {
    Objects.requireNonNull(last, "last");
    Objects.requireNonNull(lastSystem, "lastSystem");
    messages = List.copyOf(messages);
  }

  /// The range that ends with this message.
  public static MessageRange upTo(MessageRef message, Instant timestamp) {
    return new MessageRange(
        Optional.of(timestamp), Optional.empty(), List.of(new Entry(message, timestamp)));
  }

  /// One message and its time.
  public record Entry(MessageRef message, Instant timestamp) {
    public Entry {
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(timestamp, "timestamp");
    }
  }
}
