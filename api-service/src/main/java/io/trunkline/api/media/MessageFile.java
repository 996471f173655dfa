package io.trunkline.api.media;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import java.util.Optional;

/// The file that a message is about. Files of headers and previews are none.
public final class MessageFile {
  private MessageFile() {}

  /// Empty where the message has none.
  public static Optional<MediaRef> of(Content content) {
    return switch (content.getKindCase()) {
      case IMAGE -> Optional.of(content.getImage().getMedia());
      case VIDEO -> Optional.of(content.getVideo().getMedia());
      case AUDIO -> Optional.of(content.getAudio().getMedia());
      case DOCUMENT -> Optional.of(content.getDocument().getMedia());
      case STICKER -> Optional.of(content.getSticker().getMedia());
      case STICKER_PACK -> Optional.of(content.getStickerPack().getMedia());
      case EDIT -> of(content.getEdit().getContent());
      default -> Optional.empty();
    };
  }
}
