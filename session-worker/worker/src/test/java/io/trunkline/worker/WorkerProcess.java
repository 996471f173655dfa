package io.trunkline.worker;

import io.trunkline.local.TestInfrastructure;
import io.trunkline.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A worker in a process of its own, which can be killed.
final class WorkerProcess implements AutoCloseable {
  private final Process process;

  private WorkerProcess(Process process) {
    this.process = process;
  }

  /// What a worker needs to know of the servers and the simulator.
  ///
  /// @param folder for the simulator's certificate
  static Map<String, String> settings(
      String id, TestInfrastructure infrastructure, Simulator simulator, Path folder) {
    var certificate = folder.resolve("ca.pem");
    try {
      Files.writeString(certificate, simulator.caCertificatePem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var settings = new TreeMap<String, String>();
    settings.put("trunkline.profile", "local");
    settings.put("trunkline.worker.id", id);
    settings.put("trunkline.master-key", Base64.getEncoder().encodeToString(new byte[32]));
    settings.put("trunkline.postgres.url", infrastructure.postgresUrl());
    settings.put("trunkline.postgres.password", infrastructure.password("trunkline_worker"));
    settings.put(
        "trunkline.postgres.owner-password", infrastructure.password("trunkline_worker_owner"));
    settings.put("trunkline.redis.url", infrastructure.redisUrl());
    settings.put("trunkline.kafka.bootstrap-servers", infrastructure.kafkaBootstrap());
    settings.put("trunkline.whatsapp.socket-url", simulator.webSocketUrl().toString());
    settings.put("trunkline.whatsapp.version-page", simulator.controlUrl() + "/client-version");
    settings.put(
        "trunkline.whatsapp.noise-root-public-key",
        HexFormat.of().formatHex(simulator.noiseRoot().key().bytes()));
    settings.put(
        "trunkline.whatsapp.noise-root-serial", Integer.toString(simulator.noiseRoot().serial()));
    settings.put("trunkline.whatsapp.ca-certificate", certificate.toString());
    settings.put("trunkline.media.path", folder.resolve("media").toString());
    settings.put("server.port", "0");
    return settings;
  }

  static WorkerProcess start(Map<String, String> settings, Path log) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerApplication.class.getName()));
    settings.forEach((name, value) -> words.add("--" + name + "=" + value));
    try {
      return new WorkerProcess(
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// SIGKILL: no shutdown, no flush.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  /// SIGSTOP: it holds what it holds and does not know that time passes.
  void stop() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("Expected to send " + name + " but kill gave " + status);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
