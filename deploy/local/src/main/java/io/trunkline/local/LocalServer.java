package io.trunkline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One of the three servers that Trunkline stands on, as a child process of this one on a port of
/// the loopback interface. What it keeps lies in its data folder and survives [#stop] and [#kill].
///
/// The process dies with this one, even when this one is killed (on Linux). `deploy/up` uses
/// [#prepare] and [#command] instead and starts a process that stays.
///
/// Not for use by several threads at once.
public abstract sealed class LocalServer permits LocalPostgres, LocalRedis, LocalKafka {
  private static final Duration START = Duration.ofSeconds(180);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final String name;
  private final Path data;
  private final Path log;
  private final int port;
  private Child child;

  LocalServer(String name, Path data, Path log, int port) {
    this.name = name;
    this.data = data.toAbsolutePath().normalize();
    this.log = log.toAbsolutePath().normalize();
    this.port = port;
  }

  /// Starts the process and returns when it serves.
  ///
  /// @throws LocalFailure when it cannot; the message names the log's last line
  public void start() {
    if (isRunning()) {
      throw new IllegalStateException(name + " runs already");
    }
    if (!Ports.isFree(port)) {
      throw new LocalFailure("Port " + port + " for " + name + " is taken.");
    }
    prepare();
    child = Child.start(name, command(), log, deathSignal());
    awaitReady(START);
  }

  /// Asks the process to end and waits for it.
  public void stop() {
    end(stopSignal(), STOP);
  }

  /// Ends the process with SIGKILL, as a crash would.
  public void kill() {
    end("KILL", STOP);
  }

  /// Sends SIGSTOP: the process keeps its connections and answers nothing.
  public void freeze() {
    running().signal("STOP");
  }

  /// Sends SIGCONT.
  public void thaw() {
    running().signal("CONT");
  }

  public boolean isRunning() {
    return child != null && child.isAlive();
  }

  public int port() {
    return port;
  }

  public long pid() {
    return running().pid();
  }

  /// Makes the data folder what the server needs; what is there stays.
  abstract void prepare();

  abstract Command command();

  /// Whether the server answers in its own protocol, and where needed what it must hold is there.
  abstract boolean isReady();

  /// The signal that ends it in good order.
  abstract String stopSignal();

  /// The signal that it gets when this process dies.
  abstract String deathSignal();

  /// Waits for [#isReady].
  void awaitReady(Duration limit) {
    var end = System.nanoTime() + limit.toNanos();
    while (!isReady()) {
      if (child != null && !child.isAlive()) {
        throw new LocalFailure(name + " ended at its start: " + lastLine(log) + " (" + log + ")");
      }
      if (System.nanoTime() - end > 0) {
        throw new LocalFailure(
            name + " is not ready after " + limit.toSeconds() + " s: see " + log);
      }
      pause();
    }
  }

  String name() {
    return name;
  }

  Path data() {
    return data;
  }

  Path log() {
    return log;
  }

  private Child running() {
    if (!isRunning()) {
      throw new IllegalStateException(name + " does not run");
    }
    return child;
  }

  private void end(String signal, Duration grace) {
    if (child != null) {
      child.end(signal, grace);
      child = null;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(50));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted while waiting for a server to start", e);
    }
  }

  static String lastLine(Path log) {
    try {
      List<String> lines =
          Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1).stream()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.isEmpty() ? "it said nothing" : lines.getLast().strip();
    } catch (IOException e) {
      return "it wrote no log";
    }
  }
}
