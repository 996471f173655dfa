package io.trunkline.webhook.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/// Encrypts a webhook's secret and headers at rest.
///
/// ```
/// nonce 12 | AES-256-GCM ciphertext | tag 16
/// ```
///
/// The key is HKDF-SHA256 (RFC 5869) of the master key with the webhook's id in the info, so that
/// one key sees but a handful of random nonces. Additional data binds tenant, webhook and field: a
/// value moved to another row or column does not open.
@Component
public class Seal {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey master;
  private final SecureRandom random = new SecureRandom();

  Seal(MasterKey masterKey) {
    this.master = new SecretKeySpec(masterKey.bytes(), "Generic");
  }

  /// @param field name of the column
  public byte[] close(UUID tenant, UUID webhook, String field, byte[] plaintext) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, tenant, webhook, field, nonce);
      var sealed = cipher.doFinal(plaintext);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Sealing " + field, e);
    }
  }

  /// @throws IllegalStateException when it was sealed for something else, under another master key,
  ///     or tampered with
  public byte[] open(UUID tenant, UUID webhook, String field, byte[] sealed) {
    var nonce = new byte[NONCE_BYTES];
    System.arraycopy(sealed, 0, nonce, 0, NONCE_BYTES);
    try {
      var cipher = cipher(Cipher.DECRYPT_MODE, tenant, webhook, field, nonce);
      return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Opening " + field + " of webhook " + webhook, e);
    }
  }

  private Cipher cipher(int mode, UUID tenant, UUID webhook, String field, byte[] nonce)
      throws GeneralSecurityException {
    var info = "trunkline webhook " + tenant + " " + webhook;
    var key =
        KDF.getInstance("HKDF-SHA256")
            .deriveKey(
                "AES",
                HKDFParameterSpec.ofExtract()
                    .addIKM(master)
                    .thenExpand(info.getBytes(StandardCharsets.UTF_8), 32));
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((info + " " + field).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
