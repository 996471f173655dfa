package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import java.util.Objects;

/// Who this device is to others.
///
/// @param identity the long-lived pair
/// @param registrationId chosen once at registration
public record OwnIdentity(KeyPair identity, int registrationId) {

  public OwnIdentity {
    Objects.requireNonNull(identity, "identity");
  }
}
