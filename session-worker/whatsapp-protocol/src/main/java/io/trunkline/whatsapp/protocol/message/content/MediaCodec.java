package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.AudioMessage;
import io.trunkline.whatsapp.proto.e2e.DocumentMessage;
import io.trunkline.whatsapp.proto.e2e.ImageMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.StickerMessage;
import io.trunkline.whatsapp.proto.e2e.StickerPackMessage;
import io.trunkline.whatsapp.proto.e2e.VideoMessage;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.content.MediaContent.Audio;
import io.trunkline.whatsapp.protocol.message.content.MediaContent.Document;
import io.trunkline.whatsapp.protocol.message.content.MediaContent.Image;
import io.trunkline.whatsapp.protocol.message.content.MediaContent.Scans;
import io.trunkline.whatsapp.protocol.message.content.MediaContent.Sticker;
import io.trunkline.whatsapp.protocol.message.content.MediaContent.StickerPack;
import io.trunkline.whatsapp.protocol.message.content.MediaContent.Video;
import java.util.Optional;

/// The messages of files: what is special to each; [FileFields] has what they share.
final class MediaCodec {
  private MediaCodec() {}

  static void write(Message.Builder message, MediaContent content) {
    switch (content) {
      case Image image -> message.setImageMessage(write(image));
      case Video video -> {
        if (video.media().kind() == MediaKind.VIDEO_NOTE) {
          message.setPtvMessage(write(video));
        } else {
          message.setVideoMessage(write(video));
        }
      }
      case Audio audio -> message.setAudioMessage(write(audio));
      case Document document -> message.setDocumentMessage(write(document));
      case Sticker sticker -> message.setStickerMessage(write(sticker));
      case StickerPack pack -> message.setStickerPackMessage(write(pack));
    }
  }

  static ImageMessage write(Image image) {
    var message = ImageMessage.newBuilder();
    FileFields.put(image.media(), message);
    Fields.text(image.caption(), message::setCaption);
    Fields.number(image.height(), message::setHeight);
    Fields.number(image.width(), message::setWidth);
    Fields.bytes(image.thumbnail().jpeg(), message::setJPEGThumbnail);
    Fields.text(image.thumbnail().directPath(), message::setThumbnailDirectPath);
    Fields.bytes(image.thumbnail().sha256(), message::setThumbnailSHA256);
    Fields.bytes(image.thumbnail().encSha256(), message::setThumbnailEncSHA256);
    image
        .scans()
        .ifPresent(
            scans -> {
              message.setScansSidecar(scans.sidecar()).addAllScanLengths(scans.lengths());
              Fields.bytes(scans.midQualitySha256(), message::setMidQualityFileSHA256);
            });
    return message.build();
  }

  /// @throws MessageException MALFORMED
  static Image read(ImageMessage message) {
    return new Image(
        FileFields.read(MediaKind.IMAGE, message),
        message.getCaption(),
        Fields.count(message.getWidth()),
        Fields.count(message.getHeight()),
        thumbnail(
            message.getJPEGThumbnail(),
            message.getThumbnailDirectPath(),
            message.getThumbnailSHA256(),
            message.getThumbnailEncSHA256()),
        message.hasScansSidecar()
            ? Optional.of(
                new Scans(
                    message.getScansSidecar(),
                    message.getScanLengthsList(),
                    Fields.key(message.getMidQualityFileSHA256())))
            : Optional.empty());
  }

  static VideoMessage write(Video video) {
    var message = VideoMessage.newBuilder();
    FileFields.put(video.media(), message);
    Fields.seconds(video.duration(), message::setSeconds);
    Fields.text(video.caption(), message::setCaption);
    Fields.flag(video.media().kind() == MediaKind.GIF, message::setGifPlayback);
    Fields.number(video.height(), message::setHeight);
    Fields.number(video.width(), message::setWidth);
    Fields.bytes(video.thumbnail().jpeg(), message::setJPEGThumbnail);
    Fields.bytes(video.streamingSidecar(), message::setStreamingSidecar);
    if (video.gifSource() != VideoMessage.Attribution.NONE) {
      message.setGifAttribution(video.gifSource());
    }
    Fields.text(video.thumbnail().directPath(), message::setThumbnailDirectPath);
    Fields.bytes(video.thumbnail().sha256(), message::setThumbnailSHA256);
    Fields.bytes(video.thumbnail().encSha256(), message::setThumbnailEncSHA256);
    return message.build();
  }

  /// @throws MessageException MALFORMED
  static Video read(VideoMessage message) {
    return read(message, message.getGifPlayback() ? MediaKind.GIF : MediaKind.VIDEO);
  }

  /// @throws MessageException MALFORMED
  static Video read(VideoMessage message, MediaKind kind) {
    return new Video(
        FileFields.read(kind, message),
        message.getCaption(),
        Fields.count(message.getWidth()),
        Fields.count(message.getHeight()),
        Fields.duration(message.getSeconds()),
        thumbnail(
            message.getJPEGThumbnail(),
            message.getThumbnailDirectPath(),
            message.getThumbnailSHA256(),
            message.getThumbnailEncSHA256()),
        message.getStreamingSidecar(),
        message.getGifAttribution());
  }

  private static AudioMessage write(Audio audio) {
    var message = AudioMessage.newBuilder();
    FileFields.put(audio.media(), message);
    Fields.seconds(audio.duration(), message::setSeconds);
    Fields.flag(audio.media().kind() == MediaKind.VOICE, message::setPTT);
    Fields.bytes(audio.streamingSidecar(), message::setStreamingSidecar);
    Fields.bytes(audio.waveform(), message::setWaveform);
    Fields.number(audio.backgroundArgb(), message::setBackgroundArgb);
    return message.build();
  }

  /// @throws MessageException MALFORMED
  static Audio read(AudioMessage message) {
    return new Audio(
        FileFields.read(message.getPTT() ? MediaKind.VOICE : MediaKind.AUDIO, message),
        Fields.duration(message.getSeconds()),
        message.getWaveform(),
        message.getStreamingSidecar(),
        message.getBackgroundArgb());
  }

  static DocumentMessage write(Document document) {
    var message = DocumentMessage.newBuilder();
    FileFields.put(document.media(), message);
    Fields.text(document.title(), message::setTitle);
    Fields.number(document.pageCount(), message::setPageCount);
    Fields.text(document.fileName(), message::setFileName);
    Fields.flag(document.isContactCard(), message::setContactVcard);
    Fields.text(document.thumbnail().directPath(), message::setThumbnailDirectPath);
    Fields.bytes(document.thumbnail().sha256(), message::setThumbnailSHA256);
    Fields.bytes(document.thumbnail().encSha256(), message::setThumbnailEncSHA256);
    Fields.bytes(document.thumbnail().jpeg(), message::setJPEGThumbnail);
    Fields.number(document.thumbnail().height(), message::setThumbnailHeight);
    Fields.number(document.thumbnail().width(), message::setThumbnailWidth);
    Fields.text(document.caption(), message::setCaption);
    return message.build();
  }

  /// @throws MessageException MALFORMED
  static Document read(DocumentMessage message) {
    return new Document(
        FileFields.read(MediaKind.DOCUMENT, message),
        message.getFileName(),
        message.getTitle(),
        message.getCaption(),
        Fields.count(message.getPageCount()),
        new Thumbnail(
            message.getJPEGThumbnail(),
            message.getThumbnailDirectPath(),
            Fields.key(message.getThumbnailSHA256()),
            Fields.key(message.getThumbnailEncSHA256()),
            Fields.count(message.getThumbnailWidth()),
            Fields.count(message.getThumbnailHeight())),
        message.getContactVcard());
  }

  private static StickerMessage write(Sticker sticker) {
    var message = StickerMessage.newBuilder();
    FileFields.put(sticker.media(), message);
    Fields.number(sticker.height(), message::setHeight);
    Fields.number(sticker.width(), message::setWidth);
    Fields.number(sticker.firstFrameLength(), message::setFirstFrameLength);
    Fields.bytes(sticker.firstFrameSidecar(), message::setFirstFrameSidecar);
    Fields.flag(sticker.isAnimated(), message::setIsAnimated);
    Fields.bytes(sticker.pngThumbnail(), message::setPngThumbnail);
    Fields.millis(sticker.sentAt(), message::setStickerSentTS);
    Fields.flag(sticker.isAvatar(), message::setIsAvatar);
    Fields.flag(sticker.isAi(), message::setIsAiSticker);
    Fields.flag(sticker.isLottie(), message::setIsLottie);
    Fields.text(sticker.accessibilityLabel(), message::setAccessibilityLabel);
    Fields.text(sticker.emojis(), message::setEmojis);
    return message.build();
  }

  /// @throws MessageException MALFORMED
  static Sticker read(StickerMessage message) {
    return new Sticker(
        FileFields.read(MediaKind.STICKER, message),
        Fields.count(message.getWidth()),
        Fields.count(message.getHeight()),
        message.getIsAnimated(),
        message.getIsAvatar(),
        message.getIsAiSticker(),
        message.getIsLottie(),
        message.getPngThumbnail(),
        Fields.count(message.getFirstFrameLength()),
        message.getFirstFrameSidecar(),
        Fields.millis(message.getStickerSentTS()),
        message.getEmojis(),
        message.getAccessibilityLabel());
  }

  private static StickerPackMessage write(StickerPack pack) {
    var message = StickerPackMessage.newBuilder();
    FileFields.put(pack.media(), message);
    Fields.text(pack.packId(), message::setStickerPackID);
    Fields.text(pack.name(), message::setName);
    Fields.text(pack.publisher(), message::setPublisher);
    for (StickerPack.Entry entry : pack.stickers()) {
      var sticker = message.addStickersBuilder().addAllEmojis(entry.emojis());
      Fields.text(entry.fileName(), sticker::setFileName);
      Fields.flag(entry.isAnimated(), sticker::setIsAnimated);
      Fields.text(entry.accessibilityLabel(), sticker::setAccessibilityLabel);
      Fields.flag(entry.isLottie(), sticker::setIsLottie);
      Fields.text(entry.mimetype(), sticker::setMimetype);
    }
    Fields.text(pack.caption(), message::setCaption);
    Fields.text(pack.description(), message::setPackDescription);
    Fields.text(pack.trayIconFileName(), message::setTrayIconFileName);
    Fields.text(pack.thumbnail().directPath(), message::setThumbnailDirectPath);
    Fields.bytes(pack.thumbnail().sha256(), message::setThumbnailSHA256);
    Fields.bytes(pack.thumbnail().encSha256(), message::setThumbnailEncSHA256);
    Fields.number(pack.thumbnail().height(), message::setThumbnailHeight);
    Fields.number(pack.thumbnail().width(), message::setThumbnailWidth);
    Fields.text(pack.imageDataHash(), message::setImageDataHash);
    Fields.longNumber(pack.size(), message::setStickerPackSize);
    pack.origin().ifPresent(message::setStickerPackOrigin);
    return message.build();
  }

  /// @throws MessageException MALFORMED
  static StickerPack read(StickerPackMessage message) {
    return new StickerPack(
        FileFields.read(MediaKind.STICKER_PACK, message),
        message.getStickerPackID(),
        message.getName(),
        message.getPublisher(),
        message.getPackDescription(),
        message.getCaption(),
        message.getStickersList().stream().map(MediaCodec::read).toList(),
        message.getTrayIconFileName(),
        new Thumbnail(
            ByteString.EMPTY,
            message.getThumbnailDirectPath(),
            Fields.key(message.getThumbnailSHA256()),
            Fields.key(message.getThumbnailEncSHA256()),
            Fields.count(message.getThumbnailWidth()),
            Fields.count(message.getThumbnailHeight())),
        message.getImageDataHash(),
        Fields.count(message.getStickerPackSize()),
        message.hasStickerPackOrigin()
            ? Optional.of(message.getStickerPackOrigin())
            : Optional.empty());
  }

  private static StickerPack.Entry read(StickerPackMessage.Sticker sticker) {
    return new StickerPack.Entry(
        sticker.getFileName(),
        sticker.getMimetype(),
        sticker.getEmojisList(),
        sticker.getIsAnimated(),
        sticker.getIsLottie(),
        sticker.getAccessibilityLabel());
  }

  /// @throws MessageException MALFORMED for keys or hashes of another length than 32 bytes
  static Media media(
      MediaKind kind,
      String url,
      String directPath,
      ByteString mediaKey,
      ByteString fileSha256,
      ByteString fileEncSha256,
      long fileLength,
      String mimetype,
      long mediaKeyTimestamp) {
    return new Media(
        kind,
        url,
        directPath,
        Fields.key(mediaKey),
        Fields.key(fileSha256),
        Fields.key(fileEncSha256),
        Fields.count(fileLength),
        mimetype,
        Fields.seconds(mediaKeyTimestamp));
  }

  private static Thumbnail thumbnail(
      ByteString jpeg, String directPath, ByteString sha256, ByteString encSha256) {
    return new Thumbnail(jpeg, directPath, Fields.key(sha256), Fields.key(encSha256), 0, 0);
  }
}
