package io.trunkline.whatsapp.protocol.crypto;

import java.util.Objects;

/// Both halves of a Curve25519 pair. Neither `toString` nor a log of it shows the private one.
///
/// @param privateKey the scalar
/// @param publicKey its public half; the constructor trusts that they belong together, [#of]
///     makes sure
public record KeyPair(PrivateKey privateKey, PublicKey publicKey) {

  public KeyPair {
    Objects.requireNonNull(privateKey, "privateKey");
    Objects.requireNonNull(publicKey, "publicKey");
  }

  /// Completes a private key by its public half, at the price of one scalar multiplication.
  public static KeyPair of(PrivateKey privateKey) {
    return new KeyPair(privateKey, Curve25519.publicKeyOf(privateKey));
  }
}
