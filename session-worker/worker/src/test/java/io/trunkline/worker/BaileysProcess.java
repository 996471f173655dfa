package io.trunkline.worker;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Unmodified npm `baileys`, driven by `deploy/e2e/baileys/oracle.mjs`; needs Node.js and npm.
final class BaileysProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Writer commands;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final AtomicInteger refs = new AtomicInteger();

  /// @param auth the folder of `useMultiFileAuthState`
  BaileysProcess(Object controlUrl, String number, Path auth) throws Exception {
    this(controlUrl, number, auth, Map.of());
  }

  /// @param environment of the process, such as `NODE_EXTRA_CA_CERTS` where it exchanges files
  BaileysProcess(Object controlUrl, String number, Path auth, Map<String, String> environment)
      throws Exception {
    var home = home();
    if (!Files.isDirectory(home.resolve("node_modules"))) {
      var install = new ProcessBuilder("npm", "ci", "--ignore-scripts").directory(home.toFile());
      install.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      if (install.start().waitFor() != 0) {
        throw new IllegalStateException("npm ci failed in " + home);
      }
    }
    var builder =
        new ProcessBuilder(
                "node",
                "oracle.mjs",
                "--control",
                controlUrl.toString(),
                "--number",
                number,
                "--drive",
                "--auth",
                auth.toString())
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = builder.start();
    commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Thread.ofVirtual().start(() -> lines.lines().forEach(seen::add));
  }

  private static Path home() throws Exception {
    var classes =
        Path.of(
            URI.create(
                BaileysProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()));
    for (var at = classes; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("deploy/e2e/baileys/oracle.mjs"))) {
        return at.resolve("deploy/e2e/baileys");
      }
    }
    throw new IllegalStateException("No deploy/e2e/baileys above " + classes);
  }

  void open() throws IOException {
    say("{\"do\":\"connect\"}");
    await("\"event\":\"open\"");
  }

  void send(String to, String text) throws IOException {
    say("{\"do\":\"send\",\"to\":\"%s\",\"text\":\"%s\"}".formatted(to, text));
    await("\"event\":\"sent\"", "\"" + text + "\"");
  }

  void receive(String text) {
    await("\"event\":\"message\"", "\"" + text + "\"");
  }

  /// Any order that `oracle.mjs` knows.
  ///
  /// @return the event that answers it
  /// @throws IllegalStateException with what Baileys says, where it cannot
  JsonNode order(String what, Map<String, ?> fields) {
    var order = new HashMap<String, Object>(fields);
    int ref = refs.incrementAndGet();
    order.put("do", what);
    order.put("ref", ref);
    try {
      say(JSON.writeValueAsString(order));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var answer = await(event -> event.path("ref").asInt() == ref);
    if (answer.path("event").asString().equals("error")) {
      throw new IllegalStateException(answer.toString());
    }
    return answer;
  }

  /// Reports every event of Baileys from now on, for [#told].
  void tellAll() throws IOException {
    say("{\"do\":\"tellAll\"}");
  }

  /// The first event of Baileys' own of that name that fits, as Baileys tells it; bytes are base64.
  JsonNode told(String name, Predicate<JsonNode> fits) {
    return await(
            event -> event.path("name").asString("").equals(name) && fits.test(event.path("data")))
        .path("data");
  }

  private JsonNode await(Predicate<JsonNode> fits) {
    var from = new AtomicInteger();
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              for (; from.get() < seen.size(); from.incrementAndGet()) {
                var event = event(seen.get(from.get()));
                if (fits.test(event)) {
                  return Optional.of(event);
                }
              }
              return Optional.<JsonNode>empty();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /// What Node.js itself has to say is no event.
  private static JsonNode event(String line) {
    return line.startsWith("{") ? JSON.readTree(line) : JSON.createObjectNode();
  }

  List<String> seen() {
    return List.copyOf(seen);
  }

  private synchronized void say(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  private void await(String... parts) {
    Awaitility.await()
        .alias(String.join(" ", parts))
        .atMost(PATIENCE)
        .until(
            () -> seen.stream().anyMatch(line -> List.of(parts).stream().allMatch(line::contains)));
  }

  /// What was learned is on disk when this returns.
  @Override
  public void close() throws Exception {
    try {
      say("{\"do\":\"disconnect\"}");
      await("\"event\":\"disconnected\"");
      say("{\"do\":\"exit\"}");
      process.waitFor(5, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
  }

  static byte[] zip(Path folder) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes);
        var files = Files.list(folder)) {
      for (var file : files.toList()) {
        zip.putNextEntry(new ZipEntry("auth/" + file.getFileName()));
        zip.write(Files.readAllBytes(file));
      }
    }
    return bytes.toByteArray();
  }

  static void unzip(byte[] bytes, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.write(folder.resolve(Path.of(entry.getName()).getFileName()), zip.readAllBytes());
      }
    }
  }
}
