package io.trunkline.whatsapp.protocol.signal;

import java.util.Optional;

/// Where a prekey message's keys are looked up. An implementation only reads: the one-time prekey
/// that was used is named in [Decrypted#consumedPreKeyId] and deleted by the caller, in the
/// transaction that stores the session.
public interface PreKeys {

  /// The one-time prekey of an id, if it was not used yet.
  Optional<PreKey> preKey(int id);

  /// The signed prekey of an id; older ones are kept for messages under way.
  Optional<SignedPreKey> signedPreKey(int id);
}
