package io.trunkline.api.command;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.contract.Topics;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyTo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/// Reads one partition of `trunkline.replies` from its end and hands each reply to whoever waits
/// for it in this process. Replies to other instances on the same partition are ignored, and so are
/// replies that nobody waits for any more.
@Component("replies")
public class Replies implements SmartLifecycle, HealthIndicator {
  private static final Logger log = LoggerFactory.getLogger(Replies.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final ConsumerFactory<byte[], byte[]> consumers;
  private final Instance instance;
  private final Map<String, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
  private volatile Optional<ReplyTo> address = Optional.empty();
  private volatile boolean running;
  private volatile Consumer<byte[], byte[]> current;
  private Thread reader;

  Replies(ConsumerFactory<byte[], byte[]> consumers, Instance instance) {
    this.consumers = consumers;
    this.instance = instance;
  }

  /// Where replies to this instance go; empty until its partition is being read.
  public Optional<ReplyTo> address() {
    return address;
  }

  /// Call before the command is published, and [#forget] when nobody waits any more.
  public CompletableFuture<Reply> expect(String commandId) {
    return waiting.computeIfAbsent(commandId, _ -> new CompletableFuture<>());
  }

  public void forget(String commandId) {
    waiting.remove(commandId);
  }

  @Override
  public void start() {
    running = true;
    reader = Thread.ofVirtual().name("replies").start(this::read);
  }

  private void read() {
    while (running) {
      try (var consumer = consumers.createConsumer("replies-" + instance.id(), "")) {
        current = consumer;
        attach(consumer);
        while (running) {
          consumer.poll(POLL).forEach(record -> accept(record.value()));
        }
      } catch (WakeupException e) {
        // Asked to stop.
      } catch (RuntimeException e) {
        address = Optional.empty();
        log.warn("Replies cannot be read, trying again: {}", e.toString());
        pause();
      }
    }
  }

  private void attach(Consumer<byte[], byte[]> consumer) {
    var partitions = consumer.partitionsFor(Topics.REPLIES).size();
    var partition =
        new TopicPartition(Topics.REPLIES, Math.floorMod(instance.id().hashCode(), partitions));
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    // Fixes the position now; otherwise replies written before the first poll would be passed over.
    var position = consumer.position(partition);
    address =
        Optional.of(
            ReplyTo.newBuilder()
                .setPartition(partition.partition())
                .setInstanceId(instance.id())
                .build());
    log.info("Replies are read from {} at {}", partition, position);
  }

  private void accept(byte[] value) {
    try {
      var reply = Reply.parseFrom(value);
      if (reply.getInstanceId().equals(instance.id())) {
        var waiter = waiting.remove(reply.getCommandId());
        if (waiter != null) {
          waiter.complete(reply);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      log.warn("A reply cannot be read: {}", e.getMessage());
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    running = false;
    var consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public Health health() {
    return address.isPresent() ? Health.up().build() : Health.down().build();
  }
}
