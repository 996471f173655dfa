package io.trunkline.whatsapp.protocol.media;

/// What a file is, which decides on the keys that a media key gives and on the folder of the media
/// server. Kinds that differ in the folder only have the same keys.
public enum MediaKind {
  IMAGE("image", "WhatsApp Image Keys"),
  STICKER("sticker", "WhatsApp Image Keys"),
  VIDEO("video", "WhatsApp Video Keys"),
  /// A video without sound that plays by itself.
  GIF("gif", "WhatsApp Video Keys"),
  /// A video note, the round one.
  VIDEO_NOTE("video", "WhatsApp Video Keys"),
  AUDIO("audio", "WhatsApp Audio Keys"),
  /// A voice note.
  VOICE("ptt", "WhatsApp Audio Keys"),
  DOCUMENT("document", "WhatsApp Document Keys"),
  /// A part of the history sync.
  HISTORY("md-msg-hist", "WhatsApp History Keys"),
  /// A snapshot or a long patch of the app state.
  APP_STATE("md-app-state", "WhatsApp App State Keys"),
  /// The messages that a group's new member is shown.
  GROUP_HISTORY("group-history", "Group History"),
  STICKER_PACK("sticker-pack", "WhatsApp Sticker Pack Keys"),
  STICKER_PACK_THUMBNAIL("thumbnail-sticker-pack", "WhatsApp Sticker Pack Thumbnail Keys"),
  LINK_THUMBNAIL("thumbnail-link", "WhatsApp Link Thumbnail Keys"),
  IMAGE_THUMBNAIL("thumbnail-image", "WhatsApp Image Thumbnail Keys"),
  VIDEO_THUMBNAIL("thumbnail-video", "WhatsApp Video Thumbnail Keys"),
  DOCUMENT_THUMBNAIL("thumbnail-document", "WhatsApp Document Thumbnail Keys"),
  PAYMENT_BACKGROUND("payment-bg-image", "WhatsApp Payment Background Keys"),
  MESSENGER_PREVIEW("preview", "Messenger Preview Keys");

  private final String mmsType;
  private final String info;

  MediaKind(String mmsType, String info) {
    this.mmsType = mmsType;
    this.info = info;
  }

  /// The folder of the media server, and the `mms-type` of a download.
  public String mmsType() {
    return mmsType;
  }

  String info() {
    return info;
  }
}
