package io.trunkline.webhook.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/// - `trunkline.webhook.deliveries{outcome}`: tries that were `delivered`, `retried` or `dead`
/// - `trunkline.webhook.call`: duration of calls to endpoints
/// - `trunkline.webhook.lag`: from queueing to delivery, retries included
/// - `trunkline.webhook.backlog`: deliveries not finished
@Component
class DeliveryMetrics {
  private static final Duration[] LAGS = {
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10)
  };

  private final Counter delivered;
  private final Counter retried;
  private final Counter dead;
  private final Timer calls;
  private final Timer lag;
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
    lag =
        Timer.builder("trunkline.webhook.lag")
            .description("Time from the queueing of a delivery to its success, retries included")
            .serviceLevelObjectives(LAGS)
            .register(registry);
    Gauge.builder("trunkline.webhook.backlog", backlog, AtomicLong::get)
        .description("Deliveries that are not finished")
        .register(registry);
  }

  void called(Attempt attempt) {
    calls.record(Duration.ofMillis(attempt.latencyMs()));
  }

  void delivered(Duration since) {
    lag.record(since);
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
