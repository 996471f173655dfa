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

  /// The state `count` messages further on.
  ChainKey ahead(int count) {
    ChainKey reached = this;
    for (int i = 0; i < count; i++) {
      reached = reached.next();
    }
    return reached;
  }

  /// The state before a message; at or behind this one it is this one.
  ///
  /// @param counter at most 2000 ahead
  ChainKey skipTo(int counter) {
    int distance = counter - this.counter;
    if (distance > ReceiverChain.MAX_JUMP) {
      throw new IllegalArgumentException(
          "Expected at most %d counters ahead but was %d"
              .formatted(ReceiverChain.MAX_JUMP, distance));
    }
    return ahead(distance);
  }

  @Override
  public String toString() {
    return "ChainKey[counter=" + counter + "]";
  }
}
