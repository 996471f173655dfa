package io.trunkline.local;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Finds out who listens on a port, as far as Linux lets this user see.
final class Listeners {
  private static final String LISTEN = "0A";

  private Listeners() {}

  /// @return for example `pid 4711, nginx`
  static Optional<String> on(int port) {
    try {
      var sockets = new HashSet<String>();
      for (var table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
        if (Files.isReadable(Path.of(table))) {
          sockets.addAll(sockets(Files.readString(Path.of(table)), port));
        }
      }
      return sockets.isEmpty() ? Optional.empty() : owner(sockets);
    } catch (IOException | DirectoryIteratorException e) {
      return Optional.empty();
    }
  }

  /// @param table lines of `sl local_address rem_address st … inode`, as proc(5) has them
  private static Set<String> sockets(String table, int port) {
    var found = new HashSet<String>();
    var end = ":%04X".formatted(port);
    for (var line : table.lines().skip(1).toList()) {
      var fields = line.strip().split("\\s+", -1);
      if (fields.length > 9 && fields[1].endsWith(end) && fields[3].equals(LISTEN)) {
        found.add("socket:[" + fields[9] + "]");
      }
    }
    return found;
  }

  private static Optional<String> owner(Set<String> sockets) throws IOException {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        if (holds(process, sockets)) {
          var name = Files.readString(process.resolve("comm")).strip();
          return Optional.of("pid " + process.getFileName() + ", " + name);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (var files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (var file : files) {
        if (sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Another user's process, or one that has just ended.
    }
    return false;
  }
}
