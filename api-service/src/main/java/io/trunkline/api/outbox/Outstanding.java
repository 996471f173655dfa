package io.trunkline.api.outbox;

import io.trunkline.api.command.Replies;
import io.trunkline.api.outbox.DispatchPlan.Order;
import io.trunkline.proto.command.Reply;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/// Sends of this process that a worker has not replied to. A reply changes no status, which is the
/// event's to do; it tells whoever waits, and brings a message back soon that the worker did not
/// take, because the worker holds the rest of its chat back until then.
final class Outstanding {
  private final Replies replies;
  private final SendReplies listener;
  private final BiConsumer<UUID, Order> again;
  private final Map<String, Instant> deadlines = new ConcurrentHashMap<>();

  /// @param again told of a session's message that is to be issued again soon
  Outstanding(Replies replies, SendReplies listener, BiConsumer<UUID, Order> again) {
    this.replies = replies;
    this.listener = listener;
    this.again = again;
  }

  /// Call before the command is published.
  void expect(UUID session, Order order, String commandId) {
    deadlines.put(commandId, order.deadline());
    var _ = replies.expect(commandId).thenAccept(reply -> replied(session, order, reply));
  }

  private void replied(UUID session, Order order, Reply reply) {
    deadlines.remove(reply.getCommandId());
    listener.replied(order.id(), reply);
    switch (reply.getCode()) {
      case BUSY, EXPIRED, INTERNAL, NOT_CONNECTED -> again.accept(session, order);
      // Answered, or issued again when the session's connection changes.
      case OK,
          STALE_CONNECTION,
          NOT_LINKED,
          UNKNOWN_SESSION,
          OUTCOME_UNKNOWN,
          NOT_ON_WHATSAPP,
          REFUSED,
          INVALID,
          REPLY_CODE_UNSPECIFIED,
          UNRECOGNIZED -> {}
    }
  }

  /// Forgets commands whose deadline was before `overdue`.
  void forget(Instant overdue) {
    deadlines.forEach(
        (commandId, deadline) -> {
          if (deadline.isBefore(overdue)) {
            deadlines.remove(commandId);
            replies.forget(commandId);
          }
        });
  }
}
