package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.trunkline.e2e.Definitions.Endpoint;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every documented endpoint of manager and of Trunkline's own API with a key of each single scope:
/// only the scope that it needs opens it, and the others are refused before anything is looked at.
@ExtendWith(OneInstallation.class)
class ScopesIT {
  private static final List<String> SCOPES = List.of("read", "send", "sessions", "admin");
  private static final Set<String> ANY = Set.copyOf(SCOPES);

  /// What an endpoint needs. First match counts.
  private static final List<Needed> NEEDED =
      List.of(
          new Needed("GET /api/v1/me", ANY),
          new Needed("POST /api/v1/auth/logout", ANY),
          new Needed("\\w+ /api/v1/(keys|audit)(/.*)?", Set.of("admin")),
          new Needed("GET /api/v1/connections/\\{id}/export", Set.of("admin")),
          new Needed("GET /api/v1/webhooks(/.*)?", Set.of("read")),
          new Needed("\\w+ /api/v1/webhooks(/.*)?", Set.of("admin")),
          new Needed("(PATCH|PUT) /api/v1/notify/.*", Set.of("admin")),
          new Needed("(POST|DELETE) /api/v1/messages(/.*)?", Set.of("send")),
          new Needed("POST /api/v1/connections/\\{id}/chats/.*", Set.of("send")),
          new Needed("GET .*", Set.of("read")),
          new Needed("\\w+ /api/v1/(sessions|connections)(/.*)?", Set.of("sessions")));

  private record Needed(String calls, Set<String> scopes) {}

  private final Installation installation;

  ScopesIT(Installation installation) {
    this.installation = installation;
  }

  @Test
  void onlyTheScopeThatAnEndpointNeedsOpensIt() {
    var tenant = NewTenant.of(installation);
    var keys = new LinkedHashMap<String, Http>();
    for (var scope : SCOPES) {
      var key = tenant.post("/api/v1/keys", Map.of("name", scope, "scopes", List.of(scope)));
      assertThat(key.status()).as(key.toString()).isEqualTo(201);
      keys.put(
          scope,
          installation.anonymous().with("X-API-Key", key.body().findValue("secret").asString()));
    }
    var nothing = new LinkedHashMap<String, String>();
    nothing.put("id", UUID.randomUUID().toString());
    nothing.put("phone", "96179999999");
    nothing.put("chat", "96179999999@s.whatsapp.net");
    nothing.put("messageId", "3EB0000000000000");
    var wrong = new ArrayList<String>();
    var tried = 0;
    for (var endpoint : Definitions.read(installation.anonymous())) {
      if (endpoint.isOpen() || !Set.of("manager", "trunkline").contains(endpoint.definition())) {
        continue;
      }
      var needed = needed(endpoint);
      for (var key : keys.entrySet()) {
        // What would be refused is asked as documented; what is open, without its body.
        var mayPass = needed.contains(key.getKey());
        var reply = call(key.getValue(), endpoint, nothing, !mayPass);
        var isRefused =
            reply.status() == 403 && reply.body().path("code").asString("").equals("forbidden");
        if (isRefused == mayPass || reply.status() >= 500) {
          wrong.add("%s with scope %s: %s".formatted(endpoint, key.getKey(), reply));
        }
        tried++;
      }
    }
    System.out.println("Calls by scope: " + tried);
    assertThat(wrong).isEmpty();
  }

  private static Http.Reply call(
      Http caller, Endpoint endpoint, Map<String, String> values, boolean withBody) {
    return endpoint.hasBody()
        ? caller.send(
            endpoint.method(),
            endpoint.path(values),
            "application/json",
            BodyPublishers.ofString(withBody ? endpoint.body().toString() : "{}"))
        : caller.send(endpoint.method(), endpoint.path(values), null, BodyPublishers.noBody());
  }

  private static Set<String> needed(Endpoint endpoint) {
    return NEEDED.stream()
        .filter(needed -> endpoint.key().matches(needed.calls()))
        .findFirst()
        .orElseGet(() -> fail("No scope is declared for " + endpoint))
        .scopes();
  }
}
