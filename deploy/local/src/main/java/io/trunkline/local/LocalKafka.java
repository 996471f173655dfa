package io.trunkline.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/// Kafka 4 as a single KRaft node, broker and controller in one JVM, with Trunkline's topics.
public final class LocalKafka extends LocalServer {
  /// Topic names and their partitions. The names are those of common-proto's `Topics`, which this
  /// module does not depend on, so that common-proto can test with it.
  static final Map<String, Integer> TOPICS =
      Map.of(
          "trunkline.commands", 64,
          "trunkline.events", 64,
          "trunkline.replies", 8,
          "trunkline.dead-letters", 1);

  private static final String RETENTION_MS = Long.toString(TimeUnit.DAYS.toMillis(7));
  private static final String CLUSTER_ID = "VHJ1bmtsaW5lLWxvY2FsMQ";

  private static final String BOOTSTRAP = "bootstrap.checkpoint";
  private static final String META = "meta.properties";

  private final Binaries binaries;
  private final int controllerPort;

  public LocalKafka(Path data, Path log, int port, int controllerPort) {
    this(data, log, port, controllerPort, Binaries.besideClasses());
  }

  LocalKafka(Path data, Path log, int port, int controllerPort, Binaries binaries) {
    super("Kafka", data, log, port);
    this.controllerPort = controllerPort;
    this.binaries = binaries;
  }

  /// The address for `bootstrap.servers`.
  public String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  @Override
  public void start() {
    super.start();
    createTopics();
  }

  /// Makes the topics that are missing.
  void createTopics() {
    try (var admin = admin()) {
      var present = admin.listTopics().names().get(30, TimeUnit.SECONDS);
      var missing =
          TOPICS.entrySet().stream()
              .filter(topic -> !present.contains(topic.getKey()))
              .map(
                  topic ->
                      new NewTopic(topic.getKey(), topic.getValue(), (short) 1)
                          .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, RETENTION_MS)))
              .toList();
      admin.createTopics(missing).all().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new LocalFailure("Kafka refused the topics: " + e.getCause().getMessage(), e);
      }
    } catch (TimeoutException e) {
      throw new LocalFailure("Kafka does not answer on port " + port(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted while creating topics", e);
    }
  }

  @Override
  void prepare() {
    try {
      Files.createDirectories(data());
      Files.writeString(settingsFile(), settings(), StandardCharsets.ISO_8859_1);
      if (Files.notExists(data().resolve("log").resolve(META))) {
        Binaries.delete(data().resolve("log"));
        copyFormatted();
      }
    } catch (IOException e) {
      throw new LocalFailure("Cannot prepare " + data() + ": " + e.getMessage(), e);
    }
  }

  @Override
  Command command() {
    return Command.of(java(256, "kafka.Kafka", settingsFile().toString()));
  }

  @Override
  boolean isReady() {
    if (!Ports.answers(port())) {
      return false;
    }
    try (var admin = admin()) {
      return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  String stopSignal() {
    return "TERM";
  }

  @Override
  String deathSignal() {
    return "KILL";
  }

  /// Formatting starts a JVM and always makes the same two files, so it is done once a build; the
  /// second of them says that the folder is formatted.
  private void copyFormatted() throws IOException {
    var formatted = binaries.kafkaFormatted();
    var log = Files.createDirectories(data().resolve("log"));
    if (Files.notExists(formatted.resolve(META))) {
      format();
      var work = Files.createTempDirectory(formatted.getParent(), "kafka-formatted.");
      Files.copy(log.resolve(BOOTSTRAP), work.resolve(BOOTSTRAP));
      Files.copy(log.resolve(META), work.resolve(META));
      try {
        Files.move(work, formatted, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        // Another process was faster.
        Binaries.delete(work);
      }
    } else {
      Files.copy(formatted.resolve(BOOTSTRAP), log.resolve(BOOTSTRAP));
      Files.copy(formatted.resolve(META), log.resolve(META));
    }
  }

  private void format() throws IOException {
    var words =
        java(
            128,
            "kafka.tools.StorageTool",
            "format",
            "--cluster-id",
            CLUSTER_ID,
            "--config",
            settingsFile().toString());
    var process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new LocalFailure("Kafka's format failed: " + lastLine(log()) + " (" + log() + ")");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted while formatting Kafka's storage", e);
    }
  }

  private List<String> java(int heapMiB, String... mainAndArguments) {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMiB + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + (heapMiB > 128 ? "4" : "1"),
                "-XX:+UseCompactObjectHeaders",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "-Dlog4j2.level=WARN",
                "-cp",
                binaries.kafkaClassPath()));
    words.addAll(List.of(mainAndArguments));
    return words;
  }

  private String settings() {
    return """
        # Written at every start.
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%3$s
        auto.create.topics.enable=false
        offsets.topic.num.partitions=8
        offsets.topic.replication.factor=1
        transaction.state.log.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        # Nobody else waits to join when the first consumer comes.
        group.initial.rebalance.delay.ms=0
        num.network.threads=2
        num.io.threads=4
        num.recovery.threads.per.data.dir=2
        # 137 partitions with an index of 10 MB each would be mapped; they need little.
        log.index.size.max.bytes=1048576
        log.cleaner.dedupe.buffer.size=8388608
        """
        .formatted(port(), controllerPort, escape(data().resolve("log").toString()));
  }

  /// A properties file takes a backslash for an escape.
  private static String escape(String value) {
    return value.replace("\\", "\\\\");
  }

  private Path settingsFile() {
    return data().resolve("server.properties");
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            "5000"));
  }

  /// The topics present, for tests.
  Set<String> topics() {
    try (var admin = admin()) {
      return admin.listTopics().names().get(10, TimeUnit.SECONDS).stream()
          .collect(Collectors.toUnmodifiableSet());
    } catch (ExecutionException | TimeoutException e) {
      throw new LocalFailure("Kafka does not list its topics", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted", e);
    }
  }
}
