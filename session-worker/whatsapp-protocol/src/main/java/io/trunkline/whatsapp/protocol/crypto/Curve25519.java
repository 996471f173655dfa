package io.trunkline.whatsapp.protocol.crypto;

import org.bouncycastle.math.ec.rfc7748.X25519;

/// Keys and agreement on Curve25519 (RFC 7748, X25519).
public final class Curve25519 {

  private Curve25519() {}

  /// Makes a pair of 32 random bytes.
  public static KeyPair generate(Randomness randomness) {
    return KeyPair.of(PrivateKey.of(randomness.bytes(PrivateKey.SIZE_BYTES)));
  }

  /// The public half of a private key.
  public static PublicKey publicKeyOf(PrivateKey privateKey) {
    byte[] point = new byte[PublicKey.SIZE_BYTES];
    X25519.scalarMultBase(privateKey.scalar(), 0, point, 0);
    return PublicKey.of(point);
  }

  /// The secret shared by the holders of both pairs, 32 bytes.
  ///
  /// @throws CryptoException (`INVALID_KEY`) when the public key is a point of small order, for
  ///     which the result would be zero whatever the private key is
  public static byte[] agree(PrivateKey privateKey, PublicKey publicKey) {
    byte[] shared = new byte[32];
    if (!X25519.calculateAgreement(privateKey.scalar(), 0, publicKey.point(), 0, shared, 0)) {
      throw new CryptoException(
          CryptoException.Code.INVALID_KEY, "The public key is a point of small order");
    }
    return shared;
  }
}
