package io.trunkline.api.media;

import io.trunkline.api.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;

/// The small pictures that phones show before a file is loaded. A file of which none can be made
/// is sent without.
@Component
class Previews {
  private static final Set<String> TYPES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
  private static final int LONGEST_SIDE = 100;

  /// Readers keep the file in memory.
  private static final long MOST_BYTES = 16L << 20;

  private final OneDecoder decoder;

  Previews(OneDecoder decoder) {
    this.decoder = decoder;
  }

  /// A JPEG of at most 100 px a side, with the image's own width and height; empty where the file
  /// is no JPEG, PNG, GIF or WebP by its first bytes, is broken, or has more than 16 MiB or 50
  /// megapixels.
  Optional<SmallJpeg> of(InputStreamSource file, long length) {
    try {
      var type = FileTypes.of(file, List.of());
      if (length > MOST_BYTES || !TYPES.contains(type)) {
        return Optional.empty();
      }
      try (var bytes = file.getInputStream()) {
        return Optional.of(decoder.decode(bytes, type, LONGEST_SIDE));
      }
    } catch (Failure e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("A file to be sent cannot be read", e);
    }
  }
}
