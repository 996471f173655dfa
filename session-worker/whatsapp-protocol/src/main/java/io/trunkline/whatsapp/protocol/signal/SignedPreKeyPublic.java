package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.util.Arrays;
import java.util.Objects;

/// The public half of a device's signed prekey.
///
/// @param signature as received; [#isSignedBy] tells whether it is worth anything
public record SignedPreKeyPublic(int id, PublicKey key, byte[] signature) {

  public SignedPreKeyPublic {
    Objects.requireNonNull(key, "key");
    signature = signature.clone();
  }

  /// A copy.
  @Override
  public byte[] signature() {
    return signature.clone();
  }

  /// Whether the signature is this identity's over the key.
  public boolean isSignedBy(PublicKey identity) {
    return XEdDsa.verify(identity, key.serialized(), signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedPreKeyPublic that
        && id == that.id
        && key.equals(that.key)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return 31 * id + key.hashCode();
  }

  @Override
  public String toString() {
    return "SignedPreKeyPublic[id=" + id + ", " + key + "]";
  }
}
