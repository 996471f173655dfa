package io.trunkline.api.wwebjs;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.Fields;
import io.trunkline.proto.content.Content;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Reads files that are to be sent.
@Component
class MediaForm {
  /// @param media a MessageMedia: `mimetype`, `data` in base64, `filename`
  /// @param caption where it is not among the options
  /// @throws Failure `INVALID_REQUEST`
  Content read(Fields media, Optional<String> caption, Fields options) {
    throw unavailable();
  }

  /// @throws Failure `INVALID_REQUEST`
  Content fetch(String url, Fields options) {
    throw unavailable();
  }

  private static Failure unavailable() {
    return new Failure(Problem.MEDIA_NOT_AVAILABLE, "Media cannot be sent by this version yet");
  }
}
