package io.trunkline.whatsapp.protocol.crypto;

import java.nio.charset.StandardCharsets;

/// HKDF with SHA-256 (RFC 5869): extract, then expand.
public final class Hkdf {

  private static final int MAX_LENGTH_BYTES = 255 * HmacSha256.SIZE_BYTES;
  private static final byte[] NO_SALT = new byte[HmacSha256.SIZE_BYTES];

  private Hkdf() {}

  /// Derives `length` bytes.
  ///
  /// @param ikm the input key material
  /// @param salt may be empty, which is the same as 32 zero bytes
  /// @param info what the output is for; may be empty
  /// @param length at most 8160 bytes
  public static byte[] derive(byte[] ikm, byte[] salt, byte[] info, int length) {
    return expand(extract(ikm, salt), info, length);
  }

  /// Derives `length` bytes without salt, for a purpose written in ASCII.
  public static byte[] derive(byte[] ikm, String info, int length) {
    return derive(ikm, NO_SALT, info.getBytes(StandardCharsets.US_ASCII), length);
  }

  /// The first half: a pseudorandom key of 32 bytes.
  public static byte[] extract(byte[] ikm, byte[] salt) {
    return HmacSha256.mac(salt.length == 0 ? NO_SALT : salt, ikm);
  }

  /// The second half.
  public static byte[] expand(byte[] pseudorandomKey, byte[] info, int length) {
    if (length < 0 || length > MAX_LENGTH_BYTES) {
      throw new IllegalArgumentException("Expected 0 to 8160 bytes but was " + length);
    }
    byte[] output = new byte[length];
    byte[] block = {};
    byte[] counter = new byte[1];
    for (int offset = 0; offset < length; offset += HmacSha256.SIZE_BYTES) {
      counter[0]++;
      block = HmacSha256.mac(pseudorandomKey, block, info, counter);
      System.arraycopy(block, 0, output, offset, Math.min(block.length, length - offset));
    }
    return output;
  }
}
