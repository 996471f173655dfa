package io.trunkline.local;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The installation's own API, called through the edge as any client would.
final class Gateway {
  static final String TENANT = "demo";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Http http;
  private final String url;
  private final Secrets secrets;

  Gateway(Http http, String url, Secrets secrets) {
    this.http = http;
    this.url = url;
    this.secrets = secrets;
  }

  String url() {
    return url;
  }

  /// Makes the tenant `demo` and a key with all scopes, where missing.
  void seedDemoTenant() {
    if (secrets.demoApiKey().isPresent() && works()) {
      return;
    }
    var tenant = findTenant().orElseGet(this::createTenant);
    var key =
        operator(
            "POST",
            "/admin/v1/tenants/" + tenant + "/keys",
            Map.of("name", "deploy/up", "scopes", List.of("read", "send", "sessions", "admin")));
    secrets.keepDemoApiKey(
        text(key, "tlk_")
            .orElseThrow(() -> new LocalFailure("The gateway made a key and did not show it.")));
  }

  JsonNode get(String path) {
    return tenant("GET", path, Map.of());
  }

  JsonNode post(String path, Map<String, ?> body) {
    return tenant("POST", path, body);
  }

  /// Whether the key that was kept is still good; only a clear no is a no.
  private boolean works() {
    try {
      return http.get(url + "/api/v1/connections?limit=1", tenantHeaders()).status() != 401;
    } catch (IOException e) {
      return true;
    }
  }

  private Optional<String> findTenant() {
    for (var list : operator("GET", "/admin/v1/tenants", Map.of())) {
      for (var tenant : list.isArray() ? list : List.of(list)) {
        if (TENANT.equals(tenant.path("name").asString(""))) {
          return Optional.of(tenant.path("id").asString());
        }
      }
    }
    return Optional.empty();
  }

  private String createTenant() {
    var created = operator("POST", "/admin/v1/tenants", Map.of("name", TENANT));
    var tenant = created.has("tenant") ? created.path("tenant") : created;
    return tenant.path("id").asString();
  }

  private Map<String, String> tenantHeaders() {
    return Map.of("X-API-Key", secrets.demoApiKey().orElseThrow());
  }

  private JsonNode operator(String method, String path, Map<String, ?> body) {
    return call(method, path, Map.of("X-Admin-Key", secrets.adminKey()), body);
  }

  private JsonNode tenant(String method, String path, Map<String, ?> body) {
    return call(method, path, tenantHeaders(), body);
  }

  /// Calls again while the gateway says that it is not ready, as any client may; the idempotency
  /// key makes that safe.
  ///
  /// @return the `data` of the envelope
  private JsonNode call(
      String method, String path, Map<String, String> headers, Map<String, ?> body) {
    var all = new HashMap<>(headers);
    if (method.equals("POST")) {
      all.put("Idempotency-Key", UUID.randomUUID().toString());
    }
    var end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        var reply =
            method.equals("GET") ? http.get(url + path, all) : http.post(url + path, all, body);
        if (reply.isSuccess()) {
          return reply.body().has("data") ? reply.body().path("data") : reply.body();
        }
        if (reply.status() != 503 || System.nanoTime() - end > 0) {
          throw new LocalFailure(
              "%s %s answered %d %s"
                  .formatted(
                      method, path, reply.status(), reply.body().path("error").asString("")));
        }
        Thread.sleep(Duration.ofMillis(500));
      }
    } catch (IOException e) {
      throw new LocalFailure(method + " " + path + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted", e);
    }
  }

  /// The first text anywhere in the reply that begins so.
  private static Optional<String> text(JsonNode node, String prefix) {
    if (node.isString() && node.asString().startsWith(prefix)) {
      return Optional.of(node.asString());
    }
    for (var child : node) {
      var found = text(child, prefix);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
