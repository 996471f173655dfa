package io.trunkline.whatsapp.protocol.history;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that gives at most so many bytes, and fails when more are asked for and there.
final class BoundedStream extends FilterInputStream {
  private long remaining;

  BoundedStream(InputStream in, long maxBytes) {
    super(in);
    this.remaining = maxBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count > remaining) {
      throw new ExceededException();
    }
    remaining -= Math.max(count, 0);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    if (skipped > remaining) {
      throw new ExceededException();
    }
    remaining -= skipped;
    return skipped;
  }

  /// There is more than was allowed.
  static final class ExceededException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
