package io.trunkline.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// npm `baileys`, unmodified, as a process that takes orders: the client that others wrote, by
/// which ours is judged. Needs Node and, once, the npm registry.
public final class Baileys implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration INSTALLATION = Duration.ofMinutes(5);

  private final Process process;
  private final Writer orders;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  private Baileys(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::listen);
  }

  /// Installs the pinned packages where they are missing.
  public static void install(Path root) {
    var folder = folder(root);
    if (!Files.isDirectory(folder.resolve("node_modules").resolve("baileys"))) {
      Program.run(folder, INSTALLATION, List.of("npm", "ci", "--no-audit", "--no-fund"));
    }
  }

  /// The scenario in which Baileys judges the simulator alone.
  ///
  /// @throws IllegalStateException with what it printed, when they disagree
  public static void judge(Path root, String simulatorUrl, String number, String peer, int count) {
    Program.run(
        folder(root),
        Duration.ofMinutes(3),
        List.of(
            "node",
            "oracle.mjs",
            "--control",
            simulatorUrl,
            "--number",
            number,
            "--peer",
            peer,
            "--count",
            Integer.toString(count)));
  }

  /// A scenario of its own, by the name of its file without the ending.
  ///
  /// @throws IllegalStateException with what it printed, when they disagree
  public static void judge(
      Path root, String scenario, String simulatorUrl, String number, String peer) {
    Program.run(
        folder(root),
        Duration.ofMinutes(1),
        List.of(
            "node",
            scenario + ".mjs",
            "--control",
            simulatorUrl,
            "--number",
            number,
            "--peer",
            peer));
  }

  /// Starts a client that links itself to the phone `number`, which it makes if need be.
  ///
  /// @param auth folder of what it has to remember; used again, it needs no QR
  public static Baileys start(Path root, String simulatorUrl, String number, Path auth) {
    try {
      var log = auth.resolveSibling(auth.getFileName() + ".log");
      var process =
          new ProcessBuilder(
                  "node",
                  "oracle.mjs",
                  "--drive",
                  "--control",
                  simulatorUrl,
                  "--number",
                  number,
                  "--auth",
                  auth.toString())
              .directory(folder(root).toFile())
              .redirectError(log.toFile())
              .start();
      var baileys = new Baileys(process);
      baileys.order(Map.of("do", "connect"));
      baileys.await("open", Duration.ofSeconds(60), event -> isA(event, "open"));
      return baileys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void send(String to, String text) {
    order(Map.of("do", "send", "to", to, "text", text));
  }

  /// Texts of others that it shows, in order.
  public List<String> shown() {
    var texts = new ArrayList<String>();
    for (var event : events) {
      if (isA(event, "message") && !event.path("fromMe").asBoolean()) {
        texts.add(event.path("text").asString());
      }
    }
    return texts;
  }

  public long undecryptable() {
    return events.stream().filter(event -> isA(event, "undecryptable")).count();
  }

  /// Ends the process without logging out.
  @Override
  public void close() {
    order(Map.of("do", "disconnect", "ref", 1));
    order(Map.of("do", "exit"));
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private void await(String what, Duration limit, Predicate<JsonNode> condition) {
    Waiting.until("Baileys: " + what, limit, () -> events.stream().anyMatch(condition));
  }

  private static boolean isA(JsonNode event, String name) {
    return event.path("event").asString("").equals(name);
  }

  private void order(Map<String, Object> order) {
    try {
      orders.write(JSON.writeValueAsString(order) + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Baileys has ended: " + events, e);
    }
  }

  private void listen() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        events.add(Http.parse(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(Path root) {
    return root.resolve("deploy/e2e/baileys");
  }
}
