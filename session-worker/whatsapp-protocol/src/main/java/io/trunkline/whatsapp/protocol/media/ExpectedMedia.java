package io.trunkline.whatsapp.protocol.media;

import com.google.protobuf.ByteString;
import java.util.Objects;
import java.util.OptionalLong;

/// What a message says about its file. What it leaves out is not checked; the MAC always is.
///
/// @param fileEncSha256 of the file as the server keeps it; empty when not said
/// @param fileSha256 of the plaintext; empty when not said
/// @param fileLength bytes of the plaintext; without it nothing bounds a download, so the caller
///     must
public record ExpectedMedia(
    ByteString fileEncSha256, ByteString fileSha256, OptionalLong fileLength) {
  /// Nothing is known of the file.
  public static final ExpectedMedia UNKNOWN =
      new ExpectedMedia(ByteString.EMPTY, ByteString.EMPTY, OptionalLong.empty());

  public ExpectedMedia {
    Objects.requireNonNull(fileEncSha256, "fileEncSha256");
    Objects.requireNonNull(fileSha256, "fileSha256");
    Objects.requireNonNull(fileLength, "fileLength");
  }
}
