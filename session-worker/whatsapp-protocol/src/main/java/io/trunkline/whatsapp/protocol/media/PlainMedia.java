package io.trunkline.whatsapp.protocol.media;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.media.MediaException.Code;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.OptionalLong;

/// Hashes, counts and checks a plaintext that passes by: the inside of an encrypted file, or the
/// file itself when a newsletter posts it. One for each file; not thread-safe.
public final class PlainMedia {
  private final ExpectedMedia expected;
  private final MessageDigest hash = Sha256.running();
  private long length;

  private PlainMedia(ExpectedMedia expected) {
    this.expected = expected;
  }

  /// Measures a file that is to be posted.
  public static PlainMedia measuring() {
    return new PlainMedia(ExpectedMedia.UNKNOWN);
  }

  /// Checks a file against hash and length of its plaintext.
  public static PlainMedia expecting(ExpectedMedia expected) {
    return new PlainMedia(expected);
  }

  /// Takes all that remains of the buffer, whose position then is its limit.
  ///
  /// @throws MediaException TOO_LONG as soon as the file is longer than its message says
  public void update(ByteBuffer chunk) {
    length += chunk.remaining();
    OptionalLong announced = expected.fileLength();
    if (announced.isPresent() && length > announced.getAsLong()) {
      throw new MediaException(
          Code.TOO_LONG, "Expected " + announced.getAsLong() + " bytes but there are more");
    }
    hash.update(chunk);
  }

  /// How many bytes there were.
  public long length() {
    return length;
  }

  /// Ends the file, once.
  ///
  /// @return `fileSha256`, 32 bytes
  /// @throws MediaException TRUNCATED, HASH_MISMATCH
  public ByteString finish() {
    OptionalLong announced = expected.fileLength();
    if (announced.isPresent() && length != announced.getAsLong()) {
      throw new MediaException(
          Code.TRUNCATED, "Expected " + announced.getAsLong() + " bytes but were " + length);
    }
    byte[] sha256 = hash.digest();
    requireHash(expected.fileSha256(), sha256, Code.HASH_MISMATCH);
    return ByteString.copyFrom(sha256);
  }

  static void requireHash(ByteString expected, byte[] actual, Code code) {
    if (!expected.isEmpty() && !MessageDigest.isEqual(expected.toByteArray(), actual)) {
      throw new MediaException(code, "The hash is not the announced one");
    }
  }

  @Override
  public String toString() {
    return "PlainMedia[" + length + " bytes]";
  }
}
