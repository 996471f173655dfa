package io.trunkline.edge.usage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Counts requests of tenants in memory and tells api-service every [#PERIOD]. A crash loses what
/// one period has counted; what api-service does not take is told again with the next batch.
public final class CallCounter implements SmartLifecycle {
  static final Duration PERIOD = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(CallCounter.class);
  private static final int MOST_AT_ONCE = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Function<Map<UUID, Long>, Mono<Void>> api;
  private final Map<UUID, Long> counts = new ConcurrentHashMap<>();
  private Disposable telling;

  /// @param api tells api-service of at most 1,000 tenants
  CallCounter(Function<Map<UUID, Long>, Mono<Void>> api) {
    this.api = api;
  }

  public void count(UUID tenant) {
    counts.merge(tenant, 1L, Long::sum);
  }

  @Override
  public synchronized void start() {
    telling = Flux.interval(PERIOD).onBackpressureDrop().concatMap(_ -> tell()).subscribe();
  }

  @Override
  public synchronized void stop() {
    telling.dispose();
    telling = null;
    tell().block(PATIENCE.plusSeconds(1));
  }

  @Override
  public synchronized boolean isRunning() {
    return telling != null;
  }

  /// Tells what has been counted; never fails.
  Mono<Void> tell() {
    return Flux.fromIterable(batches()).concatMap(this::tell).then();
  }

  private List<Map<UUID, Long>> batches() {
    var batches = new ArrayList<Map<UUID, Long>>();
    for (var tenant : List.copyOf(counts.keySet())) {
      if (batches.isEmpty() || batches.getLast().size() >= MOST_AT_ONCE) {
        batches.add(new HashMap<>());
      }
      var count = counts.remove(tenant);
      if (count != null) {
        batches.getLast().put(tenant, count);
      }
    }
    return batches;
  }

  private Mono<Void> tell(Map<UUID, Long> batch) {
    return api.apply(batch)
        .timeout(PATIENCE)
        .onErrorResume(
            failure -> {
              log.warn("api-service takes no counts of calls: {}", failure.toString());
              batch.forEach((tenant, count) -> counts.merge(tenant, count, Long::sum));
              return Mono.empty();
            });
  }
}
