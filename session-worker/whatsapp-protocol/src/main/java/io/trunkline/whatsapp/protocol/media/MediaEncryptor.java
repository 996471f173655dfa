package io.trunkline.whatsapp.protocol.media;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/// Encrypts one file piece by piece, in memory of the order of a piece. Not thread-safe.
///
/// The pieces that [#update] returns, in order, and the one that [#finish] returns are the file.
/// Equal keys and plaintext give an equal file, however it was cut; so a file whose hash must be
/// known before it is uploaded can be encrypted twice instead of kept.
public final class MediaEncryptor {
  private final PlainMedia plain = PlainMedia.measuring();
  private final MessageDigest fileHash = Sha256.running();
  private final Cipher cipher;
  private final Mac mac;
  private final Optional<Sidecar> sidecar;
  private EncryptedMedia result;

  private MediaEncryptor(MediaKeys keys, Optional<Sidecar> sidecar) {
    this.cipher = keys.cipher(Cipher.ENCRYPT_MODE);
    this.mac = keys.mac();
    this.sidecar = sidecar;
  }

  /// Encrypts a file of any kind.
  public static MediaEncryptor of(MediaKeys keys) {
    return new MediaEncryptor(keys, Optional.empty());
  }

  /// Encrypts a video or an audio, and computes its `streamingSidecar` as well.
  public static MediaEncryptor withSidecar(MediaKeys keys) {
    return new MediaEncryptor(keys, Optional.of(new Sidecar(keys)));
  }

  /// How long the file of a plaintext is: padded to the next multiple of 16, and 10 more.
  public static long fileBytes(long fileLength) {
    return (fileLength / MediaKeys.BLOCK_BYTES + 1) * MediaKeys.BLOCK_BYTES + MediaKeys.MAC_BYTES;
  }

  /// Encrypts all that remains of the buffer, whose position then is its limit.
  ///
  /// @return the file's next bytes, possibly none
  public ByteBuffer update(ByteBuffer plaintext) {
    requireUnfinished();
    plain.update(plaintext.duplicate());
    ByteBuffer piece = ByteBuffer.allocate(plaintext.remaining() + MediaKeys.CIPHER_ROOM_BYTES);
    try {
      cipher.update(plaintext, piece);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC did not encrypt", e);
    }
    piece.flip();
    mac.update(piece.duplicate());
    addToFile(piece);
    return piece;
  }

  /// Ends the file, once.
  ///
  /// @return the file's last 26 bytes: a block and the MAC
  public ByteBuffer finish() {
    requireUnfinished();
    try {
      byte[] block = cipher.doFinal();
      byte[] tag = mac.doFinal(block);
      ByteBuffer piece =
          ByteBuffer.allocate(MediaKeys.BLOCK_BYTES + MediaKeys.MAC_BYTES)
              .put(block)
              .put(tag, 0, MediaKeys.MAC_BYTES)
              .flip();
      addToFile(piece);
      result =
          new EncryptedMedia(
              plain.finish(),
              ByteString.copyFrom(fileHash.digest()),
              plain.length(),
              sidecar.map(Sidecar::finish));
      return piece;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC did not encrypt", e);
    }
  }

  /// Encrypts a file that is held as a whole, and ends it.
  public byte[] encryptWhole(byte[] plaintext) {
    byte[] file = new byte[Math.toIntExact(fileBytes(plaintext.length))];
    ByteBuffer.wrap(file).put(update(ByteBuffer.wrap(plaintext))).put(finish());
    return file;
  }

  private void addToFile(ByteBuffer piece) {
    fileHash.update(piece.duplicate());
    sidecar.ifPresent(each -> each.update(piece.duplicate()));
  }

  private void requireUnfinished() {
    if (result != null) {
      throw new IllegalStateException("The file is finished");
    }
  }

  /// What the message must say about the file.
  ///
  /// @throws IllegalStateException before [#finish]
  public EncryptedMedia result() {
    if (result == null) {
      throw new IllegalStateException("The file is not finished");
    }
    return result;
  }

  @Override
  public String toString() {
    return "MediaEncryptor[" + plain.length() + " bytes]";
  }
}
