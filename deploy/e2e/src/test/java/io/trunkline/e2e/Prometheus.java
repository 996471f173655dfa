package io.trunkline.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A Prometheus that scrapes an installation each second, by the rules that operators get.
final class Prometheus implements AutoCloseable {
  private static final String JOB =
      """
        - job_name: %s
          metrics_path: /actuator/prometheus
          static_configs: [{targets: [%s]}]
      """;

  private final Process process;
  private final Http http;

  /// @param folder for its configuration and data
  Prometheus(Installation installation, Path folder) {
    try {
      var rules = Files.readString(installation.root().resolve("deploy/monitoring/rules.yml"));
      Files.writeString(
          folder.resolve("rules.yml"), rules.replaceAll("interval: \\d+s", "interval: 1s"));
      Files.writeString(
          folder.resolve("prometheus.yml"),
          "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
              + "rule_files: [rules.yml]\n"
              + "scrape_configs:\n"
              + job("edge-gateway", List.of(installation.managementPort("edge-gateway")))
              + job("api-service", List.of(installation.managementPort("api-service")))
              + job("webhook-service", List.of(installation.managementPort("webhook-service")))
              + job(
                  "worker",
                  List.of(
                      installation.managementPort("worker-1"),
                      installation.managementPort("worker-2"))));
      var port = freePort();
      process =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=prometheus.yml",
                  "--storage.tsdb.path=data",
                  "--web.listen-address=127.0.0.1:" + port)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      http = new Http("http://127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isOnThePath() {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "prometheus")));
  }

  private static String job(String name, List<Integer> ports) {
    return JOB.formatted(
        name, String.join(", ", ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").toList()));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// Waits until it answers.
  void awaitReady() {
    Waiting.until(
        "Prometheus",
        Duration.ofSeconds(30),
        () -> {
          try {
            return http.get("/-/ready").status() == 200;
          } catch (UncheckedIOException e) {
            return false;
          }
        });
  }

  /// The series that a query gives now.
  JsonNode query(String expression) {
    var reply = http.get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
    if (reply.status() != 200) {
      throw new IllegalStateException(expression + " was answered " + reply);
    }
    return reply.body().at("/data/result");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
