package io.trunkline.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// PostgreSQL, Redis and Kafka for the integration tests of a service: one set a JVM, started by
/// the first test that asks, on free ports, with its data under `target/`, and gone with the JVM.
///
/// Tests share the database and the topics, so each uses tenants and sessions of its own.
///
/// ```java
/// @DynamicPropertySource
/// static void infrastructure(DynamicPropertyRegistry registry) {
///   var infrastructure = TestInfrastructure.shared();
///   registry.add("trunkline.postgres.url", infrastructure::postgresUrl);
///   registry.add("trunkline.postgres.password", () -> infrastructure.password("trunkline_api"));
///   registry.add("trunkline.redis.url", infrastructure::redisUrl);
///   registry.add("trunkline.kafka.bootstrap-servers", infrastructure::kafkaBootstrap);
/// }
/// ```
public final class TestInfrastructure {
  private final Path folder;
  private final LocalPostgres postgres;
  private final LocalRedis redis;
  private final LocalKafka kafka;

  private TestInfrastructure(Path folder) {
    this.folder = folder;
    var random = new SecureRandom();
    var passwords =
        Stream.concat(Stream.of(LocalPostgres.SUPERUSER), LocalPostgres.ROLES.stream())
            .collect(Collectors.toMap(role -> role, role -> password(random)));
    this.postgres =
        new LocalPostgres(
            folder.resolve("postgres"), folder.resolve("postgres.log"), Ports.free(), passwords);
    this.redis = new LocalRedis(folder.resolve("redis"), folder.resolve("redis.log"), Ports.free());
    this.kafka =
        new LocalKafka(
            folder.resolve("kafka"), folder.resolve("kafka.log"), Ports.free(), Ports.free());
  }

  /// The set of this JVM, started when first asked for.
  public static TestInfrastructure shared() {
    return Shared.INSTANCE;
  }

  /// A set of its own, for a test that stops or kills servers. The caller calls [#close].
  public static TestInfrastructure start() {
    try {
      var target = Files.createDirectories(Path.of("target").toAbsolutePath());
      var infrastructure =
          new TestInfrastructure(Files.createTempDirectory(target, "infrastructure-"));
      infrastructure.startAll();
      return infrastructure;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// JDBC address of the database, for every role.
  public String postgresUrl() {
    return postgres.url();
  }

  /// The password of a role of `bootstrap.sql`, or of [LocalPostgres#SUPERUSER].
  public String password(String role) {
    return postgres.password(role);
  }

  public String redisUrl() {
    return redis.url();
  }

  public String kafkaBootstrap() {
    return kafka.bootstrapServers();
  }

  public LocalPostgres postgres() {
    return postgres;
  }

  public LocalRedis redis() {
    return redis;
  }

  public LocalKafka kafka() {
    return kafka;
  }

  /// Ends the servers and deletes their data.
  public void close() {
    Stream.of(kafka, redis, postgres).parallel().forEach(LocalServer::kill);
    Binaries.delete(folder);
  }

  private void startAll() {
    // An end of the JVM on the way would otherwise leave the first ones running.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-infrastructure"));
    try (var starters = Executors.newVirtualThreadPerTaskExecutor()) {
      var started =
          List.of(postgres, redis, kafka).stream()
              .map(server -> CompletableFuture.runAsync(server::start, starters))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(started).join();
    } catch (CompletionException e) {
      close();
      throw new LocalFailure(e.getCause().getMessage(), e);
    }
  }

  private static String password(SecureRandom random) {
    var bytes = new byte[12];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static final class Shared {
    static final TestInfrastructure INSTANCE = TestInfrastructure.start();
  }
}
