package io.trunkline.whatsapp.protocol.media;

import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The keys of one file: `HKDF(mediaKey, info, 112) = iv 16 | cipher key 32 | MAC key 32 | unused`.
///
/// The vector is derived too, so one media key must encrypt only one file of a kind. `toString`
/// shows nothing. Safe for use by several threads.
public final class MediaKeys {
  /// Length of the media key.
  public static final int MEDIA_KEY_BYTES = 32;

  static final int BLOCK_BYTES = 16;
  static final int MAC_BYTES = 10;

  /// What the JDK's cipher wants free beyond its input's length, whether it fills it or not.
  static final int CIPHER_ROOM_BYTES = 2 * BLOCK_BYTES;

  private final byte[] iv;
  private final byte[] cipherKey;
  private final byte[] macKey;

  private MediaKeys(byte[] derived) {
    iv = Arrays.copyOfRange(derived, 0, 16);
    cipherKey = Arrays.copyOfRange(derived, 16, 48);
    macKey = Arrays.copyOfRange(derived, 48, 80);
  }

  /// Derives the keys.
  ///
  /// @param mediaKey 32 bytes, random for every new file
  /// @throws MediaException BAD_KEY when it has another length
  public static MediaKeys derive(byte[] mediaKey, MediaKind kind) {
    requireMediaKey(mediaKey);
    return new MediaKeys(Hkdf.derive(mediaKey, kind.info(), 80));
  }

  static void requireMediaKey(byte[] mediaKey) {
    if (mediaKey.length != MEDIA_KEY_BYTES) {
      throw new MediaException(
          MediaException.Code.BAD_KEY,
          "Expected a media key of 32 bytes but was " + mediaKey.length);
    }
  }

  /// A cipher at the beginning of the file.
  Cipher cipher(int mode) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(mode, new SecretKeySpec(cipherKey, "AES"), new IvParameterSpec(iv));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no AES-CBC", e);
    }
  }

  /// A MAC that has taken the vector and so stands at the beginning of the file.
  Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(macKey, "HmacSHA256"));
      mac.update(iv);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no HMAC", e);
    }
  }

  @Override
  public String toString() {
    return "MediaKeys[…]";
  }
}
