package io.trunkline.e2e.bench;

import io.trunkline.e2e.Http;
import io.trunkline.e2e.Simulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The simulator in a process of its own, on any free ports of the loopback interface.
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Simulator ready: .* control (\\S+)");

  private final Process process;
  private final String controlUrl;

  private ServerProcess(Process process, String controlUrl) {
    this.process = process;
    this.controlUrl = controlUrl;
  }

  static ServerProcess start(Path data) {
    var command = new ArrayList<>(Jvm.command(3072));
    command.addAll(
        List.of(
            "io.trunkline.simulator.Main",
            "--ws-port",
            "0",
            "--tls-port",
            "0",
            "--control-port",
            "0",
            "--data",
            data.toString()));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var ready = READY.matcher(line);
        if (ready.find()) {
          Thread.ofVirtual().start(() -> drain(lines));
          return new ServerProcess(process, ready.group(1));
        }
      }
      throw new IllegalStateException("The simulator has not started: " + process.waitFor());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void drain(BufferedReader lines) {
    lines.lines().forEach(line -> {});
  }

  Process process() {
    return process;
  }

  String controlUrl() {
    return controlUrl;
  }

  Http http() {
    return new Http(controlUrl);
  }

  Simulator simulator() {
    return new Simulator(http());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      var unused = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
