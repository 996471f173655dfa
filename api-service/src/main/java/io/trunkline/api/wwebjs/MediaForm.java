package io.trunkline.api.wwebjs;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.media.FileMessages;
import io.trunkline.api.media.UrlMessages;
import io.trunkline.api.web.Fields;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.stereotype.Component;

/// Reads files that are to be sent, and what the options say of how they are shown.
@Component
class MediaForm {
  static final int MAX_BASE64 = 16_000_000;
  private static final int MAX_NAME = 1024;
  private static final int MAX_CAPTION = 65_536;
  private static final String NAMELESS = "file";

  private final FileMessages messages;
  private final UrlMessages urls;

  MediaForm(FileMessages messages, UrlMessages urls) {
    this.messages = messages;
    this.urls = urls;
  }

  /// @param media a MessageMedia: `mimetype`, `data` in base64, `filename`
  /// @param caption where it is not among the options
  /// @throws Failure `INVALID_REQUEST`, `MEDIA_TOO_LARGE`, `GATEWAY_UNAVAILABLE`
  Content read(UUID tenant, Fields media, Optional<String> caption, Fields options) {
    var mimetype = media.required("mimetype", MAX_NAME);
    var bytes = base64("data", media.required("data", MAX_BASE64));
    return messages.content(
        tenant,
        new ByteArrayResource(bytes),
        bytes.length,
        kind(mimetype, options),
        mimetype,
        media.optional("filename", MAX_NAME).orElse(NAMELESS),
        options.optional("caption", MAX_CAPTION).or(() -> caption).orElse(""));
  }

  /// @param url is fetched by the gateway; private addresses are refused
  /// @throws Failure as [#read] does; `MEDIA_FETCH_FAILED`
  Content fetch(UUID tenant, String url, Fields options) {
    return urls.content(
        tenant,
        url,
        Optional.empty(),
        Optional.empty(),
        mimetype -> kind(mimetype, options),
        options.optional("caption", MAX_CAPTION).orElse(""));
  }

  static byte[] base64(String name, String text) {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw Failure.invalid(name + " must be base64");
    }
  }

  private static MediaRef.Kind kind(String mimetype, Fields options) {
    var plain = FileMessages.kind(mimetype);
    if (options.bool("sendMediaAsDocument").orElse(false)) {
      return MediaRef.Kind.DOCUMENT;
    }
    if (options.bool("sendMediaAsSticker").orElse(false) && plain == MediaRef.Kind.IMAGE) {
      return MediaRef.Kind.STICKER;
    }
    return switch (plain) {
      case AUDIO -> options.bool("sendAudioAsVoice").orElse(false) ? MediaRef.Kind.VOICE : plain;
      case VIDEO -> options.bool("sendVideoAsGif").orElse(false) ? MediaRef.Kind.GIF : plain;
      default -> plain;
    };
  }
}
