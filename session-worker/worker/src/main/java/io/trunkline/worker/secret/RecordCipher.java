package io.trunkline.worker.secret;

import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals and opens the records of one session. Safe for several threads.
public final class RecordCipher {
  private static final byte VERSION = 1;
  private static final int NONCE_SIZE_BYTES = 12;
  private static final int HEADER_SIZE_BYTES = 1 + Long.BYTES + NONCE_SIZE_BYTES;
  private static final int TAG_SIZE_BITS = 128;
  private static final byte[] PURPOSE =
      "trunkline record key 1".getBytes(StandardCharsets.US_ASCII);

  private final SecureRandom random;
  private final byte[] tenantKey;
  private final UUID tenant;
  private final UUID session;
  private final long epoch;
  // Records of earlier epochs are read once each; their keys are few.
  private final Map<Long, SecretKeySpec> keys = new ConcurrentHashMap<>(2);

  /// @param epoch of the tenure that will write
  public RecordCipher(
      MasterKeys masterKeys,
      WrappedKey tenantKey,
      UUID tenant,
      UUID session,
      long epoch,
      SecureRandom random) {
    this.random = random;
    this.tenantKey = masterKeys.unwrap(tenant, tenantKey);
    this.tenant = tenant;
    this.session = session;
    this.epoch = epoch;
  }

  /// What a record is; part of what binds it to its place.
  public enum Kind {
    CREDENTIALS,
    SIGNAL_SESSION,
    PRE_KEY,
    ROUTING_INFO,
    MESSAGE_SECRET,
    CONTACT_TOKEN,
    INBOX,
    SYNC_KEY,
    UPLOADED_CONTENT,
    OWN_SENDER_KEY,
    SENDER_KEY,
    PROXY
  }

  /// @param address where among its kind the record belongs
  public byte[] seal(Kind kind, String address, byte[] plaintext) {
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, epoch, nonce, kind, address, plaintext);
    return ByteBuffer.allocate(HEADER_SIZE_BYTES + sealed.length)
        .put(VERSION)
        .putLong(epoch)
        .put(nonce)
        .put(sealed)
        .array();
  }

  /// @throws UnreadableRecord when it is damaged, or not this session's record of this kind and
  ///     address
  public byte[] open(Kind kind, String address, byte[] sealed) {
    if (sealed.length < HEADER_SIZE_BYTES || sealed[0] != VERSION) {
      throw new UnreadableRecord("Expected a record of version 1: " + kind, null);
    }
    var bytes = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
    long writtenUnder = bytes.getLong();
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    bytes.get(nonce);
    byte[] ciphertext = new byte[bytes.remaining()];
    bytes.get(ciphertext);
    return crypt(Cipher.DECRYPT_MODE, writtenUnder, nonce, kind, address, ciphertext);
  }

  private byte[] crypt(
      int mode, long keyEpoch, byte[] nonce, Kind kind, String address, byte[] input) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          keys.computeIfAbsent(keyEpoch, this::derive),
          new GCMParameterSpec(TAG_SIZE_BITS, nonce));
      cipher.updateAAD(
          (tenant + "|" + session + "|" + kind + "|" + address).getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new UnreadableRecord("A record does not open: " + kind + " of " + session, e);
    }
  }

  private SecretKeySpec derive(long keyEpoch) {
    byte[] info =
        ByteBuffer.allocate(PURPOSE.length + 3 * Long.BYTES)
            .put(PURPOSE)
            .putLong(session.getMostSignificantBits())
            .putLong(session.getLeastSignificantBits())
            .putLong(keyEpoch)
            .array();
    return new SecretKeySpec(
        Hkdf.derive(tenantKey, new byte[0], info, MasterKeys.KEY_SIZE_BYTES), "AES");
  }

  @Override
  public String toString() {
    return "RecordCipher[session=" + session + ", epoch=" + epoch + "]";
  }
}
