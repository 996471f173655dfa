package io.trunkline.webhook.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/// - `trunkline.webhook.deliveries{outcome}`: tries that were `delivered`, `retried` or `dead`
/// - `trunkline.webhook.call`: duration of calls to endpoints
/// - `trunkline.webhook.backlog`: deliveries not finished
@Component
class DeliveryMetrics {
  private final Counter delivered;
  private final Counter retried;
  private final Counter dead;
  private final Timer calls;
  private final AtomicLong backlog = new AtomicLong();

  DeliveryMetrics(MeterRegistry registry) {
    delivered = outcome(registry, "delivered");
    retried = outcome(registry, "retried");
    dead = outcome(registry, "dead");
    calls =
        Timer.builder("trunkline.webhook.call")
            .description("Duration of calls to endpoints")
            .publishPercentileHistogram()
            .register(registry);
    registry.gauge("trunkline.webhook.backlog", backlog);
  }

  void called(Attempt attempt) {
    calls.record(Duration.ofMillis(attempt.latencyMs()));
  }

  void delivered() {
    delivered.increment();
  }

  void retried() {
    retried.increment();
  }

  void dead() {
    dead.increment();
  }

  void backlog(long deliveries) {
    backlog.set(deliveries);
  }

  private static Counter outcome(MeterRegistry registry, String outcome) {
    return Counter.builder("trunkline.webhook.deliveries")
        .description("Tries to deliver an event to a webhook")
        .tag("outcome", outcome)
        .register(registry);
  }
}
