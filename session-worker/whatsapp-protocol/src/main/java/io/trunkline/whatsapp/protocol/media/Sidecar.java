package io.trunkline.whatsapp.protocol.media;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import javax.crypto.Mac;

/// Computes a `streamingSidecar`: a MAC for each 64 KiB of a file, by which a player can check a
/// part of it.
///
/// ```
/// file     | 65536 bytes | 65536 bytes | …            | rest, at least the file's MAC
/// MAC of   iv | 1st        last 16 of 1st | 2nd         …      each cut to 10 bytes
/// ```
///
/// The 16 bytes before a part are what its first block is decrypted with.
final class Sidecar {
  private static final int PART_BYTES = 1 << 16;

  private final Mac mac;
  private final byte[] before = new byte[MediaKeys.BLOCK_BYTES];
  private final ByteString.Output tags = ByteString.newOutput();
  private int filled;

  Sidecar(MediaKeys keys) {
    mac = keys.mac();
  }

  /// Takes whole blocks, and the file's MAC as the last of all.
  void update(ByteBuffer file) {
    while (file.hasRemaining()) {
      int length = Math.min(file.remaining(), PART_BYTES - filled);
      ByteBuffer piece = file.slice(file.position(), length);
      file.position(file.position() + length);
      mac.update(piece);
      filled += length;
      if (filled == PART_BYTES) {
        piece.get(length - before.length, before);
        end();
        mac.update(before);
      }
    }
  }

  private void end() {
    tags.write(mac.doFinal(), 0, MediaKeys.MAC_BYTES);
    filled = 0;
  }

  ByteString finish() {
    end();
    return tags.toByteString();
  }
}
