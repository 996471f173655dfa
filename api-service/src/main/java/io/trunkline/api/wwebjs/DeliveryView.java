package io.trunkline.api.wwebjs;

import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whom an own message has reached, by each step; the counts say how many are missing.
record DeliveryView(
    List<Receipt> delivery,
    int deliveryRemaining,
    List<Receipt> read,
    int readRemaining,
    List<Receipt> played,
    int playedRemaining) {

  /// @param t Unix seconds
  record Receipt(Jids.Id id, long t) {}

  /// @param recipients how many it went to
  static DeliveryView of(Message message, int recipients) {
    var delivery =
        receipts(
            message, Set.of(MessageStatus.DELIVERED, MessageStatus.READ, MessageStatus.PLAYED));
    var read = receipts(message, Set.of(MessageStatus.READ, MessageStatus.PLAYED));
    var played = receipts(message, Set.of(MessageStatus.PLAYED));
    return new DeliveryView(
        delivery,
        Math.max(0, recipients - delivery.size()),
        read,
        Math.max(0, recipients - read.size()),
        played,
        Math.max(0, recipients - played.size()));
  }

  /// The first of these steps of each recipient.
  private static List<Receipt> receipts(Message message, Set<MessageStatus> steps) {
    Map<String, Receipt> byUser = new LinkedHashMap<>();
    for (var step : message.history()) {
      var user = step.participant().orElse(message.chat());
      if (steps.contains(step.status()) && !Jids.isGroup(user)) {
        byUser.putIfAbsent(user, new Receipt(Jids.id(user), step.at().getEpochSecond()));
      }
    }
    return List.copyOf(byUser.values());
  }
}
