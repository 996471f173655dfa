package io.trunkline.worker.content;

import io.trunkline.proto.content.Audio;
import io.trunkline.proto.content.Document;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.Sticker;
import io.trunkline.proto.content.StickerPack;
import io.trunkline.proto.content.Video;
import io.trunkline.proto.content.WhatsAppMedia;
import io.trunkline.whatsapp.proto.e2e.StickerPackMessage.StickerPackOrigin;
import io.trunkline.whatsapp.proto.e2e.VideoMessage.Attribution;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.content.Media;
import io.trunkline.whatsapp.protocol.message.content.MediaContent;
import io.trunkline.whatsapp.protocol.message.content.Thumbnail;
import java.time.Duration;
import java.util.Optional;

/// Messages with a file, and where the file lies at WhatsApp.
final class MediaMapper {
  private MediaMapper() {}

  static void put(MediaContent media, io.trunkline.proto.content.Content.Builder to) {
    switch (media) {
      case MediaContent.Image image -> to.setImage(of(image));
      case MediaContent.Video video -> to.setVideo(of(video));
      case MediaContent.Audio audio -> to.setAudio(of(audio));
      case MediaContent.Document document -> to.setDocument(of(document));
      case MediaContent.Sticker sticker -> to.setSticker(of(sticker));
      case MediaContent.StickerPack pack -> to.setStickerPack(of(pack));
    }
  }

  /// @throws IllegalArgumentException for a file that is not at WhatsApp, and for hashes or keys of
  ///     another length
  static Media media(MediaRef ref) {
    if (!ref.hasWhatsapp()) {
      throw new IllegalArgumentException("Expected a file that is uploaded");
    }
    var place = ref.getWhatsapp();
    return new Media(
        Parts.named(MediaKind.class, ref.getKind()),
        place.getUrl(),
        place.getDirectPath(),
        place.getMediaKey(),
        ref.getSha256(),
        place.getEncSha256(),
        ref.getLength(),
        ref.getMimetype(),
        Parts.seconds(place.getMediaKeyAtS()));
  }

  static MediaRef of(Media media) {
    return ref(media).build();
  }

  private static MediaRef.Builder ref(Media media) {
    return MediaRef.newBuilder()
        .setKind(Parts.named(MediaRef.Kind.class, media.kind()))
        .setSha256(media.fileSha256())
        .setLength(media.fileLength())
        .setMimetype(media.mimetype())
        .setWhatsapp(
            WhatsAppMedia.newBuilder()
                .setUrl(media.url())
                .setDirectPath(media.directPath())
                .setMediaKey(media.mediaKey())
                .setEncSha256(media.fileEncSha256())
                .setMediaKeyAtS(Parts.seconds(media.mediaKeyTimestamp())));
  }

  private static Thumbnail thumbnail(io.trunkline.proto.content.Thumbnail thumbnail) {
    return new Thumbnail(
        thumbnail.getJpeg(),
        thumbnail.getDirectPath(),
        thumbnail.getSha256(),
        thumbnail.getEncSha256(),
        thumbnail.getWidth(),
        thumbnail.getHeight());
  }

  private static io.trunkline.proto.content.Thumbnail of(Thumbnail thumbnail) {
    return io.trunkline.proto.content.Thumbnail.newBuilder()
        .setJpeg(thumbnail.jpeg())
        .setDirectPath(thumbnail.directPath())
        .setSha256(thumbnail.sha256())
        .setEncSha256(thumbnail.encSha256())
        .setWidth(thumbnail.width())
        .setHeight(thumbnail.height())
        .build();
  }

  static MediaContent.Image image(Image image) {
    return new MediaContent.Image(
        media(image.getMedia()),
        image.getCaption(),
        image.getWidth(),
        image.getHeight(),
        thumbnail(image.getThumbnail()),
        image.hasScans() ? Optional.of(scans(image.getScans())) : Optional.empty());
  }

  static Image of(MediaContent.Image image) {
    var built =
        Image.newBuilder()
            .setMedia(of(image.media()))
            .setCaption(image.caption())
            .setWidth(image.width())
            .setHeight(image.height())
            .setThumbnail(of(image.thumbnail()));
    image
        .scans()
        .ifPresent(
            scans ->
                built.setScans(
                    Image.Scans.newBuilder()
                        .setSidecar(scans.sidecar())
                        .addAllLengths(scans.lengths())
                        .setMidQualitySha256(scans.midQualitySha256())));
    return built.build();
  }

  private static MediaContent.Scans scans(Image.Scans scans) {
    return new MediaContent.Scans(
        scans.getSidecar(), scans.getLengthsList(), scans.getMidQualitySha256());
  }

  static MediaContent.Video video(Video video) {
    return new MediaContent.Video(
        media(video.getMedia()),
        video.getCaption(),
        video.getWidth(),
        video.getHeight(),
        Duration.ofSeconds(video.getDurationS()),
        thumbnail(video.getThumbnail()),
        video.getStreamingSidecar(),
        Parts.named(Attribution.class, video.getGifSource()));
  }

  static Video of(MediaContent.Video video) {
    return Video.newBuilder()
        .setMedia(of(video.media()))
        .setCaption(video.caption())
        .setWidth(video.width())
        .setHeight(video.height())
        .setDurationS(video.duration().toSeconds())
        .setThumbnail(of(video.thumbnail()))
        .setStreamingSidecar(video.streamingSidecar())
        .setGifSource(Parts.named(Video.GifSource.class, video.gifSource()))
        .build();
  }

  static MediaContent.Audio audio(Audio audio) {
    return new MediaContent.Audio(
        media(audio.getMedia()),
        Duration.ofSeconds(audio.getDurationS()),
        audio.getWaveform(),
        audio.getStreamingSidecar(),
        audio.getBackgroundArgb());
  }

  static Audio of(MediaContent.Audio audio) {
    return Audio.newBuilder()
        .setMedia(of(audio.media()))
        .setDurationS(audio.duration().toSeconds())
        .setWaveform(audio.waveform())
        .setStreamingSidecar(audio.streamingSidecar())
        .setBackgroundArgb(audio.backgroundArgb())
        .build();
  }

  static MediaContent.Document document(Document document) {
    return new MediaContent.Document(
        media(document.getMedia()),
        document.getMedia().getFileName(),
        document.getTitle(),
        document.getCaption(),
        document.getPageCount(),
        thumbnail(document.getThumbnail()),
        document.getIsContactCard());
  }

  static Document of(MediaContent.Document document) {
    return Document.newBuilder()
        .setMedia(ref(document.media()).setFileName(document.fileName()))
        .setTitle(document.title())
        .setCaption(document.caption())
        .setPageCount(document.pageCount())
        .setThumbnail(of(document.thumbnail()))
        .setIsContactCard(document.isContactCard())
        .build();
  }

  static MediaContent.Sticker sticker(Sticker sticker) {
    return new MediaContent.Sticker(
        media(sticker.getMedia()),
        sticker.getWidth(),
        sticker.getHeight(),
        sticker.getIsAnimated(),
        sticker.getIsAvatar(),
        sticker.getIsAi(),
        sticker.getIsLottie(),
        sticker.getPngThumbnail(),
        sticker.getFirstFrameLength(),
        sticker.getFirstFrameSidecar(),
        Parts.millis(sticker.getSentAtMs()),
        sticker.getEmojis(),
        sticker.getAccessibilityLabel());
  }

  static Sticker of(MediaContent.Sticker sticker) {
    return Sticker.newBuilder()
        .setMedia(of(sticker.media()))
        .setWidth(sticker.width())
        .setHeight(sticker.height())
        .setIsAnimated(sticker.isAnimated())
        .setIsAvatar(sticker.isAvatar())
        .setIsAi(sticker.isAi())
        .setIsLottie(sticker.isLottie())
        .setPngThumbnail(sticker.pngThumbnail())
        .setFirstFrameLength(sticker.firstFrameLength())
        .setFirstFrameSidecar(sticker.firstFrameSidecar())
        .setSentAtMs(Parts.millis(sticker.sentAt()))
        .setEmojis(sticker.emojis())
        .setAccessibilityLabel(sticker.accessibilityLabel())
        .build();
  }

  static MediaContent.StickerPack stickerPack(StickerPack pack) {
    return new MediaContent.StickerPack(
        media(pack.getMedia()),
        pack.getPackId(),
        pack.getName(),
        pack.getPublisher(),
        pack.getDescription(),
        pack.getCaption(),
        pack.getStickersList().stream().map(MediaMapper::entry).toList(),
        pack.getTrayIconFileName(),
        thumbnail(pack.getThumbnail()),
        pack.getImageDataHash(),
        pack.getSize(),
        Parts.namedUnlessFirst(StickerPackOrigin.class, pack.getOrigin()));
  }

  static StickerPack of(MediaContent.StickerPack pack) {
    var built =
        StickerPack.newBuilder()
            .setMedia(of(pack.media()))
            .setPackId(pack.packId())
            .setName(pack.name())
            .setPublisher(pack.publisher())
            .setDescription(pack.description())
            .setCaption(pack.caption())
            .addAllStickers(pack.stickers().stream().map(MediaMapper::of).toList())
            .setTrayIconFileName(pack.trayIconFileName())
            .setThumbnail(of(pack.thumbnail()))
            .setImageDataHash(pack.imageDataHash())
            .setSize(pack.size());
    pack.origin()
        .ifPresent(origin -> built.setOrigin(Parts.named(StickerPack.Origin.class, origin)));
    return built.build();
  }

  private static MediaContent.StickerPack.Entry entry(StickerPack.Entry entry) {
    return new MediaContent.StickerPack.Entry(
        entry.getFileName(),
        entry.getMimetype(),
        entry.getEmojisList(),
        entry.getIsAnimated(),
        entry.getIsLottie(),
        entry.getAccessibilityLabel());
  }

  private static StickerPack.Entry of(MediaContent.StickerPack.Entry entry) {
    return StickerPack.Entry.newBuilder()
        .setFileName(entry.fileName())
        .setMimetype(entry.mimetype())
        .addAllEmojis(entry.emojis())
        .setIsAnimated(entry.isAnimated())
        .setIsLottie(entry.isLottie())
        .setAccessibilityLabel(entry.accessibilityLabel())
        .build();
  }
}
