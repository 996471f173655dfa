package io.trunkline.api.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.contract.DeadLetter;
import io.trunkline.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Puts aside what cannot be processed, as it came, with headers that say where from and why.
@Component
class DeadLetters {
  private static final String CONSUMER = "api-service";

  private final KafkaTemplate<String, byte[]> kafka;
  private final MeterRegistry meters;

  DeadLetters(KafkaTemplate<String, byte[]> kafka, MeterRegistry meters) {
    this.kafka = kafka;
    this.meters = meters;
    // There from the start, because a rate begins with the second sample.
    counter("malformed");
  }

  /// Returns when the broker has it.
  ///
  /// @throws IllegalStateException where it does not; the original must then be read again
  void publish(ConsumerRecord<byte[], byte[]> original, String reason) {
    var key = original.key() == null ? null : new String(original.key(), StandardCharsets.UTF_8);
    var letter = new ProducerRecord<>(Topics.DEAD_LETTERS, key, original.value());
    Map.of(
            DeadLetter.TOPIC, original.topic(),
            DeadLetter.PARTITION, Integer.toString(original.partition()),
            DeadLetter.OFFSET, Long.toString(original.offset()),
            DeadLetter.CONSUMER, CONSUMER,
            DeadLetter.REASON, reason)
        .forEach(
            (name, value) -> letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    try {
      kafka.send(letter).get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The broker did not take a dead letter", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the broker takes a dead letter", e);
    }
    counter(reason).increment();
  }

  private Counter counter(String reason) {
    return Counter.builder("trunkline.api.events.dead_letters")
        .description("Events that could not be stored")
        .tag("reason", reason)
        .register(meters);
  }
}
