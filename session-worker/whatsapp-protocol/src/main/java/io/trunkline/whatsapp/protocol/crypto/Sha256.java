package io.trunkline.whatsapp.protocol.crypto;

import java.security.MessageDigest;

/// SHA-256 (FIPS 180-4): a hash of 32 bytes.
public final class Sha256 {

  /// Length of the hash.
  public static final int SIZE_BYTES = 32;

  private Sha256() {}

  /// The hash of the parts, one after the other.
  public static byte[] hash(byte[]... parts) {
    MessageDigest digest = Digests.sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /// A hash that is fed piece by piece, for data that are never held as a whole.
  public static MessageDigest running() {
    return Digests.sha256();
  }
}
