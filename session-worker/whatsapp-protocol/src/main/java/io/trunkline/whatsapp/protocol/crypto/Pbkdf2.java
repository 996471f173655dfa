package io.trunkline.whatsapp.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2): a key from a text that people can type.
public final class Pbkdf2 {

  private Pbkdf2() {}

  /// Derives `length` bytes. It is meant to be slow: 100,000 iterations take tens of milliseconds.
  ///
  /// @param password ASCII
  public static byte[] derive(String password, byte[] salt, int iterations, int length) {
    var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, length * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("PBKDF2 failed", e);
    } finally {
      spec.clearPassword();
    }
  }
}
