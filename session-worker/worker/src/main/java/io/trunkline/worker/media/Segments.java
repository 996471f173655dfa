package io.trunkline.worker.media;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The segments of one file, in order. Not thread-safe.
final class Segments {
  static final int PLAIN_BYTES = 1 << 16;
  static final int TAG_BYTES = 16;
  static final int SEALED_BYTES = PLAIN_BYTES + TAG_BYTES;
  static final int KEY_BYTES = 32;

  private final SecretKeySpec key;
  private final int mode;
  private final Cipher cipher;
  private long index;

  private Segments(byte[] key, int mode) {
    this.key = new SecretKeySpec(key, "AES");
    this.mode = mode;
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no AES-GCM", e);
    }
  }

  static Segments sealing(byte[] key) {
    return new Segments(key, Cipher.ENCRYPT_MODE);
  }

  static Segments opening(byte[] key) {
    return new Segments(key, Cipher.DECRYPT_MODE);
  }

  /// How long the plaintext of so many sealed bytes is; negative where no file has so many.
  static long plainBytes(long sealedBytes) {
    long full = sealedBytes / SEALED_BYTES;
    long rest = sealedBytes % SEALED_BYTES;
    return rest == 0 ? full * PLAIN_BYTES : full * PLAIN_BYTES + rest - TAG_BYTES;
  }

  /// @throws DamagedMedia where an opened segment is not the next of its file
  byte[] next(byte[] segment, int length, boolean isLast) {
    byte[] nonce = ByteBuffer.allocate(12).putInt(isLast ? 1 : 0).putLong(index).array();
    index++;
    try {
      cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
      return cipher.doFinal(segment, 0, length);
    } catch (AEADBadTagException _) {
      throw new DamagedMedia("Segment " + (index - 1) + " is not authentic");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }
}
