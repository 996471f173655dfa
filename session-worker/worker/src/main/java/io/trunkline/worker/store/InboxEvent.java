package io.trunkline.worker.store;

import io.trunkline.proto.event.Event;

/// An event on its way to the broker, with the id and sequence that every copy of it has.
public record InboxEvent(Event event) {
  public String id() {
    return event.getEventId();
  }

  public long sequence() {
    return event.getSequence();
  }
}
