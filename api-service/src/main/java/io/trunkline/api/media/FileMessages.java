package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import io.trunkline.api.failure.Failure;
import io.trunkline.proto.content.Audio;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Document;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.Sticker;
import io.trunkline.proto.content.StoredMedia;
import io.trunkline.proto.content.Thumbnail;
import io.trunkline.proto.content.Video;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;

/// Keeps files and makes messages of them, with what phones show of them before
/// they are loaded. The key of the encryption is
/// drawn here, at acceptance, so that every attempt encrypts the same bytes.
@Component
public class FileMessages {
  private static final int KEY_BYTES = 32;

  private final MediaFiles files;
  private final Previews previews;
  private final Films films;
  private final Papers papers;
  private final VoiceNotes voices;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  FileMessages(
      MediaFiles files,
      Previews previews,
      Films films,
      Papers papers,
      VoiceNotes voices,
      Clock clock) {
    this.files = files;
    this.previews = previews;
    this.films = films;
    this.papers = papers;
    this.voices = voices;
    this.clock = clock;
  }

  /// The kind that a file of that type has where nothing else is said: `image/*` an image,
  /// `video/*` a video, `audio/*` audio, anything else a document.
  public static MediaRef.Kind kind(String mimetype) {
    return switch (mimetype.split("/", 2)[0]) {
      case "image" -> MediaRef.Kind.IMAGE;
      case "video" -> MediaRef.Kind.VIDEO;
      case "audio" -> MediaRef.Kind.AUDIO;
      default -> MediaRef.Kind.DOCUMENT;
    };
  }

  /// A recording to be a voice note is made one, see [VoiceNotes].
  ///
  /// @param source gives the same bytes each time
  /// @param length bytes
  /// @param kind one that a message can be of
  /// @param fileName shown of documents
  /// @param caption may be empty; audio has none, so there it is left out
  /// @throws Failure `MEDIA_TOO_LARGE`, `GATEWAY_UNAVAILABLE`; `INVALID_REQUEST` where it cannot be
  ///     a voice note
  public Content content(
      UUID tenant,
      InputStreamSource source,
      long length,
      MediaRef.Kind kind,
      String mimetype,
      String fileName,
      String caption) {
    return kind == MediaRef.Kind.VOICE
        ? voice(tenant, source, length, mimetype, fileName)
        : shown(tenant, source, length, kind, mimetype, fileName, caption);
  }

  private Content voice(
      UUID tenant, InputStreamSource source, long length, String mimetype, String fileName) {
    try (var note = voices.of(source, length)) {
      var content =
          shown(
              tenant,
              note.file(),
              note.length(),
              note.kind(),
              note.kind() == MediaRef.Kind.VOICE ? VoiceNote.MIMETYPE : mimetype,
              note.isConverted() ? fileName.replaceFirst("(\\.[^.]*)?$", ".ogg") : fileName,
              "")
              .toBuilder();
      content.getAudioBuilder().setWaveform(note.waveform());
      return content.build();
    }
  }

  private Content shown(
      UUID tenant,
      InputStreamSource source,
      long length,
      MediaRef.Kind kind,
      String mimetype,
      String fileName,
      String caption) {
    var ref = ref(files.keep(tenant, source, length), kind, mimetype, fileName);
    var content = content(ref, kind, fileName, caption).toBuilder();
    switch (kind) {
      case VIDEO, GIF, VIDEO_NOTE -> show(content.getVideoBuilder(), films.film(source, length));
      case AUDIO, VOICE ->
          films
              .recording(source, length)
              .ifPresent(playback -> content.getAudioBuilder().setDurationS(playback.seconds()));
      default -> {
        previews.of(source, length).ifPresent(preview -> show(content, preview));
        if (kind == MediaRef.Kind.DOCUMENT) {
          papers.of(source).ifPresent(paper -> show(content.getDocumentBuilder(), paper));
        }
      }
    }
    return content.build();
  }

  /// The same file with another caption; audio has none.
  public static Content captioned(Content file, String caption) {
    var content = file.toBuilder();
    switch (file.getKindCase()) {
      case IMAGE -> content.getImageBuilder().setCaption(caption);
      case VIDEO -> content.getVideoBuilder().setCaption(caption);
      case DOCUMENT -> content.getDocumentBuilder().setCaption(caption);
      default -> {}
    }
    return content.build();
  }

  private static void show(Content.Builder content, SmallJpeg preview) {
    var thumbnail = Thumbnail.newBuilder().setJpeg(ByteString.copyFrom(preview.bytes()));
    if (content.hasImage()) {
      content
          .getImageBuilder()
          .setWidth(preview.fullWidth())
          .setHeight(preview.fullHeight())
          .setThumbnail(thumbnail);
    } else if (content.hasSticker()) {
      content.getStickerBuilder().setWidth(preview.fullWidth()).setHeight(preview.fullHeight());
    } else if (content.hasDocument()) {
      content.getDocumentBuilder().setThumbnail(thumbnail);
    }
  }

  private static void show(Video.Builder video, Films.Film film) {
    film.playback()
        .ifPresent(
            playback ->
                video
                    .setDurationS(playback.seconds())
                    .setWidth(playback.width())
                    .setHeight(playback.height()));
    film.preview().ifPresent(jpeg -> video.setThumbnail(Thumbnail.newBuilder().setJpeg(jpeg)));
  }

  private static void show(Document.Builder document, Papers.Paper paper) {
    paper.pages().ifPresent(document::setPageCount);
    paper.preview().ifPresent(jpeg -> document.setThumbnail(Thumbnail.newBuilder().setJpeg(jpeg)));
  }

  private static Content content(
      MediaRef ref, MediaRef.Kind kind, String fileName, String caption) {
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
