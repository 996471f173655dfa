package io.trunkline.whatsapp.protocol.crypto;

/// HMAC with SHA-512 (RFC 2104): a tag of 64 bytes.
public final class HmacSha512 {

  /// Length of the tag.
  public static final int SIZE_BYTES = 64;

  private static final int BLOCK_BYTES = 128;

  private HmacSha512() {}

  /// The tag of the parts, one after the other. Compare tags, or their beginnings, with
  /// [HmacSha256#matches], never with `Arrays.equals`.
  ///
  /// @param key any length; longer than 128 bytes it is hashed first
  public static byte[] mac(byte[] key, byte[]... parts) {
    return Hmac.mac(Digests.sha512(), BLOCK_BYTES, key, parts);
  }
}
