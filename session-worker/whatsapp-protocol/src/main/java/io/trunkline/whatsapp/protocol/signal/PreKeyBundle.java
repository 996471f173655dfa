package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.Objects;
import java.util.Optional;

/// What a device published so that others can begin a session with it: from a prekey fetch or a
/// retry receipt.
///
/// @param registrationId the device's
/// @param deviceId 0 for the primary
/// @param identity the device's identity key
/// @param preKey empty when the server had none left
public record PreKeyBundle(
    int registrationId,
    int deviceId,
    PublicKey identity,
    SignedPreKeyPublic signedPreKey,
    Optional<PreKeyPublic> preKey) {

  public PreKeyBundle {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(signedPreKey, "signedPreKey");
    Objects.requireNonNull(preKey, "preKey");
  }
}
