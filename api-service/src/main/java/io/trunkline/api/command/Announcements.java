package io.trunkline.api.command;

import io.trunkline.api.failure.Failure;
import io.trunkline.contract.Topics;
import io.trunkline.proto.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Tells the other services what this one did that is about no session.
@Component
public class Announcements {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final KafkaTemplate<String, byte[]> kafka;
  private final Clock clock;

  Announcements(KafkaTemplate<String, byte[]> kafka, Clock clock) {
    this.kafka = kafka;
    this.clock = clock;
  }

  /// Returns once Kafka has it.
  ///
  /// @param id of the event
  /// @param body sets what happened
  /// @throws Failure `GATEWAY_UNAVAILABLE`
  public void tell(UUID tenant, String id, Consumer<Event.Builder> body) {
    var event =
        Event.newBuilder()
            .setEventId(id)
            .setTenantId(tenant.toString())
            .setOccurredAtMs(clock.millis());
    body.accept(event);
    try {
      kafka
          .send(Topics.EVENTS, tenant.toString(), event.build().toByteArray())
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw Failure.unavailable("The gateway is not ready", RETRY, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unavailable("The gateway is stopping", RETRY, e);
    }
  }
}
