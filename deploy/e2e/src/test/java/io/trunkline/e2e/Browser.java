package io.trunkline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Scripts of `deploy/e2e/browser`, which open pages in Chromium. Needs Node and, once, the npm
/// registry.
final class Browser {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration INSTALLATION = Duration.ofMinutes(5);

  private final Path folder;
  private final Path chromium;

  private Browser(Path folder, Path chromium) {
    this.folder = folder;
    this.chromium = chromium;
  }

  /// Empty where there is no Chromium on the PATH.
  static Optional<Browser> of(Installation installation) {
    var folder = installation.root().resolve("deploy/e2e/browser");
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(place -> Path.of(place, "chromium"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(found -> new Browser(folder, found));
  }

  /// Where the program is.
  String chromium() {
    return chromium.toString();
  }

  /// @return what it printed
  /// @throws IllegalStateException with what it printed, where it fails or takes too long
  String run(String script, Map<String, Object> orders, Duration patience) {
    var packages = folder.resolve("node_modules/.package-lock.json");
    if (isOlder(packages, folder.resolve("package-lock.json"))) {
      Program.run(folder, INSTALLATION, List.of("npm", "ci", "--no-audit", "--no-fund"));
    }
    return Program.run(folder, patience, List.of("node", script), JSON.writeValueAsString(orders));
  }

  private static boolean isOlder(Path file, Path source) {
    try {
      return !Files.exists(file)
          || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(source)) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
