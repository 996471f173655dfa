package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The secret of 32 bytes from which each turn of the ratchet derives the next one and a chain.
final class RootKey {

  static final int KEY_BYTES = 32;

  private static final byte[] RATCHET = "WhisperRatchet".getBytes(StandardCharsets.US_ASCII);
  private static final String TEXT = "WhisperText";

  private final byte[] key;

  /// Takes the array over.
  RootKey(byte[] key) {
    this.key = key;
  }

  /// The first step of a session, from X3DH's master secret.
  static Step first(byte[] master) {
    return step(Hkdf.derive(master, TEXT, 64));
  }

  /// One half of a turn: mixes in what the two ratchet keys agree on.
  Step turn(PrivateKey own, PublicKey remote) {
    return step(Hkdf.derive(Curve25519.agree(own, remote), key, RATCHET, 64));
  }

  private static Step step(byte[] derived) {
    return new Step(
        new RootKey(Arrays.copyOfRange(derived, 0, 32)),
        new ChainKey(Arrays.copyOfRange(derived, 32, 64), 0));
  }

  byte[] key() {
    return key;
  }

  @Override
  public String toString() {
    return "RootKey[…]";
  }

  /// The next root key, and the chain that begins at it.
  record Step(RootKey root, ChainKey chain) {}
}
