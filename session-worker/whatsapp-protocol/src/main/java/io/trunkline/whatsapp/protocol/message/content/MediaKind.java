package io.trunkline.whatsapp.protocol.message.content;

/// What a file is to WhatsApp: it decides the field of the message, the keys of the encryption and
/// the path of the upload.
public enum MediaKind {
  IMAGE,
  VIDEO,
  /// A silent video that plays in a loop.
  GIF,
  /// A round video.
  VIDEO_NOTE,
  AUDIO,
  /// A recorded voice message: Ogg with Opus.
  VOICE,
  DOCUMENT,
  STICKER,
  STICKER_PACK,
  /// The large picture of a link preview.
  LINK_THUMBNAIL
}
