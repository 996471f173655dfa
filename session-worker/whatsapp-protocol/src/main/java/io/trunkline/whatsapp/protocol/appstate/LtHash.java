package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import java.util.Arrays;

/// A sum over a set of value MACs to which members can be added and from which they can be taken,
/// in any order. Immutable; 128 bytes: 64 little-endian numbers, each modulo 2^16.
public final class LtHash {
  /// Length of the sum.
  public static final int SIZE_BYTES = 128;

  /// The sum over nothing.
  public static final LtHash EMPTY = new LtHash(new byte[SIZE_BYTES]);

  private static final String INFO = "WhatsApp Patch Integrity";

  private final byte[] sum;

  private LtHash(byte[] sum) {
    this.sum = sum;
  }

  /// Takes a copy of a stored sum.
  ///
  /// @throws AppStateException MALFORMED when it has not 128 bytes
  public static LtHash of(byte[] sum) {
    if (sum.length != SIZE_BYTES) {
      throw new AppStateException(
          AppStateException.Code.MALFORMED,
          "Expected an LTHash of 128 bytes but was " + sum.length);
    }
    return new LtHash(sum.clone());
  }

  /// The sum with one more member.
  public LtHash plus(ByteString valueMac) {
    return combine(valueMac, 1);
  }

  /// The sum with one member less.
  public LtHash minus(ByteString valueMac) {
    return combine(valueMac, -1);
  }

  private LtHash combine(ByteString valueMac, int sign) {
    byte[] item = Hkdf.derive(valueMac.toByteArray(), INFO, SIZE_BYTES);
    byte[] combined = new byte[SIZE_BYTES];
    for (int i = 0; i < SIZE_BYTES; i += 2) {
      int lane = lane(sum, i) + sign * lane(item, i);
      combined[i] = (byte) lane;
      combined[i + 1] = (byte) (lane >> 8);
    }
    return new LtHash(combined);
  }

  private static int lane(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) | (bytes[offset + 1] & 0xff) << 8;
  }

  /// The sum, a copy.
  public byte[] bytes() {
    return sum.clone();
  }

  byte[] array() {
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LtHash hash && Arrays.equals(sum, hash.sum);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sum);
  }

  /// The first lanes only; it is no secret, but long.
  @Override
  public String toString() {
    return "LtHash[%02x%02x%02x%02x…]".formatted(sum[0], sum[1], sum[2], sum[3]);
  }
}
