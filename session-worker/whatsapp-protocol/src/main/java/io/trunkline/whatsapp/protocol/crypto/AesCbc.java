package io.trunkline.whatsapp.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256 in CBC mode with PKCS#7 padding. It does not authenticate: check a MAC first.
public final class AesCbc {

  private static final String TRANSFORMATION = "AES/CBC/PKCS5Padding";

  private AesCbc() {}

  /// Encrypts; the result is 1 to 16 bytes longer.
  ///
  /// @param key 32 bytes
  /// @param iv 16 bytes
  public static byte[] encrypt(byte[] key, byte[] iv, byte[] plaintext) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, iv).doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC did not encrypt", e);
    }
  }

  /// Decrypts.
  ///
  /// @throws CryptoException (`BAD_PADDING`) when the length is no multiple of 16 or zero, or the
  ///     padding is none
  public static byte[] decrypt(byte[] key, byte[] iv, byte[] ciphertext) {
    if (ciphertext.length == 0) {
      throw new CryptoException(CryptoException.Code.BAD_PADDING, "The ciphertext is empty");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, key, iv).doFinal(ciphertext);
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      throw new CryptoException(
          CryptoException.Code.BAD_PADDING,
          "A ciphertext of %d bytes has no valid padding".formatted(ciphertext.length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC did not decrypt", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] iv) throws GeneralSecurityException {
    Aes.requireKey(key);
    Aes.requireIv(iv);
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    return cipher;
  }
}
