package io.trunkline.api;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.contract.Topics;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads `trunkline.events` from its beginning, as another service would.
final class EventTopic {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private EventTopic() {}

  /// The first `count` events that match, or fewer where no more come in time.
  static List<Event> await(Predicate<Event> matches, int count) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", TestInfrastructure.shared().kafkaBootstrap()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.EVENTS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var events = new ArrayList<Event>();
      var end = System.nanoTime() + PATIENCE.toNanos();
      while (events.size() < count && System.nanoTime() < end) {
        for (var row : consumer.poll(Duration.ofSeconds(1))) {
          parse(row.value()).filter(matches).ifPresent(events::add);
        }
      }
      return events;
    }
  }

  /// Other tests put nonsense on the topic.
  private static Optional<Event> parse(byte[] value) {
    try {
      return Optional.of(Event.parseFrom(value));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }
}
