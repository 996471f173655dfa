package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.signal.SignalSession;

/// A Signal session as kept, with the reservation of its current sending chain.
///
/// @param session an immutable snapshot, stored as [SignalSession#encode()]
/// @param reservedUntil counters of the chain [SignalSession#sendingChainKey()] below this one may
///     have been used after the snapshot was taken. A session loaded from here goes on at this
///     counter ([SignalSession#skipTo]). Equal to [SignalSession#sendingCounter()] after a clean
///     handover; 0 where there is no sending chain
public record StoredRatchet(SignalSession session, int reservedUntil) {

  public StoredRatchet {
    if (reservedUntil < 0) {
      throw new IllegalArgumentException("Expected a counter but was " + reservedUntil);
    }
  }
}
