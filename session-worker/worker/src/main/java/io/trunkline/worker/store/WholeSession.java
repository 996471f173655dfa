package io.trunkline.worker.store;

import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.client.store.StoredRatchet;
import io.trunkline.whatsapp.client.store.StoredSession;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import java.util.List;
import java.util.Map;

/// Everything that one session needs elsewhere to go on. It contains secrets.
///
/// @param ratchets with the counters up to which sending may have been used
/// @param preKeys own one-time prekeys that are not consumed, by rising id
public record WholeSession(
    StoredSession stored,
    Map<SignalAddress, StoredRatchet> ratchets,
    Map<SignalAddress, PublicKey> identities,
    List<OwnPreKey> preKeys,
    List<LidMapping> mappings) {

  /// @param isUploaded whether the server has taken it
  public record OwnPreKey(PreKey key, boolean isUploaded) {}

  public WholeSession {
    ratchets = Map.copyOf(ratchets);
    identities = Map.copyOf(identities);
    preKeys = List.copyOf(preKeys);
    mappings = List.copyOf(mappings);
  }

  @Override
  public String toString() {
    return "WholeSession[ratchets=" + ratchets.size() + ", preKeys=" + preKeys.size() + "]";
  }
}
