package io.trunkline.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A child process that does not outlive this one: Linux sends it a signal even when this process
/// is killed. That signal comes at the end of the *thread* that started the child, which is why one
/// thread that never ends starts them all.
final class Child {
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("starts-child-processes").factory());

  private final Process process;
  private final String name;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /// @param deathSignal what the child gets when this process dies, as `setpriv` names it
  static Child start(String name, Command command, Path log, String deathSignal) {
    var whole =
        Privileges.program("setpriv")
            .map(setpriv -> command.after(List.of(setpriv, "--pdeathsig", deathSignal)))
            .orElse(command);
    try {
      return CompletableFuture.supplyAsync(() -> start(name, whole, log), STARTER).get();
    } catch (ExecutionException e) {
      throw new LocalFailure("Cannot start " + name + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted while starting " + name, e);
    }
  }

  private static Child start(String name, Command command, Path log) {
    var builder = new ProcessBuilder(command.words());
    builder.environment().putAll(command.environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.directory(new java.io.File("/"));
    try {
      return new Child(name, builder.start());
    } catch (IOException e) {
      throw new LocalFailure("Cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Optional<Integer> exitCode() {
    return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
  }

  /// Sends a signal by name (`TERM`, `INT`, `KILL`, `STOP`, `CONT`).
  void signal(String signal) {
    Signals.send(process.pid(), signal);
  }

  /// Sends a signal and waits for the end, which after the grace period comes by force.
  void end(String signal, Duration grace) {
    if (process.isAlive()) {
      signal(signal);
    }
    try {
      if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return name + " (pid " + process.pid() + ")";
  }
}
