package io.trunkline.webhook.intake;

import io.trunkline.contract.Topics;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/// Creates missing topics in the local profile; in production the operator creates them.
@Configuration(proxyBeanMethods = false)
class LocalTopics {
  private static final Duration RETENTION = Duration.ofDays(7);

  @Bean
  KafkaAdmin.NewTopics topics(@Value("${trunkline.profile}") String profile) {
    return profile.equalsIgnoreCase("local")
        ? new KafkaAdmin.NewTopics(
            Stream.of(topic(Topics.EVENTS, 64), topic(Topics.DEAD_LETTERS, 1))
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
