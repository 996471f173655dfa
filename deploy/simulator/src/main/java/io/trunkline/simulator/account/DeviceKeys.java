package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.signal.SignedPreKeyPublic;

/// The long-lived public keys of a device.
///
/// @param registrationId as the device told it, an unsigned number of 32 bits
/// @param identity the identity key
/// @param signedPreKey the signed prekey that is handed out now
public record DeviceKeys(int registrationId, PublicKey identity, SignedPreKeyPublic signedPreKey) {}
