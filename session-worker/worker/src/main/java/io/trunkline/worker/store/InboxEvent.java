package io.trunkline.worker.store;

import io.trunkline.contract.tracing.Hop;
import io.trunkline.proto.event.Event;

/// An event on its way to the broker, with the id and sequence that every copy of it has.
///
/// @param hop of its receipt, which ends when it is durable
public record InboxEvent(Event event, Hop hop) {
  public InboxEvent(Event event) {
    this(event, Hop.NONE);
  }

  public String id() {
    return event.getEventId();
  }

  public long sequence() {
    return event.getSequence();
  }
}
