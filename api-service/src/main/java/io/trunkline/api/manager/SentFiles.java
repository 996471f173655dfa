package io.trunkline.api.manager;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.media.FileMessages;
import io.trunkline.api.media.FileTypes;
import io.trunkline.api.media.MediaFiles;
import io.trunkline.api.media.UrlFetch;
import io.trunkline.proto.content.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartFile;

/// Brings the files of requests into the media store and makes messages of them.
@Component
class SentFiles {
  private static final int MAX_NAME = 255;

  private final MediaFiles files;
  private final UrlFetch urls;
  private final FileMessages messages;

  SentFiles(MediaFiles files, UrlFetch urls, FileMessages messages) {
    this.files = files;
    this.urls = urls;
    this.messages = messages;
  }

  /// @throws Failure `MEDIA_TOO_LARGE`, `MEDIA_FETCH_FAILED`, `GATEWAY_UNAVAILABLE`
  Content content(UUID tenant, SentFile file, String caption) {
    try {
      if (file.upload().isPresent()) {
        return uploaded(tenant, file, file.upload().get(), caption);
      }
      try (var fetched = urls.fetch(file.url().orElseThrow())) {
        return kept(
            tenant,
            fetched,
            fetched.length(),
            List.of(type(file), fetched.mimetype()),
            name(file.name(), Optional.of(fetched.name())),
            caption);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Content uploaded(UUID tenant, SentFile file, MultipartFile upload, String caption)
      throws IOException {
    return kept(
        tenant,
        upload,
        upload.getSize(),
        List.of(type(file), Optional.ofNullable(upload.getContentType()).map(SentFiles::bareType)),
        name(file.name(), Optional.ofNullable(upload.getOriginalFilename())),
        caption);
  }

  private Content kept(
      UUID tenant,
      InputStreamSource source,
      long length,
      List<Optional<String>> said,
      String name,
      String caption)
      throws IOException {
    if (length == 0) {
      throw Failure.invalid("The file is empty");
    }
    String mimetype = FileTypes.of(source, said);
    return messages.content(files.keep(tenant, source, length), mimetype, name, caption);
  }

  private static Optional<String> type(SentFile file) {
    return file.type().map(SentFiles::bareType);
  }

  private static String bareType(String type) {
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /// Browsers once sent whole paths.
  private static String name(Optional<String> given, Optional<String> found) {
    return Stream.of(given, found)
        .flatMap(Optional::stream)
        .map(name -> name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1))
        .map(name -> name.replaceAll("\\p{Cntrl}", ""))
        .filter(name -> !name.isBlank())
        .map(name -> name.substring(0, Math.min(name.length(), MAX_NAME)))
        .findFirst()
        .orElse("file");
  }
}
