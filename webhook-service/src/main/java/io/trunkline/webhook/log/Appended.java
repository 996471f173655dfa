package io.trunkline.webhook.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/// Wakes those of this instance who wait for the log to grow. What other instances append is found
/// by looking again after a while, so every wait has an end.
@Component
public class Appended {
  private final Map<UUID, Long> counts = new HashMap<>();
  private long total;

  /// Called after the append has committed.
  public synchronized void signal(Collection<UUID> tenants) {
    total++;
    tenants.forEach(tenant -> counts.merge(tenant, 1L, Long::sum));
    notifyAll();
  }

  /// How often it was signalled for the tenant, or at all; to be read before looking into the log.
  public synchronized long count(Optional<UUID> tenant) {
    return tenant.map(id -> counts.getOrDefault(id, 0L)).orElse(total);
  }

  /// Waits until it was signalled after `seen` was read, or `atMost`.
  public synchronized void await(Optional<UUID> tenant, long seen, Duration atMost)
      throws InterruptedException {
    var end = System.nanoTime() + atMost.toNanos();
    while (count(tenant) == seen) {
      var left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
