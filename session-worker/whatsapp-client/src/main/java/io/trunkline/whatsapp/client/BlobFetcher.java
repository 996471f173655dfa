package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.protocol.media.MediaKind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Downloads what is too large for a stanza: snapshots and patches of the app state, chunks of
/// history.
@FunctionalInterface
public interface BlobFetcher {

  /// Fails clearly: for a session without media hosts.
  BlobFetcher NONE =
      (blob, kind, maxBytes) ->
          CompletableFuture.failedFuture(
              new SendFailure(
                  SendFailure.Code.INVALID, "Downloads are not available to this session"));

  /// Downloads, checks and decrypts a file. Does not block; completes on any thread, and
  /// within a bounded time whatever happens.
  ///
  /// @param maxBytes how large the plaintext may be
  CompletionStage<byte[]> fetch(Blob blob, MediaKind kind, int maxBytes);

  /// Where a file is and what it must be.
  ///
  /// @param mediaKey 32 bytes, secret
  /// @param encSha256 of the file as it is downloaded
  /// @param sha256 of the plaintext
  record Blob(
      String directPath, byte[] mediaKey, byte[] encSha256, byte[] sha256, long plainSizeBytes) {

    @Override
    public String toString() {
      return "Blob[" + plainSizeBytes + " bytes]";
    }
  }
}
