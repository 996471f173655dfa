package io.trunkline.api.command;

import io.trunkline.api.GatewaySettings;
import io.trunkline.contract.Shards;
import io.trunkline.contract.Topics;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/// Creates missing topics in the local profile. In production the operator creates them, with the
/// replication that the installation needs.
@Configuration(proxyBeanMethods = false)
class LocalTopics {
  private static final Duration RETENTION = Duration.ofDays(7);

  @Bean
  KafkaAdmin.NewTopics topics(GatewaySettings settings) {
    return settings.profile() == GatewaySettings.Profile.LOCAL
        ? new KafkaAdmin.NewTopics(
            Stream.of(
                    topic(Topics.COMMANDS, Shards.DEFAULT_COUNT),
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
}
