package io.trunkline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The processes of one installation, which outlive the one that started them. Each has a folder
/// with a script `start` that becomes the process, the file `pid` that the script writes, and the
/// file `ports`; `deploy/ctl`, `deploy/status` and `deploy/down` work on those alone.
///
/// `pid` holds the process id and the start time, because ids are used again.
final class Processes {
  private final Path run;
  private final Path logs;

  Processes(Path run, Path logs) {
    this.run = run;
    this.logs = logs;
  }

  /// @return the process id, when the process that was started last still runs
  Optional<Long> running(String name) {
    try {
      var words = Files.readString(pidFile(name)).strip().split(" ", 2);
      var pid = Long.parseLong(words[0]);
      return words.length == 2 && words[1].equals(began(pid)) ? Optional.of(pid) : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Every process that has a folder, running or not.
  List<String> names() {
    if (!Files.isDirectory(run)) {
      return List.of();
    }
    try (var folders = Files.list(run)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new LocalFailure("Cannot read " + run + ": " + e.getMessage(), e);
    }
  }

  /// Writes how the process is started, now or later by `deploy/ctl`.
  void define(String name, Command command, List<Integer> ports) {
    try {
      var folder = PrivateFiles.folder(run.resolve(name));
      PrivateFiles.writeScript(folder.resolve("start"), command.script(pidFile(name).toString()));
      Files.writeString(
          folder.resolve("ports"),
          ports.stream().map(String::valueOf).collect(Collectors.joining(" ")) + "\n");
    } catch (IOException e) {
      throw new LocalFailure("Cannot write to " + run + ": " + e.getMessage(), e);
    }
  }

  /// Starts what was defined, in a session of its own, so that neither the end of this process nor
  /// that of its terminal reaches it.
  Process start(String name) {
    var words = new ArrayList<String>();
    words.add(
        Privileges.program("setsid")
            .or(() -> Privileges.program("nohup"))
            .orElseThrow(() -> new LocalFailure("Neither setsid nor nohup is on the PATH.")));
    words.add(run.resolve(name).resolve("start").toString());
    try {
      return new ProcessBuilder(words)
          .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
          .start();
    } catch (IOException e) {
      throw new LocalFailure("Cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  void forget(String name) {
    Binaries.delete(run.resolve(name));
  }

  Path log(String name) {
    return logs.resolve(name + ".log");
  }

  private Path pidFile(String name) {
    return run.resolve(name).resolve("pid");
  }

  /// When a process began, in the form that the start script writes. A dead one has none.
  private static String began(long pid) throws IOException {
    var stat = Path.of("/proc", Long.toString(pid), "stat");
    if (Files.exists(stat)) {
      var text = Files.readString(stat);
      var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") ? "" : fields[19];
    }
    if (Files.isDirectory(Path.of("/proc/self"))) {
      return "";
    }
    var ps = new ProcessBuilder("ps", "-o", "lstart=", "-p", Long.toString(pid)).start();
    return new String(ps.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        .replaceAll("\\s", "");
  }
}
