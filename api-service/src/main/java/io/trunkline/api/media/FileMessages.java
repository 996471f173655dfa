package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.Audio;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Document;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.StoredMedia;
import io.trunkline.proto.content.Video;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.stereotype.Component;

/// Makes messages of files. The key of the encryption is drawn here, at acceptance, so that every
/// attempt encrypts the same bytes.
@Component
public class FileMessages {
  private static final int KEY_BYTES = 32;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  FileMessages(Clock clock) {
    this.clock = clock;
  }

  /// `image/*` becomes an image, `video/*` a video, `audio/*` audio, anything else a document.
  ///
  /// @param fileName shown of documents
  /// @param caption may be empty; audio has none, so there it is left out
  public Content content(KeptFile file, String mimetype, String fileName, String caption) {
    var content = Content.newBuilder();
    switch (mimetype.split("/", 2)[0]) {
      case "image" ->
          content.setImage(
              Image.newBuilder()
                  .setMedia(ref(file, MediaRef.Kind.IMAGE, mimetype, fileName))
                  .setCaption(caption));
      case "video" ->
          content.setVideo(
              Video.newBuilder()
                  .setMedia(ref(file, MediaRef.Kind.VIDEO, mimetype, fileName))
                  .setCaption(caption));
      case "audio" ->
          content.setAudio(
              Audio.newBuilder().setMedia(ref(file, MediaRef.Kind.AUDIO, mimetype, fileName)));
      default ->
          content.setDocument(
              Document.newBuilder()
                  .setMedia(ref(file, MediaRef.Kind.DOCUMENT, mimetype, fileName))
                  .setTitle(fileName)
                  .setCaption(caption));
    }
    return content.build();
  }

  private MediaRef ref(KeptFile file, MediaRef.Kind kind, String mimetype, String fileName) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return MediaRef.newBuilder()
        .setKind(kind)
        .setSha256(file.sha256())
        .setLength(file.length())
        .setMimetype(mimetype)
        .setFileName(fileName)
        .setStored(
            StoredMedia.newBuilder()
                .setReference(file.reference())
                .setMediaKey(ByteString.copyFrom(key))
                .setMediaKeyAtS(clock.instant().getEpochSecond()))
        .build();
  }
}
