package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import java.time.Instant;
import java.util.Optional;

/// An encrypted file on WhatsApp's servers and the key that opens it. A key or hash of another
/// length and a negative length throw [IllegalArgumentException].
///
/// @param kind what it is
/// @param url where it is, for clients that do not know `directPath`; may be empty
/// @param directPath path on any media host, with its query
/// @param mediaKey 32 bytes, from which the file's keys are derived; empty for newsletters, whose
/// files are not encrypted
/// @param fileSha256 of the plain file, 32 bytes
/// @param fileEncSha256 of the encrypted file, 32 bytes
/// @param fileLength bytes of the plain file; 0 when unknown
/// @param mimetype of the plain file
/// @param mediaKeyTimestamp when the key was made, in whole seconds
public record Media(
    MediaKind kind,
    String url,
    String directPath,
    ByteString mediaKey,
    ByteString fileSha256,
    ByteString fileEncSha256,
    long fileLength,
    String mimetype,
    Optional<Instant> mediaKeyTimestamp) {
  public Media {
    Fields.present(kind, url, directPath, mimetype, mediaKeyTimestamp);
    Fields.keySized(mediaKey, fileSha256, fileEncSha256);
    if (fileLength < 0) {
      throw new IllegalArgumentException("Expected a length but was " + fileLength);
    }
  }

  /// Kind and length: neither key nor place.
  @Override
  public String toString() {
    return "Media[" + kind + ", " + fileLength + " bytes]";
  }
}
