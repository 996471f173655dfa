package io.trunkline.worker.media;

import java.io.IOException;
import java.io.InputStream;

/// The plaintext of a stored file. Every byte that it gives is authentic, and its end is the
/// file's.
final class MediaReader extends InputStream {
  private final InputStream file;
  private final Segments segments;
  private final byte[] sealed = new byte[Segments.SEALED_BYTES];
  private byte[] plain = new byte[0];
  private int given;
  private long left;

  /// @param sealedBytes of the segments, before the wrapped key
  MediaReader(InputStream file, byte[] fileKey, long sealedBytes) {
    this.file = file;
    this.segments = Segments.opening(fileKey);
    this.left = sealedBytes;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (given == plain.length) {
      if (left == 0) {
        return -1;
      }
      openNext();
    }
    int count = Math.min(length, plain.length - given);
    System.arraycopy(plain, given, target, offset, count);
    given += count;
    return count;
  }

  private void openNext() throws IOException {
    int size = (int) Math.min(sealed.length, left);
    if (file.readNBytes(sealed, 0, size) < size) {
      throw new DamagedMedia("A stored file ends early");
    }
    left -= size;
    plain = segments.next(sealed, size, left == 0);
    given = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
