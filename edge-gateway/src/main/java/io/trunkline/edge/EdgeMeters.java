package io.trunkline.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Every meter of the gateway. Names, tags and meanings are in the module's README.
@Component
public final class EdgeMeters {
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;
  private final Counter limitedLocally;

  public EdgeMeters(MeterRegistry registry) {
    this.registry = registry;
    limitedLocally =
        Counter.builder("trunkline.edge.ratelimit.local")
            .description("Requests that were limited without Redis")
            .register(registry);
  }

  /// @param dialect lower case
  /// @param status class of the status, such as `2xx`, or `aborted`
  /// @param answeredBy `service` or `edge`
  public void request(String dialect, String status, String answeredBy, Duration took) {
    Timer.builder("trunkline.edge.requests")
        .description("Requests from their arrival to the end of the answer or of the upgrade")
        .tag("dialect", dialect)
        .tag("status", status)
        .tag("answered", answeredBy)
        .serviceLevelObjectives(LATENCIES)
        .register(registry)
        .record(took);
  }

  /// @param reason slug of the refusal
  public void refusal(String reason) {
    Counter.builder("trunkline.edge.refusals")
        .description("Requests that the gateway refused by itself")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /// @param outcome `active`, `inactive` or `unanswered`
  public void introspection(String outcome) {
    Counter.builder("trunkline.edge.introspections")
        .description("Questions to api-service about a credential; kept answers not counted")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  public void limitedLocally() {
    limitedLocally.increment();
  }
}
