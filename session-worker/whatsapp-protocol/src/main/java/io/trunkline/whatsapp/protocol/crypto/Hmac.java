package io.trunkline.whatsapp.protocol.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/// HMAC (RFC 2104) over any digest.
///
/// Two digests by hand rather than a `javax.crypto.Mac`, which takes twice as long for the short
/// messages of a ratchet.
final class Hmac {

  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private Hmac() {}

  /// @param blockBytes the digest's block; a longer key is hashed first
  static byte[] mac(MessageDigest digest, int blockBytes, byte[] key, byte[]... parts) {
    byte[] block = Arrays.copyOf(key.length > blockBytes ? digest.digest(key) : key, blockBytes);
    xor(block, INNER);
    digest.update(block);
    for (byte[] part : parts) {
      digest.update(part);
    }
    byte[] inner = digest.digest();
    xor(block, (byte) (INNER ^ OUTER));
    digest.update(block);
    byte[] tag = digest.digest(inner);
    Arrays.fill(block, (byte) 0);
    return tag;
  }

  private static void xor(byte[] block, byte pad) {
    for (int i = 0; i < block.length; i++) {
      block[i] ^= pad;
    }
  }
}
