package io.trunkline.api.media;

import java.util.Optional;
import java.util.stream.Stream;

/// The name under which a file is shown.
public final class FileNames {
  private static final int MAX_NAME = 255;

  private FileNames() {}

  /// @param given by the caller, or empty
  /// @param found with the file; browsers once sent whole paths
  public static String of(Optional<String> given, Optional<String> found) {
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
