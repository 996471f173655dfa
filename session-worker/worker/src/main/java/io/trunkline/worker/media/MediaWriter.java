package io.trunkline.worker.media;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.media.MediaSink;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.worker.secret.MediaCipher;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.UUID;

/// Writes one file into the store. What is not committed is dropped by [#close]. Not thread-safe.
public final class MediaWriter implements MediaSink, AutoCloseable {
  private final Blobs blobs;
  private final UUID tenant;
  private final MediaCipher cipher;
  private final byte[] fileKey;
  private final Segments segments;
  private final Path part;
  private final OutputStream out;
  private final MessageDigest hash = Sha256.running();
  private final byte[] plain = new byte[Segments.PLAIN_BYTES];
  private int filled;
  private long length;

  MediaWriter(Blobs blobs, UUID tenant, MediaCipher cipher, byte[] fileKey, Path part)
      throws IOException {
    this.blobs = blobs;
    this.tenant = tenant;
    this.cipher = cipher;
    this.fileKey = fileKey;
    this.part = part;
    segments = Segments.sealing(fileKey);
    out = Files.newOutputStream(part);
  }

  @Override
  public void write(ByteBuffer plaintext) throws IOException {
    hash.update(plaintext.duplicate());
    length += plaintext.remaining();
    while (plaintext.hasRemaining()) {
      if (filled == plain.length) {
        seal(false);
      }
      int count = Math.min(plaintext.remaining(), plain.length - filled);
      plaintext.get(plain, filled, count);
      filled += count;
    }
  }

  private void seal(boolean isLast) throws IOException {
    out.write(segments.next(plain, filled, isLast));
    filled = 0;
  }

  /// Ends the file and keeps it, durably; once.
  public StoredMedia commit() throws IOException {
    byte[] sha256 = hash.digest();
    String name = cipher.nameOf(sha256);
    seal(true);
    out.write(cipher.wrap(name, fileKey));
    out.close();
    blobs.put(tenant + "/" + name, part);
    return new StoredMedia(name, length, ByteString.copyFrom(sha256));
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(part);
  }
}
