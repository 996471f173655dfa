package io.trunkline.api.media;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.stereotype.Component;

/// Brings images into the media store as small JPEGs, see [SmallJpeg].
@Component
public class ImageFiles {
  private static final Set<String> TYPES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
  private static final String NAME = "image.jpg";

  private static final int LONGEST_SIDE = 1280;

  private final OneDecoder decoder;
  private final FileMessages messages;

  ImageFiles(OneDecoder decoder, FileMessages messages) {
    this.decoder = decoder;
    this.messages = messages;
  }

  /// @throws Failure `UNSUPPORTED_MEDIA_TYPE` where the content is no JPEG, PNG, GIF or WebP
  public static void requireImage(byte[] bytes) {
    if (!TYPES.contains(type(bytes))) {
      throw new Failure(
          Problem.UNSUPPORTED_MEDIA_TYPE, "file must be a JPG, PNG, GIF or WEBP image");
    }
  }

  /// @param bytes that [#requireImage] lets pass
  /// @throws Failure `INVALID_REQUEST` where it cannot be read; `GATEWAY_UNAVAILABLE`
  public Content image(UUID tenant, byte[] bytes, String caption) {
    var jpeg = decoder.decode(new ByteArrayInputStream(bytes), type(bytes), LONGEST_SIDE).bytes();
    return messages.content(
        tenant,
        new ByteArrayResource(jpeg),
        jpeg.length,
        MediaRef.Kind.IMAGE,
        "image/jpeg",
        NAME,
        caption);
  }

  private static String type(byte[] bytes) {
    try {
      return FileTypes.of(new ByteArrayResource(bytes), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
