package io.trunkline.whatsapp.protocol.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/// The public half of a Curve25519 pair.
///
/// Stanzas and handshakes carry the u-coordinate alone, 32 bytes little-endian ([#bytes()], "pub32"
/// in our notes). Signal messages and signed data carry it behind the type byte `05`, 33 bytes
/// ([#serialized()], "pub33"). Any 32 bytes are accepted: whether they name a usable point shows
/// in [Curve25519#agree].
public final class PublicKey implements Comparable<PublicKey> {

  /// Length of the raw form.
  public static final int SIZE_BYTES = 32;

  /// Length of the form with its type byte.
  public static final int SERIALIZED_SIZE_BYTES = 33;

  /// The type byte, "DJB" in libsignal: a Curve25519 key.
  public static final byte TYPE = 0x05;

  private final byte[] point;

  private PublicKey(byte[] point) {
    this.point = point;
  }

  /// Takes a copy of the raw form.
  ///
  /// @throws CryptoException (`INVALID_KEY`) when it has not 32 bytes
  public static PublicKey of(byte[] raw) {
    if (raw.length != SIZE_BYTES) {
      throw new CryptoException(
          CryptoException.Code.INVALID_KEY,
          "Expected a public key of 32 bytes but was " + raw.length);
    }
    return new PublicKey(raw.clone());
  }

  /// Reads the form with its type byte.
  ///
  /// @throws CryptoException (`INVALID_KEY`) when it has not 33 bytes or another type
  public static PublicKey ofSerialized(byte[] serialized) {
    if (serialized.length != SERIALIZED_SIZE_BYTES || serialized[0] != TYPE) {
      throw new CryptoException(
          CryptoException.Code.INVALID_KEY,
          "Expected a public key of 33 bytes and type 05 but was %d bytes"
              .formatted(serialized.length));
    }
    return new PublicKey(Arrays.copyOfRange(serialized, 1, SERIALIZED_SIZE_BYTES));
  }

  /// The u-coordinate, 32 bytes, a copy.
  public byte[] bytes() {
    return point.clone();
  }

  /// `05` and the u-coordinate, 33 bytes, a new array.
  public byte[] serialized() {
    byte[] serialized = new byte[SERIALIZED_SIZE_BYTES];
    serialized[0] = TYPE;
    System.arraycopy(point, 0, serialized, 1, SIZE_BYTES);
    return serialized;
  }

  byte[] point() {
    return point;
  }

  /// Orders by the bytes as unsigned numbers; only a stable order, without meaning.
  @Override
  public int compareTo(PublicKey other) {
    return Arrays.compareUnsigned(point, other.point);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key && Arrays.equals(point, key.point);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(point);
  }

  /// The first four bytes in hex: enough to tell keys apart in a log.
  @Override
  public String toString() {
    return "PublicKey[" + HexFormat.of().formatHex(point, 0, 4) + "…]";
  }
}
