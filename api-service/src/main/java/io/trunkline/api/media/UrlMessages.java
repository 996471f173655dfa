package io.trunkline.api.media;

import io.trunkline.api.failure.Failure;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/// Makes messages of files at URLs that tenants name: fetched, kept in the media store, and named
/// as the URL names them unless the caller knows better.
@Component
public class UrlMessages {
  private final UrlFetch urls;
  private final FileMessages messages;

  UrlMessages(UrlFetch urls, FileMessages messages) {
    this.urls = urls;
    this.messages = messages;
  }

  /// @param url absolute
  /// @param mimetype as the caller knows it; else as the server says, or by the first bytes
  /// @param fileName as the caller wants it; else the last segment of the path
  /// @param kind of the message, by the file's type
  /// @param caption may be empty
  /// @throws Failure `INVALID_REQUEST` for an empty file, `MEDIA_FETCH_FAILED`, `MEDIA_TOO_LARGE`,
  ///     `GATEWAY_UNAVAILABLE`
  public Content content(
      UUID tenant,
      String url,
      Optional<String> mimetype,
      Optional<String> fileName,
      Function<String, MediaRef.Kind> kind,
      String caption) {
    try (var fetched = urls.fetch(url)) {
      if (fetched.length() == 0) {
        throw Failure.invalid("The file is empty");
      }
      var type = FileTypes.of(fetched, List.of(mimetype, fetched.mimetype()));
      var name = FileNames.of(fileName, Optional.of(fetched.name()));
      return messages.content(
          tenant, fetched, fetched.length(), kind.apply(type), type, name, caption);
    } catch (IOException e) {
      throw new UncheckedIOException("A fetched file cannot be read", e);
    }
  }
}
