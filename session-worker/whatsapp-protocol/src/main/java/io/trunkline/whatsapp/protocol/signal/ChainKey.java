package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.HmacSha256;

/// The state of one chain: a secret of 32 bytes and the counter of the message it is about to
/// encrypt or decrypt.
///
/// ```
/// seed = HMAC(key, 01)    next key = HMAC(key, 02)
/// ```
final class ChainKey {

  static final int KEY_BYTES = 32;

  private static final byte[] SEED = {1};
  private static final byte[] NEXT = {2};

  private final byte[] key;
  private final int counter;

  /// Takes the array over.
  ChainKey(byte[] key, int counter) {
    this.key = key;
    this.counter = counter;
  }

  int counter() {
    return counter;
  }

  byte[] key() {
    return key;
  }

  /// What the message keys of this counter are derived from.
  byte[] seed() {
    return HmacSha256.mac(key, SEED);
  }

  ChainKey next() {
    return new ChainKey(HmacSha256.mac(key, NEXT), Math.addExact(counter, 1));
  }

  @Override
  public String toString() {
    return "ChainKey[counter=" + counter + "]";
  }
}
