package io.trunkline.api.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Decides which of a session's unanswered messages are issued now. Pure: rows and time in, orders
/// out.
///
/// - A message is in flight while it was issued for the current connection and its deadline, with
///   grace, has not passed.
/// - Everything else is issued, oldest first, as far as [OutboxSettings#inFlight] leaves room: new
///   messages, those issued for another connection, and those past their deadline.
/// - Order within a chat must survive a command that a worker drops at its deadline. So a message
///   never outlives an older one of its chat: its deadline is at most the oldest deadline in flight
///   there. Where that leaves less than a third of the usual time, the chat waits until those in
///   flight are answered or overdue.
final class DispatchPlan {
  private DispatchPlan() {}

  /// An unanswered message.
  ///
  /// @param issued absent where it was never issued
  record Waiting(UUID id, String chat, Optional<Issued> issued) {}

  /// @param connection number of the connection that it was issued for
  /// @param attempt 1 for the first
  record Issued(long connection, Instant deadline, int attempt) {}

  record Order(UUID id, Instant deadline, int attempt) {}

  /// @param waiting the oldest of the session's unanswered messages, oldest first
  /// @param inFlight how many of all of them are in flight, by the same rule as here
  /// @param connection number of the current connection
  static List<Order> of(
      List<Waiting> waiting, int inFlight, long connection, Instant now, OutboxSettings settings) {
    var room = settings.inFlight() - inFlight;
    var full = now.plus(settings.commandDeadline());
    var least = now.plus(settings.commandDeadline().dividedBy(3));
    Map<String, Instant> chatDeadlines = new HashMap<>();
    Set<String> held = new HashSet<>();
    var orders = new ArrayList<Order>();
    for (var message : waiting) {
      if (isInFlight(message, connection, now, settings.grace())) {
        chatDeadlines.merge(
            message.chat(), message.issued().orElseThrow().deadline(), DispatchPlan::earlier);
      } else if (orders.size() < room && !held.contains(message.chat())) {
        var deadline = earlier(full, chatDeadlines.getOrDefault(message.chat(), full));
        if (deadline.isBefore(least)) {
          held.add(message.chat());
        } else {
          orders.add(
              new Order(
                  message.id(), deadline, message.issued().map(Issued::attempt).orElse(0) + 1));
        }
      }
    }
    return List.copyOf(orders);
  }

  private static boolean isInFlight(Waiting message, long connection, Instant now, Duration grace) {
    return message
        .issued()
        .filter(issued -> issued.connection() == connection)
        .filter(issued -> issued.deadline().plus(grace).isAfter(now))
        .isPresent();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
