package io.trunkline.api.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.io.InputStreamSource;

/// The files of one run of a program, in a folder that only this service reads and that goes with
/// [#close].
///
/// @param folder holds files only
/// @param input what the program reads
record Scratch(Path folder, Path input) implements AutoCloseable {
  static Scratch of(InputStreamSource file) {
    try {
      var folder = Files.createTempDirectory("trunkline-media-");
      if (file instanceof FetchedFile fetched) {
        return new Scratch(folder, fetched.path());
      }
      var scratch = new Scratch(folder, folder.resolve("input"));
      try (var bytes = file.getInputStream()) {
        Files.copy(bytes, scratch.input());
        return scratch;
      } catch (IOException | RuntimeException e) {
        scratch.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A file to be converted cannot be kept", e);
    }
  }

  @Override
  public void close() {
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("A converted file cannot be deleted", e);
    }
  }
}
