package io.trunkline.whatsapp.client.media;

import io.trunkline.whatsapp.protocol.media.MediaDecryptor;
import io.trunkline.whatsapp.protocol.media.MediaKeys;
import io.trunkline.whatsapp.protocol.media.PlainMedia;
import java.nio.ByteBuffer;

/// The plaintext of a file that comes in pieces, checked against what its message says. Throws
/// [io.trunkline.whatsapp.protocol.media.MediaException].
interface Opening {

  /// @return the plaintext's next bytes, possibly none
  ByteBuffer update(ByteBuffer file);

  /// @return the plaintext's last bytes, possibly none
  ByteBuffer finish();

  /// How much of the file was fed.
  long fileBytes();

  static Opening of(RemoteMedia media) {
    return media.mediaKey().isEmpty() ? new Plain(media) : new Encrypted(media);
  }

  /// The file of a chat.
  final class Encrypted implements Opening {
    private final MediaDecryptor decryptor;

    Encrypted(RemoteMedia media) {
      var keys = MediaKeys.derive(media.mediaKey().toByteArray(), media.kind());
      decryptor = MediaDecryptor.of(keys, media.expected());
    }

    @Override
    public ByteBuffer update(ByteBuffer file) {
      return decryptor.update(file);
    }

    @Override
    public ByteBuffer finish() {
      return decryptor.finish();
    }

    @Override
    public long fileBytes() {
      return decryptor.fileBytes();
    }
  }

  /// The file of a newsletter.
  final class Plain implements Opening {
    private final PlainMedia check;

    Plain(RemoteMedia media) {
      check = PlainMedia.expecting(media.expected());
    }

    @Override
    public ByteBuffer update(ByteBuffer file) {
      check.update(file.duplicate());
      return file;
    }

    @Override
    public ByteBuffer finish() {
      var unused = check.finish();
      return ByteBuffer.allocate(0);
    }

    @Override
    public long fileBytes() {
      return check.length();
    }
  }
}
