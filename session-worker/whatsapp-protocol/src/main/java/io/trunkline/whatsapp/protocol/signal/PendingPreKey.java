package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.OptionalInt;

/// What every message repeats until the peer's first answer shows that it has the session.
///
/// @param preKeyId empty when the bundle had no one-time prekey; 0 is an id like any other
public record PendingPreKey(OptionalInt preKeyId, int signedPreKeyId, PublicKey baseKey) {}
