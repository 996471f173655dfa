package io.trunkline.webhook.seal;

import io.trunkline.webhook.seal.MasterKey.Id;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.springframework.stereotype.Component;

/// Encrypts a webhook's secret and headers at rest.
///
/// ```
/// 01 | name of the master key 8 | nonce 12 | AES-256-GCM ciphertext | tag 16
///                                 nonce 12 | AES-256-GCM ciphertext | tag 16   before there were
///                                 names
/// ```
///
/// The key is HKDF-SHA256 (RFC 5869) of a master key with the webhook's id in the info, so that
/// one key sees but a handful of random nonces. Additional data binds tenant, webhook and field: a
/// value moved to another row or column does not open. The newest master key seals; all that are
/// configured open, and one that is not known is looked for again.
@Component
public class Seal {
  private static final byte VERSION = 1;
  private static final int NAME_BYTES = 1 + Long.BYTES;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final MasterKey settings;
  private final SecureRandom random = new SecureRandom();
  private volatile Map<Id, SecretKey> masters;

  Seal(MasterKey settings) {
    this.settings = settings;
    this.masters = settings.read();
  }

  /// Reads the master keys again.
  ///
  /// @throws RuntimeException where they cannot be read; those before stay
  public void refresh() {
    masters = settings.read();
  }

  /// Whether it was sealed by the newest master key.
  public boolean isCurrent(byte[] sealed) {
    return sealed.length > NAME_BYTES
        && sealed[0] == VERSION
        && named(sealed).equals(newest(masters).getKey());
  }

  /// @param field name of the column
  public byte[] close(UUID tenant, UUID webhook, String field, byte[] plaintext) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    var master = newest(masters);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, master.getValue(), tenant, webhook, field, nonce);
      var sealed = cipher.doFinal(plaintext);
      return ByteBuffer.allocate(NAME_BYTES + NONCE_BYTES + sealed.length)
          .put(VERSION)
          .putLong(master.getKey().value())
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Sealing " + field, e);
    }
  }

  /// @throws IllegalStateException when it was sealed for something else, under another master key,
  ///     or tampered with
  public byte[] open(UUID tenant, UUID webhook, String field, byte[] sealed) {
    try {
      var master = sealed[0] == VERSION ? find(named(sealed)) : null;
      return master == null
          ? openNameless(tenant, webhook, field, sealed)
          : open(master, tenant, webhook, field, sealed, NAME_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Opening " + field + " of webhook " + webhook, e);
    }
  }

  /// A nonce of old may look like a name, but never like one that is known.
  private SecretKey find(Id id) {
    var master = masters.get(id);
    if (master == null) {
      refresh();
      master = masters.get(id);
    }
    return master;
  }

  private byte[] openNameless(UUID tenant, UUID webhook, String field, byte[] sealed)
      throws GeneralSecurityException {
    GeneralSecurityException last = new AEADBadTagException("No master key opens it");
    for (var master : masters.values()) {
      try {
        return open(master, tenant, webhook, field, sealed, 0);
      } catch (AEADBadTagException e) {
        last = e;
      }
    }
    throw last;
  }

  private static byte[] open(
      SecretKey master, UUID tenant, UUID webhook, String field, byte[] sealed, int from)
      throws GeneralSecurityException {
    var nonce = new byte[NONCE_BYTES];
    System.arraycopy(sealed, from, nonce, 0, NONCE_BYTES);
    var cipher = cipher(Cipher.DECRYPT_MODE, master, tenant, webhook, field, nonce);
    return cipher.doFinal(sealed, from + NONCE_BYTES, sealed.length - from - NONCE_BYTES);
  }

  private static Map.Entry<Id, SecretKey> newest(Map<Id, SecretKey> masters) {
    return masters.entrySet().iterator().next();
  }

  private static Id named(byte[] sealed) {
    return new Id(ByteBuffer.wrap(sealed, 1, Long.BYTES).getLong());
  }

  private static Cipher cipher(
      int mode, SecretKey master, UUID tenant, UUID webhook, String field, byte[] nonce)
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
