package io.trunkline.whatsapp.protocol.history;

import java.util.Optional;

/// What a chunk is for. Declared in the order of the numbers on the wire.
public enum HistoryType {
  /// The recent chats with few messages each, usually inside the notification.
  INITIAL_BOOTSTRAP,
  /// Status updates.
  INITIAL_STATUS,
  /// Old messages, for companions that asked for a full sync.
  FULL,
  /// More messages of recent chats.
  RECENT,
  /// Names only.
  PUSH_NAME,
  /// Settings, calls, past participants.
  NON_BLOCKING_DATA,
  /// The answer to a request.
  ON_DEMAND,
  /// The phone declined. Only notifications have it, not chunks.
  NO_HISTORY,
  /// Whether the phone gives access to messages. Only notifications have it, not chunks.
  MESSAGE_ACCESS_STATUS;

  /// The type of that number on the wire; empty if there is none.
  public static Optional<HistoryType> find(int number) {
    return number >= 0 && number < values().length
        ? Optional.of(values()[number])
        : Optional.empty();
  }

  /// The number on the wire.
  public int number() {
    return ordinal();
  }
}
