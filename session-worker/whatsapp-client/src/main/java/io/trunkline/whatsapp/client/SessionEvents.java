package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.client.event.SessionEvent;
import java.util.concurrent.CompletionStage;

/// Takes the events of one session that carry no key state. (Those that do travel in
/// [io.trunkline.whatsapp.client.store.StoreChange#inbox()].)
///
/// Called on the session's event loop, in order; must not block. The stage completes, on any
/// thread, when the event cannot be lost any more; only then is the receipt that caused it
/// acknowledged to WhatsApp. Where it fails, nothing is acknowledged and WhatsApp delivers again
/// after the next connect.
@FunctionalInterface
public interface SessionEvents {
  CompletionStage<Void> publish(SessionEvent event);
}
