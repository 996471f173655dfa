package io.trunkline.api.media;

import io.trunkline.api.failure.Failure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A program that runs as a child process, without shell, input and environment (which holds
/// secrets), and is killed when its time is over. What it says of errors is not kept, because files
/// decide what that is. A program whose output was not read to its end has failed.
final class Program {
  private static final Duration RETRY = Duration.ofSeconds(5);

  /// Reads what the program writes; its end comes at the latest when the time is over.
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

  /// @param folder that it runs in
  /// @return empty where the program failed, was killed or wrote what cannot be read
  /// @throws Failure `GATEWAY_UNAVAILABLE` where no turn came or the program cannot be started
  <T> Optional<T> run(Path folder, List<String> arguments, Reading<T> reading) {
    try {
      if (!turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Failure.unavailable("Too many files are being converted", RETRY, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unavailable("The gateway is stopping", RETRY, e);
    }
    try {
      return finished(start(folder, arguments), reading);
    } finally {
      turns.release();
    }
  }

  private Process start(Path folder, List<String> arguments) {
    var whole = new ArrayList<>(command);
    whole.addAll(arguments);
    var builder =
        new ProcessBuilder(whole)
            .directory(folder.toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    try {
      return builder.start();
    } catch (IOException e) {
      throw Failure.unavailable("The converter cannot be started", RETRY, e);
    }
  }

  private <T> Optional<T> finished(Process process, Reading<T> reading) {
    var end =
        process
            .onExit()
            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .handle((_, late) -> late == null && process.exitValue() == 0);
    var unused = end.thenRun(process::destroyForcibly);
    try {
      T read;
      try (var output = process.getInputStream()) {
        read = reading.read(output);
      }
      return end.join() ? Optional.of(read) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }
}
