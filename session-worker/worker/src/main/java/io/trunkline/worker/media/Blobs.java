package io.trunkline.worker.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Where finished files are kept: a folder, or a bucket. Names are of the store's making: a
/// tenant's id, a slash and hex digits. Blocks; safe for several threads and processes.
interface Blobs extends AutoCloseable {
  /// Keeps a file, durably, as a whole or not at all; replaces one of the same name.
  ///
  /// @param finished is moved or copied; the caller deletes what is left of it
  void put(String name, Path finished) throws IOException;

  /// Bytes of a file; empty where there is none.
  OptionalLong size(String name) throws IOException;

  /// A file from one of its bytes on.
  InputStream open(String name, long from) throws IOException;

  /// One that is not there is no error.
  void delete(String name) throws IOException;

  /// Deletes whatever begins with a tenant's id.
  void deleteAll(String tenant) throws IOException;

  @Override
  default void close() {}
}
