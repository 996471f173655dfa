package io.trunkline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;

/// PostgreSQL refuses to run as root. Where the caller is root, it runs as `nobody` instead; where
/// a folder on the way to its data is closed to `nobody` (`/root`, most folders of `mktemp`), it
/// keeps the one capability that passes through folders.
final class Privileges {
  static final int NOBODY = 65534;

  private Privileges() {}

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /// What to run before a program that refuses root: nothing unless the caller is root.
  static List<String> unprivileged(Path... paths) {
    if (!isRoot()) {
      return List.of();
    }
    var setpriv =
        program("setpriv")
            .orElseThrow(
                () ->
                    new LocalFailure(
                        "PostgreSQL refuses to run as root, and setpriv (package util-linux) is not"
                            + " there to change that: run as another user."));
    var drop = List.of(setpriv, "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    for (var path : paths) {
      if (!everyoneMayPass(path)) {
        var keep = new java.util.ArrayList<>(drop);
        keep.add("--inh-caps=+dac_read_search");
        keep.add("--ambient-caps=+dac_read_search");
        return keep;
      }
    }
    return drop;
  }

  /// Gives a folder and what is in it to `nobody`, when the caller is root.
  static void handOver(Path folder) throws IOException {
    if (isRoot()) {
      Files.setAttribute(folder, "unix:uid", NOBODY);
      Files.setAttribute(folder, "unix:gid", NOBODY);
    }
  }

  static java.util.Optional<String> program(String name) {
    for (var folder :
        Map.copyOf(System.getenv()).getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      var file = Path.of(folder, name);
      if (Files.isExecutable(file)) {
        return java.util.Optional.of(file.toString());
      }
    }
    return java.util.Optional.empty();
  }

  private static boolean everyoneMayPass(Path path) {
    for (var parent = path.toAbsolutePath().normalize().getParent();
        parent != null;
        parent = parent.getParent()) {
      try {
        if (!Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
