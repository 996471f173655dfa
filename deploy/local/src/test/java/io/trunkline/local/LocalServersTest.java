package io.trunkline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServersTest {
  // A folder of TempDir is open to its owner alone, and its name gets a blank here: both are to
  // work, for root too.
  @TempDir private Path temporary;

  @Test
  void postgresKeepsItsDataOverStopAndKill() throws Exception {
    var passwords = new HashMap<String, String>();
    passwords.put(LocalPostgres.SUPERUSER, "superuser0");
    LocalPostgres.ROLES.forEach(role -> passwords.put(role, "password0"));
    var postgres =
        new LocalPostgres(folder("pg"), temporary.resolve("pg.log"), Ports.free(), passwords);
    postgres.start();
    try {
      execute(postgres, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (1)");
      postgres.stop();
      postgres.start();
      execute(postgres, "INSERT INTO kept VALUES (2)");
      postgres.kill();
      postgres.start();
      try (var connection = postgres.connect("trunkline_api_owner");
          var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT count(*) FROM kept")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
    } finally {
      postgres.kill();
    }
  }

  @Test
  void redisKeepsItsDataOverStop() throws IOException {
    var redis = new LocalRedis(folder("redis"), temporary.resolve("redis.log"), Ports.free());
    redis.start();
    try {
      assertThat(ask(redis, "SET kept yes")).isEqualTo("+OK");
      redis.stop();
      redis.start();
      assertThat(ask(redis, "STRLEN kept")).isEqualTo(":3");
    } finally {
      redis.kill();
    }
  }

  @Test
  void kafkaKeepsItsRecordsOverStopAndKill() throws Exception {
    var kafka =
        new LocalKafka(folder("kafka"), temporary.resolve("kafka.log"), Ports.free(), Ports.free());
    kafka.start();
    try {
      produce(kafka, "first");
      kafka.stop();
      kafka.start();
      produce(kafka, "second");
      kafka.kill();
      kafka.start();
      assertThat(consume(kafka, 2)).containsExactly("first", "second");
    } finally {
      kafka.kill();
    }
  }

  @Test
  void aFrozenServerAnswersAfterItWasThawed() throws IOException {
    var redis = new LocalRedis(folder("frozen"), temporary.resolve("redis.log"), Ports.free());
    redis.start();
    try {
      redis.freeze();
      assertThat(redis.isReady()).isFalse();
      redis.thaw();
      redis.awaitReady(Duration.ofSeconds(10));
    } finally {
      redis.kill();
    }
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var redis =
          new LocalRedis(folder("taken"), temporary.resolve("redis.log"), taken.getLocalPort());
      assertThatThrownBy(redis::start)
          .isInstanceOf(LocalFailure.class)
          .hasMessage("Port " + taken.getLocalPort() + " for Redis is taken.");
    }
  }

  @Test
  void aServerDiesWithTheKilledJvmThatStartedIt() throws Exception {
    var port = Ports.free();
    var jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RedisHolder.class.getName(),
                folder("orphan").toString(),
                temporary.resolve("orphan.log").toString(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .start();
    try {
      // The holder's first byte says that Redis serves.
      assertThat(jvm.getInputStream().read()).isPositive();
      assertThat(Ports.answers(port)).isTrue();
    } finally {
      jvm.destroyForcibly().waitFor();
    }
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (Ports.answers(port) && System.nanoTime() - end < 0) {
      Thread.sleep(20);
    }
    assertThat(Ports.answers(port)).isFalse();
  }

  /// Starts Redis and waits to be killed.
  static final class RedisHolder {
    private RedisHolder() {}

    public static void main(String[] arguments) throws InterruptedException {
      var starter =
          new Thread(
              () ->
                  new LocalRedis(
                          Path.of(arguments[0]),
                          Path.of(arguments[1]),
                          Integer.parseInt(arguments[2]))
                      .start());
      starter.start();
      // The thread that asked has ended when the killing begins; Redis must not end with it.
      starter.join();
      System.out.println("ready");
      System.out.flush();
      Thread.sleep(Duration.ofMinutes(1));
    }
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(temporary.resolve("with blank")).resolve(name);
  }

  private static void execute(LocalPostgres postgres, String... statements) throws Exception {
    try (var connection = postgres.connect("trunkline_api_owner");
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String ask(LocalRedis redis, String command) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      var answer = new byte[64];
      var length = socket.getInputStream().read(answer);
      return new String(answer, 0, length, StandardCharsets.US_ASCII).strip();
    }
  }

  private static void produce(LocalKafka kafka, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      producer
          .send(new ProducerRecord<>("trunkline.dead-letters", value))
          .get(20, TimeUnit.SECONDS);
    }
  }

  private static List<String> consume(LocalKafka kafka, int count) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition("trunkline.dead-letters", 0)));
      var values = new java.util.ArrayList<String>();
      var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (values.size() < count && System.nanoTime() - end < 0) {
        consumer.poll(Duration.ofMillis(200)).forEach(found -> values.add(found.value()));
      }
      return values;
    }
  }
}
