package io.trunkline.api.manager;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.media.FileMessages;
import io.trunkline.api.media.FileNames;
import io.trunkline.api.media.FileTypes;
import io.trunkline.api.media.UrlMessages;
import io.trunkline.proto.content.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartFile;

/// Brings the files of requests into the media store and makes messages of them.
@Component
class SentFiles {
  private final UrlMessages urls;
  private final FileMessages messages;

  SentFiles(UrlMessages urls, FileMessages messages) {
    this.urls = urls;
    this.messages = messages;
  }

  /// @throws Failure `MEDIA_TOO_LARGE`, `MEDIA_FETCH_FAILED`, `GATEWAY_UNAVAILABLE`
  Content content(UUID tenant, SentFile file, String caption) {
    try {
      if (file.upload().isPresent()) {
        return uploaded(tenant, file, file.upload().get(), caption);
      }
      return urls.content(
          tenant, file.url().orElseThrow(), type(file), file.name(), FileMessages::kind, caption);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Content uploaded(UUID tenant, SentFile file, MultipartFile upload, String caption)
      throws IOException {
    if (upload.isEmpty()) {
      throw Failure.invalid("The file is empty");
    }
    var mimetype =
        FileTypes.of(
            upload,
            List.of(type(file), Optional.ofNullable(upload.getContentType()).map(FileTypes::bare)));
    return messages.content(
        tenant,
        upload,
        upload.getSize(),
        FileMessages.kind(mimetype),
        mimetype,
        FileNames.of(file.name(), Optional.ofNullable(upload.getOriginalFilename())),
        caption);
  }

  private static Optional<String> type(SentFile file) {
    return file.type().map(FileTypes::bare);
  }
}
