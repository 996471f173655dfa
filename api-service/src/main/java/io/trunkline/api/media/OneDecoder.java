package io.trunkline.api.media;

import io.trunkline.api.failure.Failure;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/// Decodes images one at a time: a decoded image may need more memory than all else together.
@Component
class OneDecoder {
  private final Semaphore turn = new Semaphore(1);

  /// As [SmallJpeg#of].
  ///
  /// @throws Failure `INVALID_REQUEST` where the file cannot be read or is too large
  SmallJpeg decode(InputStream file, String mimetype, int longestSide) {
    turn.acquireUninterruptibly();
    try {
      return SmallJpeg.of(file, mimetype, longestSide);
    } finally {
      turn.release();
    }
  }
}
