package io.trunkline.api.media;

import io.trunkline.api.failure.Failure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A program that runs as a child process, without shell, input and environment (which holds
/// secrets), and is killed when its time is over. What it writes goes to a file: the JDK may close
/// a pipe under its reader when the process ends. What it says of errors is not kept, because files
/// decide what that is.
final class Program {
  private static final Duration RETRY = Duration.ofSeconds(5);

  /// Reads what the program wrote.
  interface Reading<T> {
    T read(InputStream output) throws IOException;
  }

  private final List<String> command;
  private final Duration timeout;
  private final Semaphore turns;

  Program(List<String> command, Duration timeout, Semaphore turns) {
    this.command = List.copyOf(command);
    this.timeout = timeout;
    this.turns = turns;
  }

  /// @param folder that it runs in, and that gets its output
  /// @return empty where the program failed, was killed or wrote what cannot be read
  /// @throws Failure `GATEWAY_UNAVAILABLE` where no turn came or the program cannot be started
  <T> Optional<T> run(Path folder, List<String> arguments, Reading<T> reading) {
    try {
      if (!turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Failure.unavailable("Too many files are being converted", RETRY, null);
      }
      try {
        var output = folder.resolve("output");
        return succeeds(start(folder, output, arguments))
            ? read(output, reading)
            : Optional.empty();
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unavailable("The gateway is stopping", RETRY, e);
    }
  }

  /// As [#run], for what a message can do without: empty also where the program cannot run now.
  <T> Optional<T> tried(Path folder, List<String> arguments, Reading<T> reading) {
    try {
      return run(folder, arguments, reading);
    } catch (Failure e) {
      return Optional.empty();
    }
  }

  private Process start(Path folder, Path output, List<String> arguments) {
    var whole = new ArrayList<>(command);
    whole.addAll(arguments);
    var builder =
        new ProcessBuilder(whole)
            .directory(folder.toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.to(output.toFile()))
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    try {
      return builder.start();
    } catch (IOException e) {
      throw Failure.unavailable("The converter cannot be started", RETRY, e);
    }
  }

  private boolean succeeds(Process process) throws InterruptedException {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }

  private static <T> Optional<T> read(Path output, Reading<T> reading) {
    try (var bytes = Files.newInputStream(output)) {
      return Optional.of(reading.read(bytes));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
