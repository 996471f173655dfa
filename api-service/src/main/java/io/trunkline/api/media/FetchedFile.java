package io.trunkline.api.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.core.io.InputStreamSource;

/// What a URL gave, in a temporary file that goes with [#close].
///
/// @param length bytes
/// @param mimetype as the answer said, without parameters
/// @param name last segment of the URL's path; may be empty
public record FetchedFile(Path path, long length, Optional<String> mimetype, String name)
    implements InputStreamSource, AutoCloseable {
  @Override
  public InputStream getInputStream() throws IOException {
    return Files.newInputStream(path);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }
}
