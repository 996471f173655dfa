package io.trunkline.whatsapp.client.media;

import io.trunkline.whatsapp.protocol.media.EncryptedMedia;
import java.util.Objects;
import java.util.Optional;

/// Where an upload is, and what its message must say besides the media key.
///
/// @param url for clients that do not know `directPath`
/// @param directPath path on any media host
/// @param handle of the upload; newsletters name it
/// @param file hashes, length and, for what plays, the streaming sidecar
public record UploadedMedia(
    String url, String directPath, Optional<String> handle, EncryptedMedia file) {
  public UploadedMedia {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(directPath, "directPath");
    Objects.requireNonNull(handle, "handle");
    Objects.requireNonNull(file, "file");
  }

  /// Says nothing of the place.
  @Override
  public String toString() {
    return "UploadedMedia[" + file.fileLength() + " bytes]";
  }
}
