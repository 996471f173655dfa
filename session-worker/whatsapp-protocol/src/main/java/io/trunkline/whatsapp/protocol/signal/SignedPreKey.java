package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.util.Arrays;
import java.util.Objects;

/// The signed prekey of our own, which stands in where no one-time prekey is left.
///
/// @param id 24 bits on the wire
/// @param signature 64 bytes: the identity's XEdDSA over the public key in its form of 33 bytes
public record SignedPreKey(int id, KeyPair keyPair, byte[] signature) {

  public SignedPreKey {
    Objects.requireNonNull(keyPair, "keyPair");
    if (signature.length != XEdDsa.SIGNATURE_BYTES) {
      throw new IllegalArgumentException(
          "Expected a signature of 64 bytes but was " + signature.length);
    }
    signature = signature.clone();
  }

  /// Makes a new pair under an id and signs it.
  public static SignedPreKey generate(int id, KeyPair identity, Randomness randomness) {
    KeyPair keyPair = Curve25519.generate(randomness);
    byte[] signature =
        XEdDsa.sign(
            identity.privateKey(),
            keyPair.publicKey().serialized(),
            randomness.bytes(XEdDsa.RANDOM_BYTES));
    return new SignedPreKey(id, keyPair, signature);
  }

  /// A copy.
  @Override
  public byte[] signature() {
    return signature.clone();
  }

  /// The half that others get.
  public SignedPreKeyPublic toPublic() {
    return new SignedPreKeyPublic(id, keyPair.publicKey(), signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedPreKey that
        && id == that.id
        && keyPair.equals(that.keyPair)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return 31 * id + keyPair.publicKey().hashCode();
  }

  @Override
  public String toString() {
    return "SignedPreKey[id=" + id + ", " + keyPair.publicKey() + "]";
  }
}
