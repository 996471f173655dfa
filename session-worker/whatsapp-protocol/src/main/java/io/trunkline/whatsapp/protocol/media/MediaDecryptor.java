package io.trunkline.whatsapp.protocol.media;

import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.media.MediaException.Code;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/// Decrypts one file piece by piece, in memory of the order of a piece. Not thread-safe.
///
/// Nothing is verified before [#finish]: until it has returned, the plaintext belongs where nobody
/// else reads it, and if it throws, the plaintext is thrown away. An attempt that broke off can go
/// on where it stopped, by feeding the rest of the file.
public final class MediaDecryptor {
  private final ExpectedMedia expected;
  private final PlainMedia plain;
  private final MessageDigest fileHash = Sha256.running();
  private final Cipher cipher;
  private final Mac mac;

  /// The last bytes so far, which may be the file's MAC.
  private final ByteBuffer tail = ByteBuffer.allocate(MediaKeys.MAC_BYTES);

  private long fileBytes;
  private boolean isFinished;

  private MediaDecryptor(MediaKeys keys, ExpectedMedia expected) {
    this.expected = expected;
    this.plain = PlainMedia.expecting(expected);
    this.cipher = keys.cipher(Cipher.DECRYPT_MODE);
    this.mac = keys.mac();
  }

  /// Begins with the first byte of a file.
  public static MediaDecryptor of(MediaKeys keys, ExpectedMedia expected) {
    return new MediaDecryptor(keys, expected);
  }

  /// Decrypts a file that is held as a whole.
  ///
  /// @throws MediaException as [#finish]
  public static byte[] decrypt(MediaKeys keys, ExpectedMedia expected, byte[] file) {
    MediaDecryptor decryptor = of(keys, expected);
    ByteBuffer most = decryptor.update(ByteBuffer.wrap(file));
    ByteBuffer rest = decryptor.finish();
    byte[] plaintext = new byte[most.remaining() + rest.remaining()];
    ByteBuffer.wrap(plaintext).put(most).put(rest);
    return plaintext;
  }

  /// How much of the file was fed; where an attempt that broke off goes on.
  public long fileBytes() {
    return fileBytes;
  }

  /// Decrypts all that remains of the buffer, whose position then is its limit.
  ///
  /// @return the plaintext's next bytes, possibly none
  /// @throws MediaException TOO_LONG as soon as the plaintext is longer than its message says
  public ByteBuffer update(ByteBuffer file) {
    requireUnfinished();
    fileHash.update(file.duplicate());
    fileBytes += file.remaining();
    int held = tail.position();
    int surplus = Math.max(0, held + file.remaining() - MediaKeys.MAC_BYTES);
    ByteBuffer fromTail = tail.duplicate().flip().limit(Math.min(surplus, held));
    ByteBuffer fromFile = file.slice(file.position(), surplus - fromTail.remaining());
    ByteBuffer plaintext = ByteBuffer.allocate(surplus + MediaKeys.CIPHER_ROOM_BYTES);
    decrypt(fromTail.duplicate(), plaintext);
    decrypt(fromFile.duplicate(), plaintext);

    file.position(file.position() + fromFile.remaining());
    tail.flip().position(fromTail.limit());
    tail.compact().put(file);
    plaintext.flip();
    plain.update(plaintext.duplicate());
    return plaintext;
  }

  private void decrypt(ByteBuffer ciphertext, ByteBuffer plaintext) {
    mac.update(ciphertext.duplicate());
    try {
      cipher.update(ciphertext, plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC did not decrypt", e);
    }
  }

  /// Ends the file, once, and checks, in this order: its length, `fileEncSha256`, the MAC, the
  /// padding, `fileLength` and `fileSha256`.
  ///
  /// @return the plaintext's last bytes, possibly none
  /// @throws MediaException TRUNCATED, ENC_HASH_MISMATCH, BAD_MAC, BAD_PADDING, TOO_LONG or
  ///     HASH_MISMATCH
  public ByteBuffer finish() {
    requireUnfinished();
    isFinished = true;
    requireLength();
    PlainMedia.requireHash(expected.fileEncSha256(), fileHash.digest(), Code.ENC_HASH_MISMATCH);
    if (!MessageDigest.isEqual(Arrays.copyOf(mac.doFinal(), MediaKeys.MAC_BYTES), tail.array())) {
      throw new MediaException(Code.BAD_MAC, "A file of " + fileBytes + " bytes is not authentic");
    }
    ByteBuffer plaintext = ByteBuffer.wrap(lastBlock());
    plain.update(plaintext.duplicate());
    plain.finish();
    return plaintext;
  }

  private void requireLength() {
    boolean isWhole = (fileBytes - MediaKeys.MAC_BYTES) % MediaKeys.BLOCK_BYTES == 0;
    long atMost = fileBytes - MediaKeys.MAC_BYTES - 1;
    if (!isWhole || expected.fileLength().orElse(0) > atMost) {
      throw new MediaException(
          Code.TRUNCATED, "A file of " + fileBytes + " bytes is not all that was announced");
    }
  }

  private byte[] lastBlock() {
    try {
      return cipher.doFinal();
    } catch (BadPaddingException e) {
      throw new MediaException(Code.BAD_PADDING, "An authentic file does not end properly");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC did not decrypt", e);
    }
  }

  private void requireUnfinished() {
    if (isFinished) {
      throw new IllegalStateException("The file is finished");
    }
  }

  @Override
  public String toString() {
    return "MediaDecryptor[" + fileBytes + " bytes]";
  }
}
