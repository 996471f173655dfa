package io.trunkline.whatsapp.protocol.crypto;

import java.security.MessageDigest;

/// HMAC with SHA-256 (RFC 2104): a tag of 32 bytes.
public final class HmacSha256 {

  /// Length of the tag.
  public static final int SIZE_BYTES = 32;

  private static final int BLOCK_BYTES = 64;

  private HmacSha256() {}

  /// The tag of the parts, one after the other. Compare tags with [#matches] or
  /// `MessageDigest.isEqual`, never with `Arrays.equals`.
  ///
  /// @param key any length; longer than 64 bytes it is hashed first
  public static byte[] mac(byte[] key, byte[]... parts) {
    return Hmac.mac(Digests.sha256(), BLOCK_BYTES, key, parts);
  }

  /// Whether two tags, or equally long beginnings of tags, are the same, in constant time.
  public static boolean matches(byte[] expected, byte[] actual) {
    return MessageDigest.isEqual(expected, actual);
  }
}
