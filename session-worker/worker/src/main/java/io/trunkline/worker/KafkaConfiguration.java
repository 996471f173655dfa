package io.trunkline.worker;

import io.trunkline.contract.Topics;
import io.trunkline.worker.settings.InstallationSettings;
import io.trunkline.worker.settings.InstallationSettings.Profile;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {
  private static final Duration RETENTION = Duration.ofDays(7);

  @Bean(destroyMethod = "")
  Consumer<String, byte[]> commandSource(KafkaProperties properties) {
    return new KafkaConsumer<>(
        new HashMap<>(properties.buildConsumerProperties()),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  @Bean(destroyMethod = "")
  Producer<String, byte[]> eventSink(KafkaProperties properties) {
    return new KafkaProducer<>(
        new HashMap<>(properties.buildProducerProperties()),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /// In production the operator creates them, with the replication that the installation needs.
  @Bean
  KafkaAdmin.NewTopics topics(InstallationSettings settings) {
    return settings.profile() == Profile.LOCAL
        ? new KafkaAdmin.NewTopics(
            Stream.of(
                    topic(Topics.COMMANDS, settings.shards()),
                    topic(Topics.EVENTS, 64),
                    topic(Topics.REPLIES, 8),
                    topic(Topics.DEAD_LETTERS, 1))
                .toArray(NewTopic[]::new))
        : new KafkaAdmin.NewTopics();
  }

  private static NewTopic topic(String name, int partitions) {
    return TopicBuilder.name(name)
        .partitions(partitions)
        .replicas(1)
        .config("retention.ms", Long.toString(RETENTION.toMillis()))
        .build();
  }

  static final List<String> TOPICS =
      List.of(Topics.COMMANDS, Topics.EVENTS, Topics.REPLIES, Topics.DEAD_LETTERS);
}
