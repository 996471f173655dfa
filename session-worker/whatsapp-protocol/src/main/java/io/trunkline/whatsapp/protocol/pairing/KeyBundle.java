package io.trunkline.whatsapp.protocol.pairing;

import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What the companion hands to the phone under the secret that their ephemeral keys agree on, and
/// the ADV secret that both derive from it.
///
/// ```
/// plaintext   companion identity (32) | primary identity (32) | random (32)
/// wrapped     salt (32) | nonce (12) | AES-256-GCM(key, nonce, plaintext) (96) | tag (16)
/// key         HKDF(ephemeral secret, salt, link_code_pairing_key_bundle_encryption_key)
/// ADV secret  HKDF(ephemeral secret | identities' secret | random, adv_secret)
/// ```
///
/// @param random 32 bytes
record KeyBundle(PublicKey companionIdentity, PublicKey primaryIdentity, byte[] random) {

  static final int WRAPPED_BYTES = 156;
  static final int RANDOM_BYTES = 32;

  private static final int SALT_BYTES = 32;
  private static final byte[] NO_DATA = {};
  private static final byte[] KEY_INFO =
      "link_code_pairing_key_bundle_encryption_key".getBytes(StandardCharsets.US_ASCII);
  private static final String SECRET_INFO = "adv_secret";

  /// Draws the salt, then the nonce.
  byte[] seal(byte[] ephemeralSecret, Randomness randomness) {
    byte[] salt = randomness.bytes(SALT_BYTES);
    byte[] nonce = randomness.bytes(AesGcm.NONCE_BYTES);
    byte[] plaintext =
        ByteBuffer.allocate(2 * PublicKey.SIZE_BYTES + RANDOM_BYTES)
            .put(companionIdentity.bytes())
            .put(primaryIdentity.bytes())
            .put(random)
            .array();
    return ByteBuffer.allocate(WRAPPED_BYTES)
        .put(salt)
        .put(nonce)
        .put(key(ephemeralSecret, salt).seal(nonce, NO_DATA, plaintext))
        .array();
  }

  /// @param wrapped 156 bytes
  /// @throws PairingException (`WRONG_CODE`) when it was sealed under another secret, as it is when
  ///     the two sides used different codes
  static KeyBundle open(byte[] ephemeralSecret, byte[] wrapped) {
    byte[] salt = Arrays.copyOf(wrapped, SALT_BYTES);
    int offset = SALT_BYTES + AesGcm.NONCE_BYTES;
    byte[] nonce = Arrays.copyOfRange(wrapped, SALT_BYTES, offset);
    byte[] plaintext;
    try {
      plaintext =
          key(ephemeralSecret, salt).open(nonce, NO_DATA, wrapped, offset, wrapped.length - offset);
    } catch (CryptoException e) {
      throw new PairingException(
          PairingException.Code.WRONG_CODE, "The bundle was not sealed for this code");
    }
    return new KeyBundle(
        PublicKey.of(Arrays.copyOf(plaintext, 32)),
        PublicKey.of(Arrays.copyOfRange(plaintext, 32, 64)),
        Arrays.copyOfRange(plaintext, 64, 96));
  }

  /// @param identitySecret what the two identities agree on
  byte[] advSecret(byte[] ephemeralSecret, byte[] identitySecret) {
    byte[] material =
        ByteBuffer.allocate(ephemeralSecret.length + identitySecret.length + random.length)
            .put(ephemeralSecret)
            .put(identitySecret)
            .put(random)
            .array();
    return Hkdf.derive(material, SECRET_INFO, 32);
  }

  /// @throws PairingException (`INVALID_KEY`)
  static byte[] agree(PrivateKey own, PublicKey other) {
    try {
      return Curve25519.agree(own, other);
    } catch (CryptoException e) {
      throw new PairingException(PairingException.Code.INVALID_KEY, e.getMessage());
    }
  }

  private static AesGcm key(byte[] ephemeralSecret, byte[] salt) {
    return AesGcm.of(Hkdf.derive(ephemeralSecret, salt, KEY_INFO, 32));
  }

  @Override
  public String toString() {
    return "KeyBundle[…]";
  }
}
