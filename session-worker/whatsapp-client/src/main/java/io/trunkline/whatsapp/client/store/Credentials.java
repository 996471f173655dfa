package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.signal.OwnIdentity;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import java.util.Optional;

/// Who this device is. The private keys are durable before their public halves leave.
///
/// @param noise proves the device to the server in every handshake
/// @param identity the device's Signal identity
/// @param registrationId 1 to 16380
/// @param signedPreKey the current signed prekey
/// @param advSecret 32 bytes, binds the scanned QR to the account's signature
/// @param account absent until the phone has scanned the QR
public record Credentials(
    KeyPair noise,
    KeyPair identity,
    int registrationId,
    SignedPreKey signedPreKey,
    byte[] advSecret,
    Optional<LinkedAccount> account) {

  public Credentials {
    if (advSecret.length != 32) {
      throw new IllegalArgumentException(
          "Expected an ADV secret of 32 bytes but was " + advSecret.length);
    }
    advSecret = advSecret.clone();
  }

  @Override
  public byte[] advSecret() {
    return advSecret.clone();
  }

  public OwnIdentity ownIdentity() {
    return new OwnIdentity(identity, registrationId);
  }

  public Credentials withAccount(LinkedAccount linked) {
    return new Credentials(
        noise, identity, registrationId, signedPreKey, advSecret, Optional.of(linked));
  }

  public Credentials withAdvSecret(byte[] secret) {
    return new Credentials(noise, identity, registrationId, signedPreKey, secret, account);
  }

  @Override
  public String toString() {
    return "Credentials[account=" + account + "]";
  }
}
