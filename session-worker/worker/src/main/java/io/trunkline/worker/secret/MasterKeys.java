package io.trunkline.worker.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The current master key and those before it. Safe for several threads.
public final class MasterKeys {
  static final int KEY_SIZE_BYTES = 32;
  private static final int NONCE_SIZE_BYTES = 12;
  private static final int TAG_SIZE_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final String currentId;
  private final Map<String, SecretKeySpec> keys = new HashMap<>();

  /// @param current base64 of 32 bytes
  /// @param previous keys that are still accepted
  public MasterKeys(String current, List<String> previous) {
    previous.forEach(this::add);
    this.currentId = add(current);
  }

  private String add(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      // The cause would quote the key.
      throw new IllegalArgumentException("Expected a master key in base64");
    }
    if (bytes.length != KEY_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "Expected a master key of 32 bytes but was " + bytes.length);
    }
    String id = idOf(bytes);
    keys.put(id, new SecretKeySpec(bytes, "AES"));
    return id;
  }

  /// The first 8 bytes of the key's SHA-256: names it and tells nothing about it.
  private static String idOf(byte[] key) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key), 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String currentId() {
    return currentId;
  }

  /// A new data key for a tenant, wrapped by the current master key.
  public WrappedKey newTenantKey(UUID tenant) {
    byte[] key = new byte[KEY_SIZE_BYTES];
    random.nextBytes(key);
    return wrap(tenant, key);
  }

  /// The same data key under the current master key.
  public WrappedKey rewrap(UUID tenant, WrappedKey wrapped) {
    return wrap(tenant, unwrap(tenant, wrapped));
  }

  private WrappedKey wrap(UUID tenant, byte[] key) {
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    random.nextBytes(nonce);
    var sealed = crypt(Cipher.ENCRYPT_MODE, currentId, tenant, nonce, key);
    return new WrappedKey(
        currentId,
        ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
  }

  /// @throws UnreadableRecord where the master key is not ours, or the row is another tenant's
  byte[] unwrap(UUID tenant, WrappedKey wrapped) {
    var bytes = ByteBuffer.wrap(wrapped.bytes());
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    bytes.get(nonce);
    byte[] sealed = new byte[bytes.remaining()];
    bytes.get(sealed);
    return crypt(Cipher.DECRYPT_MODE, wrapped.masterKeyId(), tenant, nonce, sealed);
  }

  private byte[] crypt(int mode, String id, UUID tenant, byte[] nonce, byte[] input) {
    var key = keys.get(id);
    if (key == null) {
      throw new UnreadableRecord("Expected master key " + currentId + " but was " + id, null);
    }
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_SIZE_BITS, nonce));
      cipher.updateAAD(("tenant-key|" + tenant).getBytes(StandardCharsets.US_ASCII));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new UnreadableRecord("The data key of tenant " + tenant + " does not open", e);
    }
  }

  @Override
  public String toString() {
    return "MasterKeys[current=" + currentId + "]";
  }
}
