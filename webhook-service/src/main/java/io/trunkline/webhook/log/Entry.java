package io.trunkline.webhook.log;

import io.trunkline.proto.event.Event;
import io.trunkline.webhook.event.PublicEvent;
import java.util.List;
import java.util.Optional;

/// An event on its way into the log.
///
/// @param own its form in the format `trunkline`, where that shows it
/// @param wwebjs its forms in the format `wwebjs`, in order
public record Entry(Event event, Optional<PublicEvent> own, List<PublicEvent> wwebjs) {
  public Entry {
    wwebjs = List.copyOf(wwebjs);
  }
}
