package io.trunkline.api.tenant;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Tenants as they were a moment ago, because every sending call needs its tenant's country, quotas
/// and state, which hardly ever change. Bounded in age and in number.
final class RecentTenants {
  private static final long AGE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int MOST = 10_000;

  private final Map<UUID, Seen> seen = new ConcurrentHashMap<>();

  private record Seen(Optional<Tenant> tenant, long at) {}

  Optional<Tenant> get(UUID id, Function<UUID, Optional<Tenant>> load) {
    var known = seen.get(id);
    if (known != null && System.nanoTime() - known.at() < AGE_NANOS) {
      return known.tenant();
    }
    // Taken before the load, so that its age covers all of it.
    var at = System.nanoTime();
    var tenant = load.apply(id);
    if (seen.size() >= MOST) {
      seen.clear();
    }
    seen.put(id, new Seen(tenant, at));
    return tenant;
  }

  void forget(UUID id) {
    seen.remove(id);
  }
}
