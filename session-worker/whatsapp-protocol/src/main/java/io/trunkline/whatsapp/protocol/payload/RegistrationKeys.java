package io.trunkline.whatsapp.protocol.payload;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.util.Arrays;
import java.util.Objects;

/// The public keys with which a device registers.
///
/// @param registrationId 32 bits; libsignal draws them from 1 to 16380
/// @param identity the device's identity key
/// @param signedPreKeyId 24 bits
/// @param signedPreKey the key that others begin a session with
/// @param signature XEdDSA by the identity over the signed prekey with its type byte, 64 bytes
public record RegistrationKeys(
    int registrationId,
    PublicKey identity,
    int signedPreKeyId,
    PublicKey signedPreKey,
    byte[] signature) {
  private static final int MAX_PRE_KEY_ID = 0xff_ffff;

  public RegistrationKeys {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(signedPreKey, "signedPreKey");
    if (signedPreKeyId < 0 || signedPreKeyId > MAX_PRE_KEY_ID) {
      throw new IllegalArgumentException("Expected a prekey id of 24 bits, was " + signedPreKeyId);
    }
    if (signature.length != XEdDsa.SIGNATURE_BYTES) {
      throw new IllegalArgumentException(
          "Expected a signature of 64 bytes but was " + signature.length);
    }
    signature = signature.clone();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  /// Whether the identity signed the prekey.
  public boolean isSigned() {
    return XEdDsa.verify(identity, signedPreKey.serialized(), signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegistrationKeys that
        && registrationId == that.registrationId
        && identity.equals(that.identity)
        && signedPreKeyId == that.signedPreKeyId
        && signedPreKey.equals(that.signedPreKey)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Objects.hash(registrationId, identity, signedPreKeyId, signedPreKey);
  }
}
