package io.trunkline.whatsapp.protocol.crypto;

/// The sizes that all modes share.
final class Aes {

  static final int KEY_BYTES = 32;
  static final int BLOCK_BYTES = 16;

  private Aes() {}

  static void requireKey(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("Expected an AES key of 32 bytes but was " + key.length);
    }
  }

  static void requireIv(byte[] iv) {
    if (iv.length != BLOCK_BYTES) {
      throw new IllegalArgumentException("Expected an IV of 16 bytes but was " + iv.length);
    }
  }
}
