package io.trunkline.worker;

import io.trunkline.contract.Topics;
import io.trunkline.worker.settings.InstallationSettings;
import io.trunkline.worker.settings.InstallationSettings.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/// What must hold before a worker takes a shard. A promise that the installation cannot keep is
/// refused at once, in one sentence.
@Component
class StartChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final String CHOOSE_SHARDS =
      "INSERT INTO installation (shard_count) VALUES (?) ON CONFLICT DO NOTHING";
  private static final String CHOSEN_SHARDS = "SELECT shard_count FROM installation";
  private static final List<String> DURABLE = List.of("on", "remote_write", "remote_apply");

  private final JdbcClient jdbc;
  private final KafkaAdmin kafka;
  private final InstallationSettings settings;

  StartChecks(JdbcClient jdbc, KafkaAdmin kafka, InstallationSettings settings) {
    this.jdbc = jdbc;
    this.kafka = kafka;
    this.settings = settings;
  }

  void run() throws InterruptedException {
    checkCommitsAreDurable();
    checkTopics();
  }

  /// Without it a ratchet that has been used could come back after a crash of the database.
  private void checkCommitsAreDurable() throws InterruptedException {
    var level = commitLevel();
    require(
        DURABLE.contains(level),
        "Expected synchronous_commit to be one of " + DURABLE + " but was " + level);
  }

  /// The first question to PostgreSQL, which may be starting just now as well.
  private String commitLevel() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return jdbc.sql("SHOW synchronous_commit").query(String.class).single();
      } catch (DataAccessResourceFailureException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private void checkTopics() throws InterruptedException {
    try (var admin = AdminClient.create(kafka.getConfigurationProperties())) {
      var topics =
          admin
              .describeTopics(KafkaConfiguration.TOPICS)
              .allTopicNames()
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      checkShards(topics.get(Topics.COMMANDS).partitions().size());
      if (settings.profile() == Profile.PRODUCTION) {
        checkReplication(admin, topics);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka does not tell about the topics: " + e.getMessage(), e);
    }
  }

  private void checkShards(int partitions) {
    jdbc.sql(CHOOSE_SHARDS).param(partitions).update();
    int chosen = jdbc.sql(CHOSEN_SHARDS).query(Integer.class).single();
    require(
        chosen == partitions,
        "Expected "
            + chosen
            + " partitions of "
            + Topics.COMMANDS
            + ", as chosen at installation, but was "
            + partitions);
  }

  private static void checkReplication(AdminClient admin, Map<String, TopicDescription> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (var topic : topics.values()) {
      int replicas = topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
      require(
          replicas >= 3,
          "Expected replication 3 of topic " + topic.name() + " but was " + replicas);
    }
    var resources =
        topics.keySet().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    var configs =
        admin.describeConfigs(resources).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    configs.forEach(
        (resource, config) -> {
          int inSync = Integer.parseInt(config.get("min.insync.replicas").value());
          require(
              inSync >= 2,
              "Expected min.insync.replicas of 2 at topic "
                  + resource.name()
                  + " but was "
                  + inSync);
        });
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
