package io.trunkline.webhook.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.contract.Topics;
import io.trunkline.proto.event.Event;
import io.trunkline.webhook.event.EventViews;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Reads every partition of the events from its end and hands each event to the open sockets. Every
/// instance reads all of them, in no consumer group, because a reader may be connected to any.
@Component
class LiveEvents implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(LiveEvents.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Readers readers;
  private final EventViews views;
  private final String bootstrapServers;
  // State events of a lower epoch than this are of a worker that lost the session's shard.
  private final Map<String, Long> epochs = new HashMap<>();
  private volatile Consumer<byte[], byte[]> consumer;
  private volatile boolean stopping = true;
  private Thread thread;

  LiveEvents(
      Readers readers,
      EventViews views,
      @Value("${trunkline.kafka.bootstrap-servers}") String bootstrapServers) {
    this.readers = readers;
    this.views = views;
    this.bootstrapServers = bootstrapServers;
  }

  @Override
  public void start() {
    stopping = false;
    thread = Thread.ofPlatform().name("live-events").start(this::run);
  }

  @Override
  public void stop() {
    stopping = true;
    var current = consumer;
    if (current != null) {
      current.wakeup();
    }
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return !stopping;
  }

  private void run() {
    while (!stopping) {
      try (var opened = open()) {
        consumer = opened;
        read(opened);
      } catch (WakeupException | org.apache.kafka.common.errors.InterruptException e) {
        return;
      } catch (KafkaException e) {
        log.warn("Reading live events failed; trying again", e);
        pause();
      }
    }
  }

  private void read(Consumer<byte[], byte[]> opened) {
    var partitions =
        opened.partitionsFor(Topics.EVENTS).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    opened.assign(partitions);
    opened.seekToEnd(partitions);
    while (!stopping) {
      opened.poll(POLL).forEach(this::publish);
    }
  }

  private void publish(ConsumerRecord<byte[], byte[]> record) {
    try {
      var event = Event.parseFrom(record.value());
      if (isCurrent(event)) {
        views.view(event).ifPresent(readers::publish);
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      // The consumer of the webhooks sees the same record and puts it to the dead letters.
      log.debug("Unreadable event at {}@{}", record.partition(), record.offset());
    }
  }

  private boolean isCurrent(Event event) {
    return switch (event.getBodyCase()) {
      case CONNECTION, HEALTH ->
          epochs.merge(event.getSessionId(), event.getEpoch(), Math::max) == event.getEpoch();
      case DELETED -> {
        epochs.remove(event.getSessionId());
        yield true;
      }
      case CHAT, HISTORY, CONTACT, ACCOUNT, PRESENCE, CALL, READ, GROUP -> true;
      case MESSAGE, STATUS, UNDECRYPTABLE, TENANT_DELETED, BODY_NOT_SET -> true;
    };
  }

  private Consumer<byte[], byte[]> open() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            250),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
