package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.signal.OwnSenderKey;

/// The own sender key of a group as kept, with the reservation of its chain.
///
/// @param key an immutable snapshot, stored as [OwnSenderKey#encode()]
/// @param reservedUntil iterations below this one may have been used after the snapshot was taken.
///     A key loaded from here goes on at this iteration ([OwnSenderKey#skipTo]). Equal to
///     [OwnSenderKey#iteration()] after a clean handover
public record StoredSenderKey(OwnSenderKey key, int reservedUntil) {

  public StoredSenderKey {
    if (reservedUntil < 0) {
      throw new IllegalArgumentException("Expected an iteration but was " + reservedUntil);
    }
  }
}
