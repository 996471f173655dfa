package io.trunkline.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/// All processes of one installation: what each needs, how it is started, and when it is ready.
///
/// They start side by side as far as their needs allow: the three servers and the simulator first,
/// the services as soon as what they need answers.
final class Fleet {
  private static final Duration LIMIT = Duration.ofSeconds(300);

  private final Path root;
  private final DataFolder data;
  private final PortPlan plan;
  private final Processes processes;
  private final Secrets secrets;
  private final UpOptions options;
  private final int workers;
  private final Http http;
  private final LocalPostgres postgres;
  private final LocalRedis redis;
  private final LocalKafka kafka;

  Fleet(
      Path root,
      DataFolder data,
      PortPlan plan,
      Processes processes,
      Secrets secrets,
      UpOptions options,
      int workers,
      Http http) {
    this.root = root;
    this.data = data;
    this.plan = plan;
    this.processes = processes;
    this.secrets = secrets;
    this.options = options;
    this.workers = workers;
    this.http = http;
    this.postgres =
        new LocalPostgres(
            data.postgres(),
            processes.log("postgres"),
            plan.postgres(),
            secrets.postgresPasswords());
    this.redis = new LocalRedis(data.redis(), processes.log("redis"), plan.redis());
    this.kafka =
        new LocalKafka(data.kafka(), processes.log("kafka"), plan.kafka(), plan.kafkaController());
  }

  /// One process.
  ///
  /// @param name as `deploy/ctl` takes it
  /// @param needs the processes that must be ready before
  /// @param ports that it listens on, the main one first
  /// @param command makes ready what the process finds at its start, and says how it is started
  /// @param ready whether it serves
  /// @param after what is done once it serves
  private record Part(
      String name,
      List<String> needs,
      List<Integer> ports,
      Supplier<Command> command,
      BooleanSupplier ready,
      Runnable after) {}

  /// @throws LocalFailure when a port is taken by something that is not ours
  void checkPorts() {
    for (var part : parts()) {
      if (processes.running(part.name()).isPresent()) {
        continue;
      }
      for (var port : part.ports()) {
        if (!Ports.isFree(port)) {
          throw new LocalFailure(
              "Port %d, for %s, is taken%s: stop that, or choose others with --port (now %d; all ports move with it)."
                  .formatted(
                      port,
                      part.name(),
                      Listeners.on(port).map(who -> " by " + who).orElse(""),
                      plan.edge()));
        }
      }
    }
  }

  void start(Progress progress) {
    endSurplusWorkers(progress);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var started = new LinkedHashMap<String, CompletableFuture<Void>>();
      for (var part : parts()) {
        started.put(part.name(), start(part, started, progress, threads));
      }
      joinOrFailFast(started.values(), threads);
    } catch (CompletionException e) {
      throw e.getCause() instanceof LocalFailure failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  /// The first failure is told at once; the others are not waited for.
  private static void joinOrFailFast(
      Collection<CompletableFuture<Void>> started, ExecutorService threads) {
    var failed = new CompletableFuture<Void>();
    for (var one : started) {
      var unused =
          one.exceptionally(
              failure -> {
                failed.completeExceptionally(
                    failure instanceof CompletionException ? failure.getCause() : failure);
                return null;
              });
    }
    var all = CompletableFuture.allOf(started.toArray(CompletableFuture<?>[]::new));
    try {
      CompletableFuture.anyOf(all, failed).join();
    } catch (CompletionException e) {
      threads.shutdownNow();
      throw failed.isCompletedExceptionally() ? new CompletionException(failed.exceptionNow()) : e;
    }
  }

  private CompletableFuture<Void> start(
      Part part,
      Map<String, CompletableFuture<Void>> started,
      Progress progress,
      ExecutorService threads) {
    progress.expect(part.name());
    var needs = part.needs().stream().map(started::get).toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(needs).thenRunAsync(() -> bring(part, progress), threads);
  }

  private void bring(Part part, Progress progress) {
    var name = part.name();
    var running = processes.running(name);
    if (running.isEmpty()) {
      progress.state(name, "starts");
      processes.define(name, part.command().get(), part.ports());
      var logBefore = size(processes.log(name));
      var process = processes.start(name);
      await(part, () -> !process.isAlive() && processes.running(name).isEmpty(), logBefore);
    } else {
      progress.state(name, "runs already");
      await(part, () -> processes.running(name).isEmpty(), 0);
    }
    part.after().run();
    progress.state(
        name,
        "ready, port %d, pid %s%s"
            .formatted(
                part.ports().getFirst(),
                processes.running(name).map(String::valueOf).orElse("?"),
                running.isPresent() ? " (ran already)" : ""));
  }

  private void await(Part part, BooleanSupplier hasEnded, long logBefore) {
    var end = System.nanoTime() + LIMIT.toNanos();
    while (!part.ready().getAsBoolean()) {
      var log = processes.log(part.name());
      if (hasEnded.getAsBoolean()) {
        throw new LocalFailure(
            part.name() + " ended at its start: " + reason(log, logBefore) + " (" + log + ")");
      }
      if (System.nanoTime() - end > 0) {
        throw new LocalFailure(
            part.name() + " is not ready after " + LIMIT.toSeconds() + " s: see " + log);
      }
      pause(Duration.ofMillis(100));
    }
  }

  private List<Part> parts() {
    var parts = new ArrayList<Part>();
    parts.add(server("postgres", postgres, List.of(plan.postgres()), postgres::bootstrap));
    parts.add(
        server("kafka", kafka, List.of(plan.kafka(), plan.kafkaController()), kafka::createTopics));
    parts.add(server("redis", redis, List.of(plan.redis()), () -> {}));
    if (!options.whatsapp()) {
      parts.add(
          new Part(
              "simulator",
              List.of(),
              List.of(plan.simulatorControl(), plan.simulatorSocket(), plan.simulatorTls()),
              this::simulator,
              () -> http.isReady(trustUrl()),
              () -> {}));
    }
    parts.add(
        service(
            "edge-gateway", List.of("redis"), plan.edgeAll(), plan.edgeManagement(), () -> edge()));
    parts.add(
        service(
            "api-service",
            List.of("postgres", "kafka"),
            List.of(plan.api()),
            plan.apiManagement(),
            () -> api()));
    parts.add(
        service(
            "webhook-service",
            List.of("postgres", "kafka"),
            List.of(plan.webhook()),
            plan.webhookManagement(),
            () -> webhook()));
    var needs = new ArrayList<>(List.of("postgres", "kafka", "redis"));
    if (!options.whatsapp()) {
      needs.add("simulator");
    }
    for (var number = 1; number <= workers; number++) {
      var worker = number;
      parts.add(
          service(
              "worker-" + number,
              needs,
              List.of(),
              plan.workerManagement(number),
              () -> worker(worker)));
    }
    return parts;
  }

  private static Part server(String name, LocalServer server, List<Integer> ports, Runnable after) {
    return new Part(
        name,
        List.of(),
        ports,
        () -> {
          server.prepare();
          return server.command();
        },
        server::isReady,
        after);
  }

  private Part service(
      String name,
      List<String> needs,
      List<Integer> ports,
      int management,
      Supplier<Command> command) {
    var all = new ArrayList<>(ports);
    all.add(management);
    return new Part(name, needs, all, command, () -> http.isReady(readiness(management)), () -> {});
  }

  private static String readiness(int management) {
    return "http://127.0.0.1:" + management + "/actuator/health/readiness";
  }

  private Command simulator() {
    try {
      PrivateFiles.folder(data.simulator());
    } catch (IOException e) {
      throw new LocalFailure("Cannot make " + data.simulator() + ": " + e.getMessage(), e);
    }
    var program = new Program(root.resolve("deploy/simulator"), "simulator");
    var words = new ArrayList<>(Program.jvm(256));
    words.addAll(
        List.of(
            "-cp",
            program.jar() + ":" + program.jar().resolveSibling("lib").resolve("*"),
            "io.trunkline.simulator.Main",
            "--ws-port",
            Integer.toString(plan.simulatorSocket()),
            "--tls-port",
            Integer.toString(plan.simulatorTls()),
            "--control-port",
            Integer.toString(plan.simulatorControl()),
            "--data",
            data.simulator().toString()));
    return Command.of(words);
  }

  private Command api() {
    var settings = settings(plan.api(), plan.apiManagement());
    database(settings, "api");
    settings.put("trunkline.postgres.jobs-password", postgres.password("trunkline_api_jobs"));
    settings.put("trunkline.kafka.bootstrap-servers", kafka.bootstrapServers());
    settings.put("trunkline.redis.url", redis.url());
    settings.put("trunkline.identity.public-key", secrets.identityPublicKey());
    settings.put("trunkline.jwt-secret", secrets.jwtSecret());
    settings.put("trunkline.admin-key", secrets.adminKey());
    settings.put("trunkline.api.media.identity-key", secrets.workerIdentityPrivateKey());
    settings.put(
        "trunkline.api.media.workers",
        IntStream.rangeClosed(1, workers)
            .mapToObj(number -> "http://127.0.0.1:" + plan.workerManagement(number))
            .collect(Collectors.joining(",")));
    return spring("api-service", "api-service", 256, settings);
  }

  private Command webhook() {
    var settings = settings(plan.webhook(), plan.webhookManagement());
    database(settings, "webhook");
    settings.put("trunkline.postgres.jobs-password", postgres.password("trunkline_webhook_jobs"));
    settings.put("trunkline.kafka.bootstrap-servers", kafka.bootstrapServers());
    settings.put("trunkline.redis.url", redis.url());
    settings.put("trunkline.identity.public-key", secrets.identityPublicKey());
    settings.put("trunkline.master-key-file", secrets.masterKeyFile().toString());
    return spring("webhook-service", "webhook-service", 192, settings);
  }

  private Command edge() {
    var settings = settings(plan.edge(), plan.edgeManagement());
    settings.put("trunkline.redis.url", redis.url());
    settings.put("trunkline.identity.public-key", secrets.identityPublicKey());
    settings.put("trunkline.identity.private-key", secrets.identityPrivateKey());
    settings.put("trunkline.jwt-secret", secrets.jwtSecret());
    settings.put("trunkline.edge.api-url", "http://127.0.0.1:" + plan.api());
    settings.put("trunkline.edge.webhook-url", "http://127.0.0.1:" + plan.webhook());
    settings.put(
        "trunkline.edge.extra-ports",
        plan.edgeAll().stream().skip(1).map(String::valueOf).collect(Collectors.joining(",")));
    var health = "trunkline.edge.health-urls.";
    settings.put(health + "api-service", readiness(plan.apiManagement()));
    settings.put(health + "webhook-service", readiness(plan.webhookManagement()));
    for (var number = 1; number <= workers; number++) {
      settings.put(health + "worker-" + number, readiness(plan.workerManagement(number)));
    }
    return spring("edge-gateway", "edge-gateway", 192, settings);
  }

  private Command worker(int number) {
    var settings = settings(plan.workerManagement(number), plan.workerManagement(number));
    database(settings, "worker");
    settings.put("trunkline.kafka.bootstrap-servers", kafka.bootstrapServers());
    settings.put("trunkline.redis.url", redis.url());
    settings.put("trunkline.master-key-file", secrets.masterKeyFile().toString());
    settings.put("trunkline.worker.id", "worker-" + number);
    settings.put("trunkline.media.path", data.media().toString());
    settings.put("trunkline.identity.public-key", secrets.workerIdentityPublicKey());
    if (!options.whatsapp()) {
      trust(settings);
    }
    return spring("session-worker/worker", "worker", 320, settings);
  }

  /// What a client of the simulator must trust instead of WhatsApp's own keys.
  private void trust(Map<String, String> settings) {
    try {
      var trust = http.get(trustUrl(), Map.of()).body();
      var certificate = data.path().resolve("simulator-ca.pem");
      Files.writeString(certificate, trust.path("caCertificatePem").asString());
      settings.put("trunkline.whatsapp.socket-url", trust.path("webSocketUrl").asString());
      settings.put("trunkline.whatsapp.version-page", trust.path("versionPage").asString());
      settings.put(
          "trunkline.whatsapp.noise-root-public-key", trust.path("noiseRootPublicKey").asString());
      settings.put(
          "trunkline.whatsapp.noise-root-serial", trust.path("noiseRootSerial").asString());
      settings.put("trunkline.whatsapp.ca-certificate", certificate.toString());
    } catch (IOException e) {
      throw new LocalFailure("The simulator does not say what to trust: " + e.getMessage(), e);
    }
  }

  private Map<String, String> settings(int port, int management) {
    var settings = new TreeMap<String, String>();
    settings.put("trunkline.profile", "local");
    settings.put("server.address", "127.0.0.1");
    settings.put("server.port", Integer.toString(port));
    settings.put("management.server.port", Integer.toString(management));
    if (management != port) {
      settings.put("management.server.address", "127.0.0.1");
    }
    return settings;
  }

  private void database(Map<String, String> settings, String service) {
    var role = "trunkline_" + service;
    settings.put("trunkline.postgres.url", postgres.url());
    settings.put("trunkline.postgres.password", postgres.password(role));
    settings.put("trunkline.postgres.owner-password", postgres.password(role + "_owner"));
  }

  /// Settings go as one JSON variable, which takes property names as they are written.
  private Command spring(
      String module, String artifact, int heapMiB, Map<String, String> settings) {
    settings.putAll(options.settings());
    var json = new JsonMapper().writeValueAsString(settings);
    return new Program(root.resolve(module), artifact)
        .command(heapMiB, Map.of("SPRING_APPLICATION_JSON", json));
  }

  private String trustUrl() {
    return "http://127.0.0.1:" + plan.simulatorControl() + "/trust";
  }

  private void endSurplusWorkers(Progress progress) {
    var wanted = Up.workerNames(workers);
    for (var name : processes.names()) {
      if (name.startsWith("worker-") && !wanted.contains(name)) {
        processes
            .running(name)
            .ifPresent(
                pid -> {
                  progress.say("Ending " + name + ": " + workers + " workers were asked for.");
                  Signals.send(pid, "TERM");
                });
        while (processes.running(name).isPresent()) {
          pause(Duration.ofMillis(100));
        }
        processes.forget(name);
      }
    }
  }

  /// The most telling line that a process wrote before it ended.
  private static String reason(Path log, long from) {
    try {
      var bytes = Files.readAllBytes(log);
      var start = (int) Math.min(from, bytes.length);
      var lines =
          new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.stream()
          .filter(line -> line.startsWith("Caused by:"))
          .reduce((first, last) -> last)
          .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast().strip());
    } catch (IOException e) {
      return "it wrote no log";
    }
  }

  private static long size(Path log) {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted", e);
    }
  }
}
