package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;

/// A former state, kept in its stored form: there may be 40 of them, and all but never is one
/// needed again.
///
/// @param encoded never changed
/// @param baseKey what prekey messages are compared with
record ArchivedState(byte[] encoded, PublicKey baseKey) {

  static ArchivedState of(SessionState state) {
    return new ArchivedState(SessionFormat.encode(state), state.baseKey());
  }

  SessionState state() {
    return SessionFormat.decodeState(encoded);
  }
}
