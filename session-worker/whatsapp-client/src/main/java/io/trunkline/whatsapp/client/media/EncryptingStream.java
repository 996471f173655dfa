package io.trunkline.whatsapp.client.media;

import io.trunkline.whatsapp.protocol.media.MediaEncryptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The file of a plaintext, encrypted as it is read.
final class EncryptingStream extends InputStream {
  private static final int PIECE_BYTES = 1 << 16;

  private final InputStream plaintext;
  private final MediaEncryptor encryptor;
  private final Progress progress;
  private final byte[] piece = new byte[PIECE_BYTES];
  private ByteBuffer ready = ByteBuffer.allocate(0);
  private boolean isEnded;

  EncryptingStream(InputStream plaintext, MediaEncryptor encryptor, Progress progress) {
    this.plaintext = plaintext;
    this.encryptor = encryptor;
    this.progress = progress;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ready.hasRemaining()) {
      if (isEnded) {
        return -1;
      }
      encryptNext();
    }
    int count = Math.min(length, ready.remaining());
    ready.get(target, offset, count);
    progress.moved();
    return count;
  }

  private void encryptNext() throws IOException {
    int count = plaintext.read(piece);
    if (count < 0) {
      ready = encryptor.finish();
      isEnded = true;
    } else {
      ready = encryptor.update(ByteBuffer.wrap(piece, 0, count));
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public void close() throws IOException {
    plaintext.close();
  }
}
