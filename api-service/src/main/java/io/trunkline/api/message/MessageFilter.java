package io.trunkline.api.message;

import io.trunkline.api.message.Message.Direction;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Which messages a list shows; an absent part does not filter.
///
/// @param chat JID or `+<digits>` of the partner
/// @param text part of the text, in any case
/// @param from accepted at or after
/// @param to accepted before
public record MessageFilter(
    Optional<UUID> connection,
    Optional<String> chat,
    Optional<Direction> direction,
    Optional<MessageStatus> status,
    Optional<String> kind,
    Optional<String> text,
    Optional<Instant> from,
    Optional<Instant> to) {
  public static final MessageFilter ALL =
      new MessageFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// Those of one session.
  ///
  /// @param since accepted at or after
  public static MessageFilter of(UUID connection, Optional<String> chat, Optional<Instant> since) {
    return new MessageFilter(
        Optional.of(connection),
        chat,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        since,
        Optional.empty());
  }
}
