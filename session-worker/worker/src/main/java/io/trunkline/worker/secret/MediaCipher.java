package io.trunkline.worker.secret;

import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Names the files of one tenant and wraps their keys. Safe for several threads.
///
/// Every file has a random key of its own. It is wrapped under a key that derives from the tenant's
/// data key and the file's name, so a file that was moved to another name or tenant does not open.
public final class MediaCipher {
  /// A wrapped file key: nonce 12, ciphertext 32, tag 16.
  public static final int WRAPPED_SIZE_BYTES = 60;

  private static final int NONCE_SIZE_BYTES = 12;
  private static final int TAG_SIZE_BITS = 128;
  private static final byte[] NAMES = "trunkline media name 1".getBytes(StandardCharsets.US_ASCII);
  private static final String KEYS = "trunkline media key 1";

  private final SecureRandom random;
  private final byte[] tenantKey;
  private final UUID tenant;

  public MediaCipher(
      MasterKeys masterKeys, WrappedKey tenantKey, UUID tenant, SecureRandom random) {
    this.random = random;
    this.tenantKey = masterKeys.unwrap(tenant, tenantKey);
    this.tenant = tenant;
  }

  /// The name of a file: equal content has an equal one within the tenant, and nobody else can tell
  /// what content a name stands for.
  ///
  /// @param sha256 of the plaintext
  /// @return 64 digits of lower-case hex
  public String nameOf(byte[] sha256) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Hkdf.derive(tenantKey, new byte[0], NAMES, 32), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(sha256));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no HMAC", e);
    }
  }

  /// @return [#WRAPPED_SIZE_BYTES]
  public byte[] wrap(String name, byte[] fileKey) {
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, name, nonce, fileKey);
    return ByteBuffer.allocate(WRAPPED_SIZE_BYTES).put(nonce).put(sealed).array();
  }

  /// @throws UnreadableRecord where it is not the key of this file of this tenant
  public byte[] unwrap(String name, byte[] wrapped) {
    var bytes = ByteBuffer.wrap(wrapped);
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    bytes.get(nonce);
    byte[] sealed = new byte[bytes.remaining()];
    bytes.get(sealed);
    return crypt(Cipher.DECRYPT_MODE, name, nonce, sealed);
  }

  private byte[] crypt(int mode, String name, byte[] nonce, byte[] input) {
    byte[] info = (KEYS + "|" + tenant + "|" + name).getBytes(StandardCharsets.US_ASCII);
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          new SecretKeySpec(
              Hkdf.derive(tenantKey, new byte[0], info, MasterKeys.KEY_SIZE_BYTES), "AES"),
          new GCMParameterSpec(TAG_SIZE_BITS, nonce));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new UnreadableRecord("A file of tenant " + tenant + " does not open", e);
    }
  }

  @Override
  public String toString() {
    return "MediaCipher[tenant=" + tenant + "]";
  }
}
