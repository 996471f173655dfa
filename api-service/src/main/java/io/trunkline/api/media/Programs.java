package io.trunkline.api.media;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// The operating system's programs, as many at a time as settings allow.
@Component
class Programs {
  private final ConverterSettings settings;
  private final MediaSettings media;
  private final Semaphore turns;

  Programs(ConverterSettings settings, MediaSettings media) {
    this.settings = settings;
    this.media = media;
    this.turns = new Semaphore(settings.processes());
  }

  /// @param name on the `PATH`, or a path
  Optional<Program> find(String name) {
    return path(name)
        .map(
            path -> {
              var command = new ArrayList<>(limits());
              command.add(path.toString());
              return new Program(command, settings.timeout(), turns);
            });
  }

  /// The same folder's program of another name.
  Optional<Program> beside(String name, String other) {
    return path(name).map(path -> path.resolveSibling(other).toString()).flatMap(this::find);
  }

  private List<String> limits() {
    return path("prlimit")
        .map(
            path ->
                List.of(
                    path.toString(),
                    "--as=" + settings.memory().toBytes(),
                    "--fsize=" + media.maxSize().toBytes(),
                    "--core=0"))
        .orElse(List.of());
  }

  private static Optional<Path> path(String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    var folders =
        name.contains(File.separator) ? "" : Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(folders.split(File.pathSeparator))
        .map(folder -> Path.of(folder, name).toAbsolutePath())
        .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
        .findFirst();
  }
}
