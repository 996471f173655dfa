package io.trunkline.api.message;

import io.trunkline.api.message.Outcomes.Outcome;
import io.trunkline.api.outbox.SendReplies;
import io.trunkline.proto.command.Reply;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Turns a worker's reply to a send into what the waiting request needs. The row itself is changed
/// by the event alone, so that one place decides a status.
@Component
class SendOutcomes implements SendReplies {
  private final Outcomes outcomes;

  SendOutcomes(Outcomes outcomes) {
    this.outcomes = outcomes;
  }

  @Override
  public void replied(UUID message, Reply reply) {
    switch (reply.getCode()) {
      case OK -> {
        if (reply.getSend().getStatusValue()
            >= io.trunkline.proto.content.MessageStatus.SENT_VALUE) {
          outcomes.tell(
              message,
              new Outcome.Settled(
                  MessageStatus.valueOf(reply.getSend().getStatus().name()), "", ""));
        }
      }
      case NOT_ON_WHATSAPP ->
          outcomes.tell(
              message,
              new Outcome.Settled(MessageStatus.FAILED, "not_on_whatsapp", reply.getReason()));
      case NOT_CONNECTED, STALE_CONNECTION, NOT_LINKED, UNKNOWN_SESSION ->
          outcomes.tell(message, new Outcome.Delayed());
      // The message stands and will be issued again, or its event says how it ended.
      case BUSY,
          EXPIRED,
          OUTCOME_UNKNOWN,
          REFUSED,
          INVALID,
          INTERNAL,
          REPLY_CODE_UNSPECIFIED,
          UNRECOGNIZED -> {}
    }
  }
}
