package io.trunkline.whatsapp.client.durability;

import java.util.Arrays;
import java.util.HexFormat;

/// Names one sending chain: a pairwise chain by its ratchet public key, a sender key by its id and
/// signing public key. Two chains that may give different message keys never share a name.
///
/// Holds public bytes only.
public final class ChainId {
  private final byte[] name;

  private ChainId(byte[] name) {
    this.name = name;
  }

  /// @param publicKey the ratchet public key, in one form throughout (32 raw or 33 serialized
  ///     bytes)
  public static ChainId ofRatchetKey(byte[] publicKey) {
    if (publicKey.length != 32 && publicKey.length != 33) {
      throw new IllegalArgumentException(
          "Expected a ratchet key of 32 or 33 bytes but was " + publicKey.length);
    }
    return new ChainId(publicKey.clone());
  }

  /// @param keyId id of the sender key
  /// @param signingKey its signing public key
  public static ChainId ofSenderKey(int keyId, byte[] signingKey) {
    byte[] name = Arrays.copyOf(signingKey, signingKey.length + Integer.BYTES);
    for (int i = 0; i < Integer.BYTES; i++) {
      name[signingKey.length + i] = (byte) (keyId >>> (8 * i));
    }
    return new ChainId(name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChainId that && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  /// The first bytes only: enough to tell chains apart in a log.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(name, 0, Math.min(4, name.length));
  }
}
