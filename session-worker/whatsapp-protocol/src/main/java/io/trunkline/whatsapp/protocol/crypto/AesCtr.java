package io.trunkline.whatsapp.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256 in counter mode: the same call encrypts and decrypts. It does not authenticate.
public final class AesCtr {

  private AesCtr() {}

  /// Adds the key stream to the data; as long as before.
  ///
  /// @param key 32 bytes
  /// @param counter the first counter block, 16 bytes, big-endian; never twice under one key
  public static byte[] apply(byte[] key, byte[] counter, byte[] data) {
    Aes.requireKey(key);
    Aes.requireIv(counter);
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
      return cipher.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR failed", e);
    }
  }
}
