package io.trunkline.webhook.memory;

import io.trunkline.proto.event.MessageReceived;
import java.util.UUID;

/// A message that came or went in the last days.
///
/// @param message one that this account sent as well, with `from_me`
/// @param ack as wwebjs counts: -1 failed, 0 pending, 1 server, 2 device, 3 read, 4 played
public record StoredMessage(UUID session, MessageReceived message, int ack) {
  public StoredMessage acked(int newAck) {
    return new StoredMessage(session, message, newAck < 0 ? newAck : Math.max(ack, newAck));
  }
}
