package io.trunkline.whatsapp.protocol.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/// HMAC with SHA-256 (RFC 2104): a tag of 32 bytes.
///
/// Two digests by hand rather than a `javax.crypto.Mac`, which takes twice as long for the short
/// messages of a ratchet.
public final class HmacSha256 {

  /// Length of the tag.
  public static final int SIZE_BYTES = 32;

  private static final int BLOCK_BYTES = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private HmacSha256() {}

  /// The tag of the parts, one after the other. Compare tags with [#matches] or
  /// `MessageDigest.isEqual`, never with `Arrays.equals`.
  ///
  /// @param key any length; longer than 64 bytes it is hashed first
  public static byte[] mac(byte[] key, byte[]... parts) {
    MessageDigest digest = Digests.sha256();
    byte[] block = block(digest, key);
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

  /// Whether two tags, or equally long beginnings of tags, are the same, in constant time.
  public static boolean matches(byte[] expected, byte[] actual) {
    return MessageDigest.isEqual(expected, actual);
  }

  private static byte[] block(MessageDigest digest, byte[] key) {
    return Arrays.copyOf(key.length > BLOCK_BYTES ? digest.digest(key) : key, BLOCK_BYTES);
  }

  private static void xor(byte[] block, byte pad) {
    for (int i = 0; i < block.length; i++) {
      block[i] ^= pad;
    }
  }
}
