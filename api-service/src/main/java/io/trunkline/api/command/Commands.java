package io.trunkline.api.command;

import io.micrometer.tracing.Span;
import io.trunkline.api.failure.Failure;
import io.trunkline.contract.Shards;
import io.trunkline.contract.Topics;
import io.trunkline.contract.tracing.TraceParent;
import io.trunkline.contract.tracing.Tracing;
import io.trunkline.proto.command.Command;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Writes commands to the shard of their session. The partition is chosen by [Shards], not by
/// Kafka, because a session has one shard for ever.
@Component
public class Commands {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaTemplate<String, byte[]> kafka;
  private final Tracing tracing;
  private volatile int shards;

  Commands(KafkaTemplate<String, byte[]> kafka, Tracing tracing) {
    this.kafka = kafka;
    this.tracing = tracing;
  }

  /// @return completes when the broker has the command; fails where it does not answer in time
  public CompletableFuture<Void> publish(Command command) {
    return publish(command, TraceParent.current());
  }

  /// @param traceparent of what caused it; empty: nothing that is traced
  public CompletableFuture<Void> publish(Command command, String traceparent) {
    try {
      var shard = Shards.shardOf(UUID.fromString(command.getSessionId()), shards());
      var record =
          new ProducerRecord<>(
              Topics.COMMANDS, shard, command.getSessionId(), command.toByteArray());
      var hop = tracing.begin(Span.Kind.PRODUCER, Topics.COMMANDS + " publish", traceparent);
      hop.carry(header -> record.headers().add(TraceParent.HEADER, header));
      return kafka.send(record).whenComplete((_, failure) -> hop.end(failure)).thenApply(_ -> null);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// Publishes and waits until the broker has it.
  ///
  /// @throws Failure `GATEWAY_UNAVAILABLE`
  public void publishNow(Command command) {
    try {
      publish(command).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw Failure.unavailable("The gateway is not ready", Duration.ofSeconds(2), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unavailable("The gateway is stopping", Duration.ofSeconds(2), e);
    }
  }

  private int shards() {
    if (shards == 0) {
      // Fixed for the life of an installation, so it is asked once.
      shards = kafka.partitionsFor(Topics.COMMANDS).size();
    }
    return shards;
  }
}
