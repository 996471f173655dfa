package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.StickerPackMessage.StickerPackOrigin;
import io.trunkline.whatsapp.proto.e2e.VideoMessage.Attribution;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// A file and what is told about it.
///
/// Each throws [IllegalArgumentException] for a file of another kind than its own.
public sealed interface MediaContent extends Content {

  /// The file itself.
  Media media();

  /// A picture.
  ///
  /// @param media of kind IMAGE
  /// @param caption may be empty
  /// @param width pixels
  /// @param height pixels
  /// @param thumbnail small pictures of it
  /// @param scans where a progressive JPEG may be cut
  record Image(
      Media media,
      String caption,
      int width,
      int height,
      Thumbnail thumbnail,
      Optional<Scans> scans)
      implements MediaContent, BusinessContent.Header {
    public Image {
      Fields.present(media, caption, thumbnail, scans);
      expect(media, MediaKind.IMAGE);
    }

    @Override
    public String toString() {
      return "Image[" + media + "]";
    }
  }

  /// The parts of a progressive JPEG, each of which already shows the whole picture.
  ///
  /// @param sidecar the parts' MACs, 10 bytes each
  /// @param lengths the parts' bytes
  /// @param midQualitySha256 of the plain file up to the middle part; may be empty
  record Scans(ByteString sidecar, List<Integer> lengths, ByteString midQualitySha256) {
    public Scans {
      Fields.present(sidecar);
      Fields.keySized(midQualitySha256);
      lengths = List.copyOf(lengths);
    }

    @Override
    public String toString() {
      return "Scans[" + lengths.size() + "]";
    }
  }

  /// A video, a GIF or a video note: the kind of the file tells.
  ///
  /// @param media of kind VIDEO, GIF or VIDEO_NOTE
  /// @param caption may be empty
  /// @param width pixels
  /// @param height pixels
  /// @param duration in whole seconds
  /// @param thumbnail small pictures of it
  /// @param streamingSidecar MACs of the parts, for playing while loading; may be empty
  /// @param gifSource where a GIF was found
  record Video(
      Media media,
      String caption,
      int width,
      int height,
      Duration duration,
      Thumbnail thumbnail,
      ByteString streamingSidecar,
      Attribution gifSource)
      implements MediaContent, BusinessContent.Header {
    public Video {
      Fields.present(media, caption, duration, thumbnail, streamingSidecar, gifSource);
      expect(media, MediaKind.VIDEO, MediaKind.GIF, MediaKind.VIDEO_NOTE);
    }

    @Override
    public String toString() {
      return "Video[" + media + "]";
    }
  }

  /// Sound or a voice message: the kind of the file tells.
  ///
  /// @param media of kind AUDIO or VOICE
  /// @param duration in whole seconds
  /// @param waveform 64 bytes of 0 to 100 for a voice message; may be empty
  /// @param streamingSidecar MACs of the parts, for playing while loading; may be empty
  /// @param backgroundArgb colour behind it as a status; 0 for none
  record Audio(
      Media media,
      Duration duration,
      ByteString waveform,
      ByteString streamingSidecar,
      int backgroundArgb)
      implements MediaContent {
    public Audio {
      Fields.present(media, duration, waveform, streamingSidecar);
      expect(media, MediaKind.AUDIO, MediaKind.VOICE);
    }

    @Override
    public String toString() {
      return "Audio[" + media + "]";
    }
  }

  /// Any other file. With a caption it travels in a wrapper.
  ///
  /// @param media of kind DOCUMENT
  /// @param fileName with extension
  /// @param title the name shown; may be empty
  /// @param caption may be empty
  /// @param pageCount 0 when unknown
  /// @param thumbnail pictures of the first page
  /// @param isContactCard whether it is a vCard
  record Document(
      Media media,
      String fileName,
      String title,
      String caption,
      int pageCount,
      Thumbnail thumbnail,
      boolean isContactCard)
      implements MediaContent, BusinessContent.Header {
    public Document {
      Fields.present(media, fileName, title, caption, thumbnail);
      expect(media, MediaKind.DOCUMENT);
    }

    @Override
    public String toString() {
      return "Document[" + media + "]";
    }
  }

  /// A sticker: WebP of 512 x 512 pixels.
  ///
  /// @param media of kind STICKER
  /// @param width pixels
  /// @param height pixels
  /// @param isAnimated whether it moves
  /// @param isAvatar whether it shows the sender's avatar
  /// @param isAi whether a model drew it
  /// @param isLottie whether it is a Lottie animation; it then travels in a wrapper
  /// @param pngThumbnail empty when there is none
  /// @param firstFrameLength bytes of the first frame of an animation; 0 when unknown
  /// @param firstFrameSidecar its MAC; may be empty
  /// @param sentAt in whole milliseconds
  /// @param emojis what it stands for; may be empty
  /// @param accessibilityLabel what it shows, in words; may be empty
  record Sticker(
      Media media,
      int width,
      int height,
      boolean isAnimated,
      boolean isAvatar,
      boolean isAi,
      boolean isLottie,
      ByteString pngThumbnail,
      int firstFrameLength,
      ByteString firstFrameSidecar,
      Optional<Instant> sentAt,
      String emojis,
      String accessibilityLabel)
      implements MediaContent {
    public Sticker {
      Fields.present(media, pngThumbnail, firstFrameSidecar, sentAt, emojis, accessibilityLabel);
      expect(media, MediaKind.STICKER);
    }

    @Override
    public String toString() {
      return "Sticker[" + media + "]";
    }
  }

  /// Stickers in one file, a ZIP.
  ///
  /// @param media of kind STICKER_PACK; has neither url nor mimetype
  /// @param packId its id
  /// @param name its name
  /// @param publisher who made it
  /// @param description may be empty
  /// @param caption of the sender, may be empty
  /// @param stickers the files in it
  /// @param trayIconFileName which of the files stands for the pack
  /// @param thumbnail a picture of it, without the one inside the message
  /// @param imageDataHash of the pictures; may be empty
  /// @param size bytes of the pack; 0 when unknown
  /// @param origin whose it is
  record StickerPack(
      Media media,
      String packId,
      String name,
      String publisher,
      String description,
      String caption,
      List<Entry> stickers,
      String trayIconFileName,
      Thumbnail thumbnail,
      String imageDataHash,
      long size,
      Optional<StickerPackOrigin> origin)
      implements MediaContent {
    public StickerPack {
      Fields.present(media, packId, name, publisher, description, caption, trayIconFileName);
      Fields.present(thumbnail, imageDataHash, origin);
      stickers = List.copyOf(stickers);
      expect(media, MediaKind.STICKER_PACK);
    }

    /// One sticker of a pack.
    ///
    /// @param fileName in the ZIP
    /// @param mimetype of that file
    /// @param emojis what it stands for
    /// @param isAnimated whether it moves
    /// @param isLottie whether it is a Lottie animation
    /// @param accessibilityLabel what it shows, in words; may be empty
    public record Entry(
        String fileName,
        String mimetype,
        List<String> emojis,
        boolean isAnimated,
        boolean isLottie,
        String accessibilityLabel) {
      public Entry {
        Fields.present(fileName, mimetype, accessibilityLabel);
        emojis = List.copyOf(emojis);
      }
    }

    @Override
    public String toString() {
      return "StickerPack[" + media + "]";
    }
  }

  private static void expect(Media media, MediaKind first, MediaKind... others) {
    if (!EnumSet.of(first, others).contains(media.kind())) {
      throw new IllegalArgumentException("Expected " + first + " but was " + media.kind());
    }
  }
}
