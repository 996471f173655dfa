package io.trunkline.whatsapp.protocol.media;

import com.google.protobuf.ByteString;
import java.util.Objects;
import java.util.Optional;

/// What a message must say about a file that was encrypted, next to its media key.
///
/// @param fileSha256 of the plaintext, 32 bytes
/// @param fileEncSha256 of the file, 32 bytes
/// @param fileLength bytes of the plaintext
/// @param streamingSidecar 10 bytes for each started 64 KiB of the file, by which a player checks
///     parts of it before it has the whole; present if it was asked for
public record EncryptedMedia(
    ByteString fileSha256,
    ByteString fileEncSha256,
    long fileLength,
    Optional<ByteString> streamingSidecar) {
  public EncryptedMedia {
    Objects.requireNonNull(fileSha256, "fileSha256");
    Objects.requireNonNull(fileEncSha256, "fileEncSha256");
    Objects.requireNonNull(streamingSidecar, "streamingSidecar");
  }
}
