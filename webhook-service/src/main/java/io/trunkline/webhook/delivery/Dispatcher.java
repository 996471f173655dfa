package io.trunkline.webhook.delivery;

import io.micrometer.tracing.Span;
import io.trunkline.contract.tracing.Tracing;
import io.trunkline.webhook.subscription.Target;
import io.trunkline.webhook.subscription.Webhooks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Claims due lanes and works each off on a virtual thread of its own.
///
/// A webhook has a limited number of threads, and only one after a failure: an endpoint that hangs
/// or is down takes nothing from the others.
@Component
public class Dispatcher implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int BATCH = 50;
  private static final Duration CLAIM = Duration.ofMinutes(1);

  private final Deliveries deliveries;
  private final Webhooks webhooks;
  private final Endpoint endpoint;
  private final DeliverySettings settings;
  private final DeliveryMetrics metrics;
  private final Tracing tracing;
  private final Clock clock;
  private final Backoff backoff;
  private final Semaphore wake = new Semaphore(0);
  private final Semaphore permits;
  // Guarded by this.
  private final Map<UUID, Integer> running = new HashMap<>();
  private final Set<UUID> failing = new HashSet<>();
  private volatile boolean stopping = true;
  private Thread loop;
  private ExecutorService workers;

  Dispatcher(
      Deliveries deliveries,
      Webhooks webhooks,
      Endpoint endpoint,
      DeliverySettings settings,
      DeliveryMetrics metrics,
      Tracing tracing,
      Clock clock) {
    this.deliveries = deliveries;
    this.webhooks = webhooks;
    this.endpoint = endpoint;
    this.settings = settings;
    this.metrics = metrics;
    this.tracing = tracing;
    this.clock = clock;
    this.backoff = new Backoff(settings.firstRetry(), settings.longestRetry());
    this.permits = new Semaphore(settings.concurrency());
  }

  /// Says that something was queued; called after its transaction has committed.
  public void wake() {
    wake.release();
  }

  @Override
  public void start() {
    stopping = false;
    workers = Executors.newVirtualThreadPerTaskExecutor();
    loop = Thread.ofPlatform().name("webhook-dispatcher").start(this::run);
  }

  @Override
  public void stop() {
    stopping = true;
    wake.release();
    try {
      loop.join(Duration.ofSeconds(5));
      workers.shutdown();
      if (!workers.awaitTermination(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        workers.shutdownNow();
      }
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
      try {
        if (!claimSome() && wake.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        log.warn("Claiming deliveries failed; trying again", e);
        pause();
      }
    }
  }

  /// @return whether there may be more to claim right now
  private boolean claimSome() throws InterruptedException {
    permits.acquire();
    var free = 1 + permits.drainPermits();
    List<Lane> lanes = List.of();
    try {
      // One claim per lane, so that a late release never frees what somebody else took.
      var claim = UUID.randomUUID();
      lanes = deliveries.claim(claim, saturated(), free, clock.instant(), CLAIM);
      for (var lane : lanes) {
        take(lane, claim);
      }
    } finally {
      permits.release(free - lanes.size());
    }
    return lanes.size() == free;
  }

  private void take(Lane lane, UUID claim) {
    if (!reserve(lane.webhook())) {
      workers.execute(
          () -> {
            try {
              deliveries.release(lane, claim, Optional.empty());
            } finally {
              permits.release();
            }
          });
      return;
    }
    workers.execute(
        () -> {
          try {
            workOff(lane, claim);
          } catch (RuntimeException e) {
            // The claim runs out and the lane is taken again.
            log.warn("Delivering to webhook {} was interrupted", lane.webhook(), e);
          } finally {
            unreserve(lane.webhook());
            permits.release();
            wake.release();
          }
        });
  }

  private void workOff(Lane lane, UUID claim) {
    var target = webhooks.target(lane.webhook());
    if (target.isEmpty()) {
      return;
    }
    while (!stopping) {
      var batch = deliveries.pending(lane, BATCH);
      Optional<Instant> wakeAt = Optional.empty();
      var progressed = false;
      for (var delivery : batch) {
        if (stopping || !deliveries.renew(lane, claim, clock.instant().plus(CLAIM))) {
          return;
        }
        if (delivery.nextAttemptAt().isAfter(clock.instant())) {
          if (target.get().ordered()) {
            wakeAt = Optional.of(delivery.nextAttemptAt());
            break;
          }
          continue;
        }
        var postponed = attempt(target.get(), delivery);
        progressed |= postponed.isEmpty();
        if (postponed.isPresent() && target.get().ordered()) {
          wakeAt = postponed;
          break;
        }
      }
      if (wakeAt.isPresent() || !progressed || batch.size() < BATCH) {
        deliveries.release(lane, claim, wakeAt);
        return;
      }
    }
  }

  /// @return when to try again; empty when the delivery is finished, one way or the other
  private Optional<Instant> attempt(Target target, PendingDelivery delivery) {
    var attempt = call(target, delivery);
    var now = clock.instant();
    metrics.called(attempt);
    mark(target.webhook(), !attempt.delivered());
    if (attempt.delivered()) {
      deliveries.finish(delivery, "delivered", attempt, now);
      metrics.delivered(Duration.between(delivery.createdAt(), now));
      return Optional.empty();
    }
    var next = now.plus(backoff.after(delivery.attempts() + 1, ThreadLocalRandom.current()));
    if (next.isAfter(delivery.createdAt().plus(settings.lifetime()))) {
      deliveries.finish(delivery, "dead", attempt, now);
      metrics.dead();
      log.warn("Delivery {} to webhook {} is dead", delivery.id(), target.webhook());
      return Optional.empty();
    }
    deliveries.postpone(delivery, attempt, next);
    metrics.retried();
    return Optional.of(next);
  }

  private Attempt call(Target target, PendingDelivery delivery) {
    var hop = tracing.begin(Span.Kind.CLIENT, "webhook call", delivery.traceparent());
    var attempt = endpoint.call(target, delivery.eventId(), delivery.body(), hop.traceparent());
    hop.tag("trunkline.attempt", Integer.toString(delivery.attempts() + 1))
        .tag("http.status_code", String.valueOf(attempt.statusCode()))
        .end();
    return attempt;
  }

  private synchronized Set<UUID> saturated() {
    var full = new HashSet<UUID>();
    running.forEach(
        (webhook, lanes) -> {
          if (lanes >= limit(webhook)) {
            full.add(webhook);
          }
        });
    return full;
  }

  private synchronized boolean reserve(UUID webhook) {
    if (running.getOrDefault(webhook, 0) >= limit(webhook)) {
      return false;
    }
    running.merge(webhook, 1, Integer::sum);
    return true;
  }

  private synchronized void unreserve(UUID webhook) {
    running.computeIfPresent(webhook, (id, lanes) -> lanes == 1 ? null : lanes - 1);
  }

  private synchronized void mark(UUID webhook, boolean failed) {
    if (failed) {
      failing.add(webhook);
    } else {
      failing.remove(webhook);
    }
  }

  private int limit(UUID webhook) {
    return failing.contains(webhook) ? 1 : settings.concurrencyPerWebhook();
  }

  private void pause() {
    try {
      Thread.sleep(settings.poll());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Scheduled(fixedDelayString = "PT10S")
  void measure() {
    metrics.backlog(deliveries.backlog());
  }

  @Scheduled(fixedDelayString = "PT1H")
  void forget() {
    var forgotten = deliveries.forgetFinishedBefore(clock.instant().minus(settings.retention()));
    if (forgotten > 0) {
      log.info("Forgot {} finished deliveries", forgotten);
    }
  }
}
