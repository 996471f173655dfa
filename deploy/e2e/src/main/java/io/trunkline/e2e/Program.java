package io.trunkline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end, which must be a good one.
final class Program {
  private Program() {}

  /// @param input what it reads
  /// @return what it printed
  /// @throws IllegalStateException with all that it printed, where it hangs or fails
  static String run(Path folder, Duration limit, List<String> command, String input) {
    try {
      var log = Files.createTempFile("trunkline-program-", ".log");
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try (var writer = process.outputWriter()) {
        writer.write(input);
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IllegalStateException(command + " hung: " + Files.readString(log));
      }
      var printed = Files.readString(log);
      if (process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + printed);
      }
      Files.delete(log);
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(command.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command.toString(), e);
    }
  }

  /// As [#run], with nothing to read.
  static String run(Path folder, Duration limit, List<String> command) {
    return run(folder, limit, command, "");
  }
}
