package io.trunkline.api.media;

import java.io.IOException;
import java.io.InputStream;

/// A file of the media store that is being read; close it.
///
/// @param length bytes; a shorter body ends in an [IOException]
public record StoredFile(long length, InputStream bytes) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
