package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.Audio;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Document;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.Sticker;
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
    return content(file, kind(mimetype), mimetype, fileName, caption);
  }

  /// The kind that a file of that type has where nothing else is said.
  public static MediaRef.Kind kind(String mimetype) {
    return switch (mimetype.split("/", 2)[0]) {
      case "image" -> MediaRef.Kind.IMAGE;
      case "video" -> MediaRef.Kind.VIDEO;
      case "audio" -> MediaRef.Kind.AUDIO;
      default -> MediaRef.Kind.DOCUMENT;
    };
  }

  /// As [#content], of the kind that the caller wants.
  ///
  /// @param kind one that a message can be of
  public Content content(
      KeptFile file, MediaRef.Kind kind, String mimetype, String fileName, String caption) {
    var ref = ref(file, kind, mimetype, fileName);
    var content = Content.newBuilder();
    switch (kind) {
      case IMAGE -> content.setImage(Image.newBuilder().setMedia(ref).setCaption(caption));
      case VIDEO, GIF, VIDEO_NOTE ->
          content.setVideo(Video.newBuilder().setMedia(ref).setCaption(caption));
      case AUDIO, VOICE -> content.setAudio(Audio.newBuilder().setMedia(ref));
      case STICKER -> content.setSticker(Sticker.newBuilder().setMedia(ref));
      case DOCUMENT ->
          content.setDocument(
              Document.newBuilder().setMedia(ref).setTitle(fileName).setCaption(caption));
      case STICKER_PACK, LINK_THUMBNAIL, KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("Expected a message's file but was " + kind);
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
