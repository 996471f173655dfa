package io.trunkline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One installation on this machine, run by `deploy/up` and its kin in a data folder of its own.
///
/// With `TRUNKLINE_E2E_ENV` naming the env file of a running installation, that one is used and is
/// left running; this is for working on the tests.
public final class Installation implements AutoCloseable {
  private static final Duration SCRIPT_TIMEOUT = Duration.ofSeconds(300);

  private final Path root;
  private final Path data;
  private final int port;
  private final int workers;
  private final boolean ours;
  private Map<String, String> env = Map.of();

  private Installation(Path root, Path data, int port, int workers, boolean ours) {
    this.root = root;
    this.data = data;
    this.port = port;
    this.workers = workers;
    this.ours = ours;
  }

  /// @param port the edge's; every other port moves with it
  public static Installation start(int port, int workers) {
    var root = repository();
    var running = System.getenv("TRUNKLINE_E2E_ENV");
    if (running != null) {
      return running(Path.of(running));
    }
    try {
      var data = Files.createTempDirectory("trunkline-e2e-");
      var installation = new Installation(root, data, port, workers, true);
      try {
        installation.up();
      } catch (RuntimeException e) {
        installation.down();
        throw e;
      }
      return installation;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param envFile the file that `deploy/up` wrote beside its data
  public static Installation running(Path envFile) {
    var env = read(envFile);
    var port = URI.create(env.get("TRUNKLINE_URL")).getPort();
    var workers = Integer.parseInt(env.get("TRUNKLINE_WORKERS"));
    var installation = new Installation(repository(), envFile.getParent(), port, workers, false);
    installation.env = env;
    return installation;
  }

  /// Starts everything, or whatever of it is down, and waits until it is healthy.
  ///
  /// @param options further ones of `deploy/up`
  public void up(String... options) {
    var arguments =
        Stream.of(
            "--no-demo",
            "--workers",
            String.valueOf(workers),
            "--port",
            String.valueOf(port),
            "--data",
            data.toString());
    run("up", Stream.concat(arguments, Stream.of(options)).toArray(String[]::new));
    env = read(data.resolve("trunkline.env"));
  }

  public void down() {
    run("down", "--data", data.toString());
  }

  /// @param verb `kill`, `stop`, `cont`, `restart` or `start`
  /// @param service such as `kafka` or `worker-1`
  public void ctl(String verb, String service) {
    run("ctl", verb, service, "--data", data.toString());
  }

  /// The same, with the script and what it starts in a group of its own, by which [NetworkCut]
  /// tells the process from others. Needs root.
  public void ctlInGroup(int group, String verb, String service) {
    var words =
        List.of("setpriv", "--regid=" + group, "--clear-groups", script("ctl"), verb, service);
    run(words, "--data", data.toString());
  }

  public Path data() {
    return data;
  }

  /// The port on which a process serves.
  public int port(String service) {
    return ports(service).getFirst();
  }

  /// The port on which a service tells about itself.
  public int managementPort(String service) {
    return ports(service).getLast();
  }

  private List<Integer> ports(String service) {
    return Stream.of(read("run/" + service + "/ports").split(" ", -1))
        .map(Integer::valueOf)
        .toList();
  }

  /// How many shards a worker serves, by its own metrics; none while it does not answer.
  ///
  /// @param worker its number, from 1
  public int ownedShards(int worker) {
    Http.Reply metrics;
    try {
      metrics =
          new Http("http://127.0.0.1:" + port("worker-" + worker)).get("/actuator/prometheus");
    } catch (UncheckedIOException e) {
      return 0;
    }
    return metrics
        .raw()
        .body()
        .lines()
        .filter(line -> line.startsWith("trunkline_worker_shards_owned"))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// Waits until each of the two workers serves shards.
  public void awaitSharedShards() {
    Waiting.until(
        "shards for both workers",
        Duration.ofSeconds(90),
        () -> ownedShards(1) > 8 && ownedShards(2) > 8);
  }

  /// A key or password of the installation.
  public String secret(String name) {
    return read("secrets/" + name);
  }

  private String read(String file) {
    try {
      return Files.readString(data.resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path root() {
    return root;
  }

  public String env(String name) {
    var value = env.get(name);
    if (value == null) {
      throw new IllegalStateException("The env file has no " + name + " but " + env.keySet());
    }
    return value;
  }

  public Http anonymous() {
    return new Http(env("TRUNKLINE_URL"));
  }

  public Http tenant() {
    return anonymous().with("X-API-Key", env("TRUNKLINE_API_KEY"));
  }

  public Http operator() {
    return anonymous().with("X-Admin-Key", env("TRUNKLINE_ADMIN_KEY"));
  }

  public Simulator simulator() {
    return new Simulator(new Http(env("SIMULATOR_URL")));
  }

  @Override
  public void close() {
    if (ours) {
      down();
    }
  }

  private String script(String name) {
    return root.resolve("deploy").resolve(name).toString();
  }

  private void run(String script, String... arguments) {
    run(List.of(script(script)), arguments);
  }

  private void run(List<String> words, String... arguments) {
    var command = new ArrayList<>(words);
    command.addAll(List.of(arguments));
    Program.run(root, SCRIPT_TIMEOUT, command);
  }

  static Path repository() {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("mvnw"))) {
        return folder;
      }
    }
    throw new IllegalStateException("Not inside the repository: " + Path.of("").toAbsolutePath());
  }

  private static Map<String, String> read(Path envFile) {
    try {
      var variables = new LinkedHashMap<String, String>();
      for (var line : Files.readAllLines(envFile)) {
        var assignment = line.startsWith("export ") ? line.substring("export ".length()) : line;
        var equals = assignment.indexOf('=');
        if (equals > 0 && !assignment.startsWith("#")) {
          var value = assignment.substring(equals + 1).strip();
          variables.put(assignment.substring(0, equals), unquoted(value));
        }
      }
      return variables;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
