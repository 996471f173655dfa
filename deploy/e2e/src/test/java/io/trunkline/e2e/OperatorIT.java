package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.e2e.Definitions.Endpoint;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Everything under `/admin/v1` through the front door, with its effect and each documented error.
@ExtendWith(OneInstallation.class)
class OperatorIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TENANTS = "/admin/v1/tenants";
  private static final String USERS = "/admin/v1/users";
  private static final String FLEET = "/admin/v1/fleet";
  private static final String VERSION = "/admin/v1/whatsapp-version";
  private static final String ROTATE = "/admin/v1/keys/rotate-master";

  private final Installation installation;
  private final Http operator;

  OperatorIT(Installation installation) {
    this.installation = installation;
    this.operator = installation.operator();
  }

  private static JsonNode ok(Http.Reply reply, int status) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.header("X-Request-Id")).isNotEmpty();
    if (status == 204) {
      return reply.body();
    }
    assertThat(reply.body().path("success").asBoolean()).as(reply.toString()).isTrue();
    return reply.body().path("data");
  }

  private static void fails(Http.Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.body().path("success").asBoolean(true)).as(reply.toString()).isFalse();
    assertThat(reply.body().path("error").asString("")).as(reply.toString()).isNotEmpty();
    assertThat(reply.body().path("code").asString("")).as(reply.toString()).isEqualTo(code);
  }

  private Http.Reply post(String path) {
    return operator.send("POST", path, null, BodyPublishers.noBody());
  }

  private String newTenant(Map<String, ?> more) {
    var fields = new HashMap<String, Object>(more);
    fields.put("name", "operated " + UUID.randomUUID());
    return ok(operator.post(TENANTS, fields), 201).path("tenant").path("id").asString();
  }

  private JsonNode newKey(String tenant, List<String> scopes) {
    var fields = Map.of("name", "made", "scopes", scopes);
    return ok(operator.post(TENANTS + "/" + tenant + "/keys", fields), 201).path("key");
  }

  private Http with(JsonNode key) {
    return installation.anonymous().with("X-API-Key", key.path("secret").asString());
  }

  @Test
  void tenantIsMadeShownChangedAndRemoved() {
    var quotas = Map.of("sessions", 1, "messagesPerDay", 100, "mediaBytes", 1000);
    var id = newTenant(Map.of("defaultCountry", "44", "quotas", quotas));
    var path = TENANTS + "/" + id;
    var shown = ok(operator.get(path), 200).path("tenant");
    assertThat(shown.path("state").asString()).isEqualTo("active");
    assertThat(shown.path("quotas").path("sessions").asInt()).isEqualTo(1);
    var name = shown.path("name").asString();
    assertThat(ok(operator.get(TENANTS), 200).findValuesAsString("id")).contains(id);
    fails(operator.post(TENANTS, Map.of("name", name)), 409, "tenant_exists");
    for (var bad :
        List.of(
            Map.of(),
            Map.of("name", ""),
            Map.of("name", "x", "defaultCountry", "abc"),
            Map.of("name", "x", "quotas", Map.of("sessions", -1)))) {
      fails(operator.post(TENANTS, bad), 400, "invalid_request");
    }
    var changed = ok(operator.patch(path, Map.of("defaultCountry", "49")), 200).path("tenant");
    assertThat(changed.path("defaultCountry").asString()).isEqualTo("49");
    assertThat(changed.path("quotas")).isEqualTo(shown.path("quotas"));
    fails(operator.patch(path, Map.of("name", 7)), 400, "invalid_request");

    var key = with(newKey(id, List.of("read", "sessions")));
    ok(key.post("/api/v1/sessions", Map.of("name", "one")), 201);
    fails(key.post("/api/v1/sessions", Map.of("name", "two")), 403, "quota_exceeded");
    ok(operator.delete(path), 204);
    fails(operator.get(path), 404, "tenant_not_found");
    fails(operator.delete(path), 404, "tenant_not_found");
    Waiting.until("the key to be void", LIMIT, () -> key.get("/api/v1/me").status() == 401);
    assertThat(audited("tenant.deleted")).contains(id);
  }

  @Test
  void whatIsMadeUnderAKeyIsMadeOnceAndListsComeInParts() {
    var tenant =
        madeOnce(TENANTS, Map.of("name", "once " + UUID.randomUUID())).path("tenant").path("id");
    var path = TENANTS + "/" + tenant.asString();
    var key = Map.of("name", "one", "scopes", List.of("read"));
    var secret = madeOnce(path + "/keys", key).path("key").path("secret").asString();
    assertThat(secret).startsWith("tlk_");
    newKey(tenant.asString(), List.of("read"));
    var page = ok(operator.get(path + "/keys?limit=1"), 200);
    assertThat(page.path("keys")).hasSize(1);
    var rest = ok(operator.get(path + "/keys?after=" + page.path("next").asString()), 200);
    assertThat(rest.path("keys")).hasSize(1);
    var user = Map.of("email", UUID.randomUUID() + "@trunkline.example", "password", "12345678");
    var member = new HashMap<String, Object>(user);
    member.put("role", "agent");
    madeOnce(path + "/users", member);
    assertThat(ok(operator.get(path + "/users"), 200).path("users")).hasSize(1);
    ok(operator.delete(path), 204);
    var id = madeOnce(USERS, user).path("user").path("id").asString();
    ok(operator.delete(USERS + "/" + id), 204);
    for (var list : List.of(TENANTS, USERS)) {
      fails(operator.get(list + "?limit=0"), 400, "invalid_request");
      fails(operator.get(list + "?after=x"), 400, "invalid_request");
    }
    assertThat(ok(operator.get(TENANTS + "?limit=1"), 200).path("next").asString()).isEqualTo("1");
  }

  /// @return the data of both replies
  private JsonNode madeOnce(String path, Map<String, ?> fields) {
    var http = operator.with("Idempotency-Key", UUID.randomUUID().toString());
    var made = ok(http.post(path, fields), 201);
    assertThat(ok(http.post(path, fields), 201)).isEqualTo(made);
    var other = new HashMap<String, Object>(fields);
    other.put("name", "other");
    fails(http.post(path, other), 409, "idempotency_key_reused");
    return made;
  }

  @Test
  void suspendedTenantIsRefusedEverywhereUntilItIsResumed() {
    var own = installation.simulator().phone("96176190001", "Suspended");
    var id = newTenant(Map.of());
    var key = with(newKey(id, List.of("read", "send", "sessions", "admin")));
    var connection = Connection.request(key, installation.anonymous(), "suspended");
    connection.link(own);
    ok(post(TENANTS + "/" + id + "/suspend"), 204);
    // The gateway believes an answer about a credential for a while.
    for (var path : List.of("/api/v1/me", "/api/v1/webhooks", "/api/v1/messages")) {
      Waiting.until(path + " to be refused", LIMIT, () -> key.get(path).status() == 403);
      fails(key.get(path), 403, "tenant_suspended");
    }
    Waiting.until("the socket to be closed", LIMIT, () -> !own.hasDeviceOnline());
    ok(post(TENANTS + "/" + id + "/resume"), 204);
    Waiting.until("the tenant to be served", LIMIT, () -> key.get("/api/v1/me").status() == 200);
    connection.awaitConnected(LIMIT);
    ok(operator.delete(TENANTS + "/" + id), 204);
  }

  @Test
  void keysUsersAndUsageOfATenantAreTheOperatorsToo() {
    var path = TENANTS + "/" + newTenant(Map.of());
    var key =
        ok(operator.post(path + "/keys", Map.of("name", "k", "scopes", List.of("read"))), 201);
    var keyId = key.path("key").path("id").asString();
    assertThat(key.path("key").path("secret").asString()).startsWith("tlk_");
    var listed = ok(operator.get(path + "/keys"), 200);
    assertThat(listed.findValuesAsString("id")).containsExactly(keyId);
    assertThat(listed.toString()).doesNotContain("tlk_");
    for (var bad :
        List.of(
            Map.of("name", "k"),
            Map.of("name", "k", "scopes", List.of()),
            Map.of("name", "k", "scopes", List.of("all")),
            Map.of("name", "k", "scopes", List.of("read"), "requestsPerSecond", 0),
            Map.of("name", "k", "scopes", List.of("read"), "expiresAt", "2020-01-01T00:00:00Z"))) {
      fails(operator.post(path + "/keys", bad), 400, "invalid_request");
    }
    ok(operator.delete(path + "/keys/" + keyId), 204);
    fails(operator.delete(path + "/keys/" + keyId), 404, "key_not_found");

    var email = UUID.randomUUID() + "@trunkline.example";
    var user = Map.of("email", email, "password", "correct horse battery", "role", "viewer");
    var userId = ok(operator.post(path + "/users", user), 201).path("user").path("id").asString();
    fails(operator.post(path + "/users", user), 409, "user_exists");
    assertThat(ok(operator.get(path + "/users"), 200).findValuesAsString("email"))
        .containsExactly(email);
    for (var bad :
        List.of(
            Map.of("email", email, "password", "correct horse battery", "role", "operator"),
            Map.of("email", "nobody", "password", "correct horse battery", "role", "viewer"),
            Map.of("email", "a" + email, "password", "short", "role", "viewer"))) {
      fails(operator.post(path + "/users", bad), 400, "invalid_request");
    }
    ok(operator.delete(path + "/users/" + userId), 204);
    fails(operator.delete(path + "/users/" + userId), 404, "user_not_found");

    var usage = ok(operator.get(path + "/usage?from=2026-01-01&to=2026-01-03"), 200);
    assertThat(usage.path("days").size()).isEqualTo(3);
    assertThat(usage.path("sessions").asInt(-1)).isZero();
    ok(operator.get(path + "/usage"), 200);
    for (var bad : List.of("from=x", "from=2026-02-01&to=2026-01-01", "from=2020-01-01")) {
      fails(operator.get(path + "/usage?" + bad), 400, "invalid_request");
    }
  }

  @Test
  void operatorsSignInAndActAsTheAdminKeyDoes() {
    var email = UUID.randomUUID() + "@trunkline.example";
    var user = Map.of("email", email, "password", "correct horse battery");
    var id = ok(operator.post(USERS, user), 201).path("user").path("id").asString();
    fails(operator.post(USERS, user), 409, "user_exists");
    fails(operator.post(USERS, Map.of("email", email)), 400, "invalid_request");
    assertThat(ok(operator.get(USERS), 200).findValuesAsString("id")).contains(id);
    var login = installation.anonymous().post("/api/v1/auth/login", user);
    assertThat(login.status()).as(login.toString()).isEqualTo(200);
    var bearer =
        installation
            .anonymous()
            .with("Authorization", "Bearer " + login.body().findValue("token").asString());
    ok(bearer.get(FLEET), 200);
    assertThat(bearer.get("/api/v1/me").status()).isEqualTo(403);
    ok(operator.delete(USERS + "/" + id), 204);
    fails(operator.delete(USERS + "/" + id), 404, "user_not_found");
    Waiting.until("the login to end", LIMIT, () -> bearer.get(FLEET).status() == 401);
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    for (var id : List.of(UUID.randomUUID().toString(), "nonsense")) {
      for (var endpoint : operatorEndpoints()) {
        if (!endpoint.path().contains("{id}")) {
          continue;
        }
        var values = Map.of("id", id, "keyId", id, "userId", id);
        fails(call(operator, endpoint, values), 404, "tenant_not_found");
      }
      var tenant = TENANTS + "/" + ok(operator.get(TENANTS), 200).findValue("id").asString();
      fails(operator.delete(tenant + "/keys/" + id), 404, "key_not_found");
      fails(operator.delete(tenant + "/users/" + id), 404, "user_not_found");
      fails(operator.delete(USERS + "/" + id), 404, "user_not_found");
      fails(post(FLEET + "/workers/" + id + "/drain"), 404, "worker_not_found");
    }
    fails(operator.get("/admin/v1/nothing"), 404, "not_found");
    fails(operator.delete(FLEET), 405, "method_not_allowed");
  }

  @Test
  void noCredentialOfATenantOpensAnything() {
    var tenant = newTenant(Map.of());
    var key = newKey(tenant, List.of("read", "send", "sessions", "admin"));
    var email = UUID.randomUUID() + "@trunkline.example";
    var user = Map.of("email", email, "password", "correct horse battery", "role", "admin");
    ok(operator.post(TENANTS + "/" + tenant + "/users", user), 201);
    var login =
        installation
            .anonymous()
            .post(
                "/api/v1/auth/login", Map.of("email", email, "password", "correct horse battery"));
    var connection = Connection.request(with(key), installation.anonymous(), "no-operator");
    var callers = new LinkedHashMap<String, Http>();
    var anonymous = installation.anonymous();
    var secret = key.path("secret").asString();
    callers.put("no", anonymous);
    callers.put("a key", anonymous.with("X-API-Key", secret));
    callers.put("a key as operator's", anonymous.with("X-Admin-Key", secret));
    callers.put("a key as bearer", anonymous.with("Authorization", "Bearer " + secret));
    callers.put("a connection token", connection.bearer());
    callers.put(
        "a login",
        anonymous.with("Authorization", "Bearer " + login.body().findValue("token").asString()));
    callers.put("a wrong", anonymous.with("X-Admin-Key", "tla_wrong"));
    var tried = 0;
    var values = Map.of("id", tenant, "keyId", tenant, "userId", tenant, "worker", "worker-1");
    for (var endpoint : operatorEndpoints()) {
      for (var caller : callers.entrySet()) {
        var reply = call(caller.getValue(), endpoint, values);
        assertThat(reply.status())
            .as("%s with %s credential: %s", endpoint, caller.getKey(), reply)
            .isIn(401, 403);
        assertThat(reply.body().path("code").asString()).isIn("unauthorized", "forbidden");
        tried++;
      }
    }
    System.out.println("Operator's calls refused: " + tried);
    ok(operator.get(TENANTS + "/" + tenant), 200);
  }

  @Test
  void fleetIsShownAndADrainMovesSocketsWithoutLosingAMessage() {
    var fleet = fleet();
    assertThat(fleet.path("workers").size()).isGreaterThanOrEqualTo(2);
    var own = installation.simulator().phone("96176190002", "Drained");
    var peer = installation.simulator().phone("96176190003", "Peer");
    var connection = Connection.request(installation.tenant(), installation.anonymous(), "drained");
    connection.link(own);
    var before = fleet();
    assertThat(before.path("sessions").path("open").asInt()).isPositive();
    var shards = before.path("shards");
    for (var shard : shards) {
      assertThat(shard.path("epoch").asLong()).as(shard.toString()).isPositive();
      assertThat(shard.path("lag").asLong(-1)).as(shard.toString()).isNotNegative();
    }
    var sent = new ArrayList<String>();
    for (int i = 0; i < 10; i++) {
      sent.add("drain " + i);
      connection.sendUntilAccepted("+" + peer.number(), sent.getLast(), LIMIT);
      if (i == 2) {
        ok(post(FLEET + "/workers/worker-1/drain"), 202);
      }
    }
    Waiting.until("worker-1 to be drained", LIMIT, () -> worker("worker-1", "drained"));
    Waiting.until(
        "the others to have every shard",
        LIMIT,
        () ->
            fleet()
                .path("shards")
                .valueStream()
                .noneMatch(
                    shard -> Set.of("worker-1", "").contains(shard.path("owner").asString(""))));
    connection.awaitConnected(LIMIT);
    Waiting.until("all ten", LIMIT, () -> peer.shown().size() >= sent.size());
    assertThat(peer.shown()).extracting(Simulator.Shown::text).containsExactlyElementsOf(sent);
    fails(post(FLEET + "/workers/worker-2/drain"), 409, "no_other_worker");
    assertThat(audited("worker.drained")).contains("worker-1");
    installation.ctl("restart", "worker-1");
    Waiting.until("worker-1 to serve again", LIMIT, () -> worker("worker-1", "serving"));
  }

  @Test
  void clientVersionIsSetReadFromThePageAndTakenByEveryWorker() {
    assertThat(ok(operator.get(VERSION), 200).path("version").asString()).startsWith("2.3000.");
    var set = "2.3000.1" + (100_000_000 + new SecureRandom().nextInt(800_000_000));
    var answer = ok(operator.post(VERSION, Map.of("version", set)), 200);
    assertThat(answer.path("version").asString()).isEqualTo(set);
    assertThat(answer.path("source").asString()).isEqualTo("operator");
    Waiting.until(
        "every worker to claim it", LIMIT, () -> Set.copyOf(claimed()).equals(Set.of(set)));
    var own = installation.simulator().phone("96176190004", "Version");
    var connection = Connection.request(installation.tenant(), installation.anonymous(), "version");
    connection.link(own);
    var page = ok(operator.post(VERSION, Map.of("refresh", true)), 200);
    assertThat(page.path("source").asString()).isEqualTo("page");
    assertThat(page.path("version").asString()).isNotEqualTo(set);
    assertThat(ok(operator.get(VERSION), 200)).isEqualTo(page);
    for (var bad :
        List.of(Map.of(), Map.of("version", "new"), Map.of("version", set, "refresh", true))) {
      fails(operator.post(VERSION, bad), 400, "invalid_request");
    }
    assertThat(audited("whatsapp_version.changed")).contains(set);
  }

  @Test
  void masterKeyIsRotatedWhileEverythingWorks() throws IOException {
    var own = installation.simulator().phone("96176190005", "Rotated");
    var peer = installation.simulator().phone("96176190006", "Peer");
    var tenant = NewTenant.of(installation);
    var connection = Connection.request(tenant, installation.anonymous(), "rotated");
    connection.link(own);
    try (var receiver = new WebhookReceiver()) {
      var webhook =
          tenant.post(
              "/api/v1/webhooks", Map.of("url", receiver.url(), "events", List.of("message")));
      receiver.secret(MainJobIT.secretIn(webhook));
      var file = installation.data().resolve("secrets/master-key");
      var keys = new ArrayList<>(Files.readAllLines(file));
      var key = new byte[32];
      new SecureRandom().nextBytes(key);
      keys.addFirst(Base64.getEncoder().encodeToString(key));
      Files.write(file, keys);

      var rotated = new JsonNode[1];
      Waiting.until(
          "every worker to read the new key",
          LIMIT,
          () -> {
            var reply = post(ROTATE);
            assertThat(reply.status()).as(reply.toString()).isIn(202, 409);
            if (reply.status() == 409) {
              fails(reply, 409, "master_key_not_readable");
              return false;
            }
            rotated[0] = ok(reply, 202);
            return true;
          });
      assertThat(rotated[0].path("dataKeys").asInt()).isPositive();
      Waiting.until(
          "the data keys to be wrapped",
          LIMIT,
          () -> ok(post(ROTATE), 202).path("dataKeys").asInt(-1) == 0);
      assertThat(audited("master_key.rotated")).contains(rotated[0].path("masterKeyId").asString());
      connection.sendUntilAccepted("+" + peer.number(), "under the new key", LIMIT);
      peer.send(own.number(), "heard under the new key");
      Waiting.until("the webhook", LIMIT, () -> !receiver.calls().isEmpty());
      assertThat(receiver.calls()).allMatch(WebhookReceiver.Call::signatureValid);
    }
  }

  private JsonNode fleet() {
    return ok(operator.get(FLEET), 200);
  }

  private boolean worker(String id, String state) {
    return fleet()
        .path("workers")
        .valueStream()
        .anyMatch(
            worker ->
                worker.path("id").asString().equals(id)
                    && worker.path("state").asString().equals(state));
  }

  private List<String> claimed() {
    return fleet()
        .path("workers")
        .valueStream()
        .filter(worker -> !worker.path("state").asString().equals("gone"))
        .map(worker -> worker.path("clientVersion").asString())
        .toList();
  }

  /// Targets of the newest changes of that kind.
  private Set<String> audited(String action) {
    var targets = new HashSet<String>();
    for (var entry : ok(operator.get("/admin/v1/audit?limit=200"), 200).path("entries")) {
      if (entry.path("action").asString().equals(action)) {
        targets.add(entry.path("target").asString());
      }
    }
    return targets;
  }

  private List<Endpoint> operatorEndpoints() {
    return Definitions.read(installation.anonymous()).stream()
        .filter(endpoint -> endpoint.definition().equals("operator"))
        .toList();
  }

  private static Http.Reply call(Http caller, Endpoint endpoint, Map<String, String> values) {
    return endpoint.hasBody()
        ? caller.send(
            endpoint.method(),
            endpoint.path(values),
            "application/json",
            BodyPublishers.ofString(endpoint.body().toString()))
        : caller.send(endpoint.method(), endpoint.path(values), null, BodyPublishers.noBody());
  }
}
