package io.trunkline.worker.command;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Keeps order within a chat although single sends are refused.
///
/// api-service issues the messages of a chat in order of acceptance, each for one connection and
/// with a deadline, and issues again whatever was refused. A send that is refused while the next
/// one is let through would be overtaken. So a refused message is remembered, and until it comes
/// again no younger message of its chat is let through. A new connection forgets the refused,
/// because everything unanswered is issued again for it, oldest first.
///
/// A repeat of a message that was let through is not to be asked about here: its older copies may
/// have expired, and would be remembered for ever.
///
/// One object a session, for the time it is loaded. Not safe for several threads.
public final class SendGate {
  private final Map<String, Map<String, Refused>> refusedByChat = new HashMap<>();
  private long connection;
  private long refusals;

  /// @param connection number of the connection that is open now; 0 when it has closed
  public void connected(long connection) {
    this.connection = connection;
    refusedByChat.clear();
  }

  /// @param commandConnection the connection that the command names; 0 = any
  /// @param acceptedAtMs when the message was accepted, which is its place in the chat
  /// @param deadlineMs Unix milliseconds; 0 = none
  /// @param isFull whether the session can take no more sends now
  public Verdict judge(
      long commandConnection,
      String chat,
      String messageId,
      long acceptedAtMs,
      long deadlineMs,
      boolean isFull,
      long nowMs) {
    if (connection == 0) {
      return Verdict.NOT_CONNECTED;
    }
    if (commandConnection != 0 && commandConnection != connection) {
      return Verdict.STALE_CONNECTION;
    }
    var verdict = judge(chat, messageId, acceptedAtMs, deadlineMs, isFull, nowMs);
    if (verdict == Verdict.ADMITTED) {
      forget(chat, messageId);
    } else {
      refusedByChat
          .computeIfAbsent(chat, _ -> new HashMap<>())
          .computeIfAbsent(messageId, id -> new Refused(id, acceptedAtMs, ++refusals));
    }
    return verdict;
  }

  private Verdict judge(
      String chat,
      String messageId,
      long acceptedAtMs,
      long deadlineMs,
      boolean isFull,
      long nowMs) {
    if (deadlineMs != 0 && deadlineMs <= nowMs) {
      return Verdict.EXPIRED;
    }
    if (isFull) {
      return Verdict.BUSY;
    }
    return isOvertaking(chat, messageId, acceptedAtMs) ? Verdict.OUT_OF_TURN : Verdict.ADMITTED;
  }

  /// Accepted in the same millisecond, the one that was refused first goes first.
  private boolean isOvertaking(String chat, String messageId, long acceptedAtMs) {
    var refused = refusedByChat.getOrDefault(chat, Map.of());
    var own = refused.get(messageId);
    long place = own == null ? Long.MAX_VALUE : own.place();
    return refused.values().stream()
        .anyMatch(
            other ->
                other.acceptedAtMs() < acceptedAtMs
                    || (other.acceptedAtMs() == acceptedAtMs && other.place() < place));
  }

  /// The refused message that holds a chat back longest, so that the owner can find out whether it
  /// will ever come.
  public Optional<String> oldestRefused(String chat) {
    return refusedByChat.getOrDefault(chat, Map.of()).values().stream()
        .min(Comparator.comparingLong(Refused::acceptedAtMs).thenComparingLong(Refused::place))
        .map(Refused::messageId);
  }

  /// The message will not come again.
  public void forget(String chat, String messageId) {
    refusedByChat.computeIfPresent(
        chat,
        (_, refused) -> {
          refused.remove(messageId);
          return refused.isEmpty() ? null : refused;
        });
  }

  public enum Verdict {
    ADMITTED,
    NOT_CONNECTED,
    STALE_CONNECTION,
    EXPIRED,
    BUSY,
    /// An older message of the chat was refused and has not come again.
    OUT_OF_TURN
  }

  /// @param place counts refusals
  private record Refused(String messageId, long acceptedAtMs, long place) {}
}
