package io.trunkline.whatsapp.client.media;

/// Gets a file back that the servers have dropped. Blocks.
@FunctionalInterface
public interface NewUpload {
  /// @return the new direct path
  /// @throws MediaFailure GONE, PHONE_SILENT, NOT_CONNECTED
  String ask() throws InterruptedException;
}
