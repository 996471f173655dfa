package io.trunkline.worker.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The master keys that can be read, and the one that wraps. Safe for several threads.
///
/// Which keys there are can change while the process runs: [#refresh] reads them again. Which one
/// wraps changes by [#use] only, so that no key is used before all workers can read it.
public final class MasterKeys {
  static final int KEY_SIZE_BYTES = 32;
  private static final int NONCE_SIZE_BYTES = 12;
  private static final int TAG_SIZE_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final Source source;
  private volatile Ring ring;

  /// Where the keys are configured.
  public interface Source {
    /// The keys in base64, the newest first; at least one.
    List<String> read();
  }

  /// @param keys by name, the newest first
  /// @param currentId the one that wraps
  private record Ring(Map<String, SecretKeySpec> keys, String currentId) {
    String newestId() {
      return keys.keySet().iterator().next();
    }
  }

  public MasterKeys(Source source) {
    this.source = source;
    var keys = parse(source.read());
    this.ring = new Ring(keys, keys.keySet().iterator().next());
  }

  /// @param current base64 of 32 bytes
  /// @param previous keys that are still accepted
  public MasterKeys(String current, List<String> previous) {
    this(() -> Stream.concat(Stream.of(current), previous.stream()).toList());
  }

  private static Map<String, SecretKeySpec> parse(List<String> texts) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("Expected a master key but was none");
    }
    var keys = new LinkedHashMap<String, SecretKeySpec>();
    for (var text : texts) {
      byte[] bytes = bytes(text);
      keys.put(idOf(bytes), new SecretKeySpec(bytes, "AES"));
    }
    return keys;
  }

  private static byte[] bytes(String base64) {
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
    return bytes;
  }

  /// The first 8 bytes of the key's SHA-256: names it and tells nothing about it.
  private static String idOf(byte[] key) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key), 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Reads the keys again. What cannot be read changes nothing.
  ///
  /// @throws RuntimeException where they cannot be read
  public synchronized void refresh() {
    var keys = parse(source.read());
    var old = ring;
    var current =
        keys.containsKey(old.currentId()) ? old.currentId() : keys.keySet().iterator().next();
    ring = new Ring(keys, current);
  }

  /// Wraps by that key from now on.
  ///
  /// @return false where it cannot be read: nothing changes
  public synchronized boolean use(String id) {
    if (!ring.keys().containsKey(id)) {
      return false;
    }
    ring = new Ring(ring.keys(), id);
    return true;
  }

  /// The key that wraps.
  public String currentId() {
    return ring.currentId();
  }

  /// The key that should wrap once all workers can read it.
  public String newestId() {
    return ring.newestId();
  }

  /// The keys that can be read, the newest first.
  public List<String> ids() {
    return List.copyOf(ring.keys().keySet());
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
    var now = ring;
    var sealed = crypt(Cipher.ENCRYPT_MODE, now.keys().get(now.currentId()), tenant, nonce, key);
    return new WrappedKey(
        now.currentId(),
        ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
  }

  /// @throws UnreadableRecord where the master key is not ours, or the row is another tenant's
  byte[] unwrap(UUID tenant, WrappedKey wrapped) {
    var bytes = ByteBuffer.wrap(wrapped.bytes());
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    bytes.get(nonce);
    byte[] sealed = new byte[bytes.remaining()];
    bytes.get(sealed);
    return crypt(Cipher.DECRYPT_MODE, key(wrapped.masterKeyId()), tenant, nonce, sealed);
  }

  /// A key that is not known may have been added since.
  private SecretKeySpec key(String id) {
    if (!ring.keys().containsKey(id)) {
      try {
        refresh();
      } catch (RuntimeException e) {
        throw new UnreadableRecord("Master key " + id + " cannot be read", e);
      }
    }
    var key = ring.keys().get(id);
    if (key == null) {
      throw new UnreadableRecord("Expected one of master keys " + ids() + " but was " + id, null);
    }
    return key;
  }

  private static byte[] crypt(
      int mode, SecretKeySpec key, UUID tenant, byte[] nonce, byte[] input) {
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
    return "MasterKeys[current=" + currentId() + "]";
  }
}
