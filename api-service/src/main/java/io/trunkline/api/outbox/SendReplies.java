package io.trunkline.api.outbox;

import io.trunkline.proto.command.Reply;
import java.util.UUID;

/// Told of each reply to a send that this process issued.
public interface SendReplies {
  void replied(UUID message, Reply reply);
}
