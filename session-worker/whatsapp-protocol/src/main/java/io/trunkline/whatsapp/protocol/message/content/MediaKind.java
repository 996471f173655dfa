package io.trunkline.whatsapp.protocol.message.content;

/// What a file is to WhatsApp: it decides the field of the message, the keys of the encryption and
/// the path of the upload.
public enum MediaKind {
  IMAGE(io.trunkline.whatsapp.protocol.media.MediaKind.IMAGE),
  VIDEO(io.trunkline.whatsapp.protocol.media.MediaKind.VIDEO),
  /// A silent video that plays in a loop.
  GIF(io.trunkline.whatsapp.protocol.media.MediaKind.GIF),
  /// A round video.
  VIDEO_NOTE(io.trunkline.whatsapp.protocol.media.MediaKind.PTV),
  AUDIO(io.trunkline.whatsapp.protocol.media.MediaKind.AUDIO),
  /// A recorded voice message: Ogg with Opus.
  VOICE(io.trunkline.whatsapp.protocol.media.MediaKind.PTT),
  DOCUMENT(io.trunkline.whatsapp.protocol.media.MediaKind.DOCUMENT),
  STICKER(io.trunkline.whatsapp.protocol.media.MediaKind.STICKER),
  STICKER_PACK(io.trunkline.whatsapp.protocol.media.MediaKind.STICKER_PACK),
  /// The large picture of a link preview.
  LINK_THUMBNAIL(io.trunkline.whatsapp.protocol.media.MediaKind.LINK_THUMBNAIL);

  private final io.trunkline.whatsapp.protocol.media.MediaKind file;

  MediaKind(io.trunkline.whatsapp.protocol.media.MediaKind file) {
    this.file = file;
  }

  /// What it is to the media hosts.
  public io.trunkline.whatsapp.protocol.media.MediaKind file() {
    return file;
  }
}
