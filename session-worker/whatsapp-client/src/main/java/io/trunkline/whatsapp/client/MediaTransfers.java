package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.client.media.MediaMessage;
import io.trunkline.whatsapp.client.media.MediaSink;
import io.trunkline.whatsapp.client.media.MediaSource;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.client.media.UploadedMedia;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The files of one session's messages. Uploads and downloads stream, whatever the length; they
/// survive a reconnect, and end with the session.
///
/// Stages fail with [MediaFailure] and are completed on the session's event loop. Sources and sinks
/// are called on the owner's task executor and may block. A transfer that does not move for
/// `WhatsAppSettings.mediaStall` is given up.
public interface MediaTransfers {

  /// Encrypts and uploads a file.
  ///
  /// @param mediaKey 32 bytes, used for this file only: equal keys and bytes give an equal file
  CompletionStage<UploadedMedia> upload(MediaKind kind, byte[] mediaKey, MediaSource source);

  /// Uploads a newsletter's file, which is not encrypted.
  CompletionStage<UploadedMedia> uploadPlain(MediaKind kind, MediaSource source);

  /// Downloads, decrypts and verifies a file.
  ///
  /// @param message which the phone is asked to upload the file of again, where it is gone
  /// @param sink what it got counts only once the stage completes
  /// @return the direct path where the file was found
  CompletionStage<String> download(
      RemoteMedia media, Optional<MediaMessage> message, MediaSink sink);
}
