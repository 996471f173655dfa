package io.trunkline.whatsapp.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256 in Galois/counter mode under one key: nonces of 12 bytes, a tag of 16 behind the
/// ciphertext (NIST SP 800-38D).
///
/// A nonce must never be used twice to seal under one key; that is the caller's part.
public final class AesGcm {

  /// Length of the nonce.
  public static final int NONCE_BYTES = 12;

  /// By how much sealed data are longer.
  public static final int TAG_BYTES = 16;

  private final SecretKeySpec key;

  private AesGcm(SecretKeySpec key) {
    this.key = key;
  }

  /// Takes a copy of a key of 32 bytes.
  public static AesGcm of(byte[] key) {
    Aes.requireKey(key);
    return new AesGcm(new SecretKeySpec(key, "AES"));
  }

  /// Encrypts and authenticates.
  ///
  /// @param associatedData authenticated with it but not contained; may be empty
  public byte[] seal(byte[] nonce, byte[] associatedData, byte[] plaintext) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM did not seal", e);
    }
  }

  /// Checks and decrypts what [#seal] made.
  ///
  /// @throws CryptoException (`BAD_TAG`) when anything of it was changed
  public byte[] open(byte[] nonce, byte[] associatedData, byte[] sealed) {
    return open(nonce, associatedData, sealed, 0, sealed.length);
  }

  /// Checks and decrypts a part of an array.
  ///
  /// @throws CryptoException (`BAD_TAG`) when anything of it was changed
  public byte[] open(byte[] nonce, byte[] associatedData, byte[] buffer, int offset, int length) {
    if (length < TAG_BYTES) {
      throw new CryptoException(
          CryptoException.Code.BAD_TAG, "Expected a tag of 16 bytes but was " + length);
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, associatedData).doFinal(buffer, offset, length);
    } catch (AEADBadTagException e) {
      throw new CryptoException(
          CryptoException.Code.BAD_TAG, "%d sealed bytes do not authenticate".formatted(length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM did not open", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] associatedData)
      throws GeneralSecurityException {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("Expected a nonce of 12 bytes but was " + nonce.length);
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
    cipher.updateAAD(associatedData);
    return cipher;
  }

  @Override
  public String toString() {
    return "AesGcm[…]";
  }
}
