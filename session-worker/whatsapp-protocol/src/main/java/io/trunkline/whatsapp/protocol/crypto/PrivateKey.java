package io.trunkline.whatsapp.protocol.crypto;

import java.security.MessageDigest;

/// The private half of a Curve25519 pair: a scalar of 32 bytes, little-endian.
///
/// It is kept clamped (RFC 7748, section 5), whatever bytes it was made of, because XEdDSA uses
/// the scalar as it stands. `toString` shows nothing, comparison takes constant time, and the
/// bytes leave only by [#bytes()].
public final class PrivateKey {

  /// Length of the scalar.
  public static final int SIZE_BYTES = 32;

  private final byte[] scalar;

  private PrivateKey(byte[] scalar) {
    this.scalar = scalar;
  }

  /// Takes a copy of 32 bytes and clamps it.
  public static PrivateKey of(byte[] bytes) {
    if (bytes.length != SIZE_BYTES) {
      throw new IllegalArgumentException(
          "Expected a private key of 32 bytes but was " + bytes.length);
    }
    byte[] scalar = bytes.clone();
    scalar[0] &= (byte) 0xf8;
    scalar[31] &= 0x7f;
    scalar[31] |= 0x40;
    return new PrivateKey(scalar);
  }

  /// The clamped scalar, a copy. The caller answers for where it goes.
  public byte[] bytes() {
    return scalar.clone();
  }

  byte[] scalar() {
    return scalar;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrivateKey key && MessageDigest.isEqual(scalar, key.scalar);
  }

  /// Derived from the public half, so that it tells nothing about this one; slow, and only there
  /// because `equals` is.
  @Override
  public int hashCode() {
    return Curve25519.publicKeyOf(this).hashCode();
  }

  @Override
  public String toString() {
    return "PrivateKey[…]";
  }
}
