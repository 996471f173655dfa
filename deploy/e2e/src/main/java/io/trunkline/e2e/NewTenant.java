package io.trunkline.e2e;

import java.util.Map;
import java.util.UUID;

/// A tenant of a test's own, with a key that may do everything in it as often as it likes.
final class NewTenant {
  private static final Map<String, Integer> NO_LIMIT = Map.of("requestsPerSecond", 10_000);

  private NewTenant() {}

  /// @return calls with the tenant's key
  static Http of(Installation installation) {
    return of(installation, NO_LIMIT);
  }

  /// @param quotas as the operator's API names them
  /// @return calls with the tenant's key
  static Http of(Installation installation, Map<String, Integer> quotas) {
    return installation.anonymous().with("X-API-Key", key(installation, quotas));
  }

  /// @return the secret of a new tenant's key
  static String key(Installation installation) {
    return key(installation, NO_LIMIT);
  }

  private static String key(Installation installation, Map<String, Integer> quotas) {
    var operator = installation.operator();
    var tenant =
        operator.post(
            "/admin/v1/tenants", Map.of("name", "tenant " + UUID.randomUUID(), "quotas", quotas));
    var key =
        operator.post(
            "/admin/v1/tenants/" + tenant.body().findValue("id").asString() + "/keys",
            Map.of("name", "test", "scopes", new String[] {"read", "send", "sessions", "admin"}));
    if (key.status() != 201) {
      throw new IllegalStateException("The key was answered by " + key);
    }
    return key.body().findValue("secret").asString();
  }
}
