package io.trunkline.api.manager;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.web.Fields;
import java.util.Optional;
import org.springframework.web.multipart.MultipartFile;

/// The file of a message, as a request names it: an upload, which wins, or a URL.
///
/// @param upload what came in the part `file`
/// @param url `fileUrl`; empty where there is an upload
/// @param name `fileName`
/// @param type `fileType`
record SentFile(
    Optional<MultipartFile> upload,
    Optional<String> url,
    Optional<String> name,
    Optional<String> type) {
  private static final int MAX_NAME = 255;

  /// Empty where there is none.
  ///
  /// @throws Failure `INVALID_REQUEST`
  static Optional<SentFile> of(Fields fields) {
    var upload = fields.file();
    var url = upload.isPresent() ? Optional.<String>empty() : fields.httpUrl("fileUrl");
    if (upload.isEmpty() && url.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SentFile(
            upload,
            url,
            fields.optional("fileName", MAX_NAME).filter(name -> !name.isBlank()),
            fields.optional("fileType", MAX_NAME)));
  }
}
