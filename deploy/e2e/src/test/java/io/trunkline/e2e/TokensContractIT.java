package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// The dialect tokens through the front door: every endpoint, state and error that needs no outage.
/// Calls are made with an API token, as its users do.
@ExtendWith(OneInstallation.class)
class TokensContractIT {
  private static final String SESSIONS = "/api/whatsapp/sessions";
  private static final String TEXT = "/api/whatsapp/messages/text";
  private static final String MEDIA = "/api/whatsapp/messages/media";
  private static final String TOKENS = "/api/api-tokens";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
  private static final String USER = "66b1c2d3-0000-4000-8000-000000000001";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Installation installation;
  private final Simulator simulator;
  private final Http anonymous;
  private final Http tenant;
  private final Http bearer;

  TokensContractIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
    this.anonymous = installation.anonymous();
    this.tenant = NewTenant.of(installation);
    this.bearer = bearer(generate(tenant, "test").path("token").asString());
  }

  /// Every call that needs a credential, about the session `name`.
  private static Map<String, Function<Http, Http.Reply>> calls(String name) {
    var session = SESSIONS + "/" + name;
    var calls = new LinkedHashMap<String, Function<Http, Http.Reply>>();
    calls.put("status", http -> http.get(session + "/status"));
    calls.put("get", http -> http.get(session));
    calls.put("messages", http -> http.get(session + "/messages"));
    calls.put("contacts", http -> http.get(session + "/contacts"));
    calls.put("disconnect", http -> http.delete(session + "/disconnect"));
    calls.put("device", http -> http.delete(session + "/device"));
    calls.put("delete", http -> http.delete(session));
    calls.put("text", http -> text(http, name, "96171300099", "x"));
    calls.put("media", http -> media(http, name, "image"));
    return calls;
  }

  /// Every other call that needs a credential.
  @Test
  void healthIsOpenAndAWorkerAnswers() {
    var nobody = anonymous.with("X-Forwarded-For", "203.0.113.9");
    var health = nobody.get("/api/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body().path("status").asString()).isEqualTo("OK");
    assertThat(health.body().path("service").asString()).isEqualTo("WhatsApp Baileys API");
    assertThat(health.body().path("timestamp").asString()).matches(TIME);
    var node = nobody.get("/api/test-node-connection");
    assertThat(node.status()).isEqualTo(200);
    assertThat(node.raw().body())
        .isEqualTo("{\"success\":true,\"message\":\"Connection successful\"}");
    for (var reply : List.of(health, node, bearer.get(SESSIONS + "/none"))) {
      assertThat(reply.header("Cache-Control")).isEqualTo("no-cache, private");
      assertThat(reply.header("Content-Type")).isEqualTo("application/json");
      assertThat(reply.header("Vary")).contains("Origin");
      assertThat(reply.header("X-Request-Id")).isNotEmpty();
    }
  }

  @Test
  void aSessionIsCreatedScannedUsedAndDeleted() {
    var own = simulator.phone("96171300001", "Own");
    var peer = simulator.phone("96171300002", "Peer");
    var created = bearer.post(SESSIONS, Map.of("session_name", "shop"));
    assertThat(created.status()).as(created.toString()).isEqualTo(201);
    assertThat(created.body().path("message").asString()).isEqualTo("Session created");
    var session = created.body().path("data");
    assertThat(session.path("status").asString()).isEqualTo("qr_ready");
    assertThat(session.path("phone_number").isNull()).isTrue();
    assertThat(session.path("created_at").asString()).matches(TIME);
    var id = session.path("session_id").asString();
    own.scan(Qr.read(session.path("qr_code").asString()));
    awaitStatus(id, "connected");
    var status = status("shop");
    assertThat(status.path("session_id").asString()).isEqualTo(id);
    assertThat(status.path("connected").asBoolean()).isTrue();
    assertThat(status.path("phone_number").asString()).isEqualTo("96171300001");
    assertThat(status.path("qr_code").isNull()).isTrue();
    for (var name : List.of(id, "shop", session.path("device_id").asString(), "96171300001")) {
      var found = bearer.get(SESSIONS + "/" + name);
      assertThat(found.status()).as(name).isEqualTo(200);
      assertThat(found.body().path("data").path("session_id").asString()).isEqualTo(id);
    }
    var again = bearer.post(SESSIONS, Map.of("session_name", "shop"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().path("data").path("status").asString()).isEqualTo("connected");

    var sent = text(bearer, "shop", "+961 71 300-002", "Hi");
    assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
    assertThat(sent.body().path("message").asString()).isEqualTo("Message sent");
    var message = sent.body().path("data");
    assertThat(message.path("from").asString()).isEqualTo("96171300001");
    assertThat(message.path("to").asString()).isEqualTo("96171300002");
    assertThat(message.path("direction").asString()).isEqualTo("outbound");
    assertThat(message.path("type").asString()).isEqualTo("text");
    assertThat(message.path("status").asString()).isIn("sent", "delivered");
    assertThat(text(bearer, id, "96171300002@c.us", "to a JID").status()).isEqualTo(200);
    Waiting.until("two texts", SOON, () -> peer.shown().size() == 2);
    assertThat(peer.shown().getFirst().id()).isEqualTo(message.path("message_id").asString());

    peer.send("96171300001", "answer");
    Waiting.until("the answer", SOON, () -> messages("shop", "").path("data").size() == 3);
    var all = messages("shop", "");
    assertThat(all.path("meta").toString())
        .isEqualTo("{\"current_page\":1,\"per_page\":50,\"total\":3}");
    var answer = all.path("data").get(0);
    assertThat(answer.path("direction").asString()).isEqualTo("inbound");
    assertThat(answer.path("body").asString()).isEqualTo("answer");
    assertThat(answer.path("from").asString()).isEqualTo("96171300002");
    assertThat(answer.path("to").asString()).isEqualTo("96171300001");
    assertThat(answer.path("status").asString()).isEqualTo("received");
    assertThat(messages("shop", "?per_page=1&page=2").path("data").get(0).path("body").asString())
        .isEqualTo("to a JID");
    assertThat(messages("shop", "?contact=96171300002").path("meta").path("total").asInt())
        .isEqualTo(3);
    assertThat(messages("shop", "?since=2100-01-01T00:00:00Z").path("data")).isEmpty();
    var contacts = bearer.get(SESSIONS + "/shop/contacts").body();
    assertThat(contacts.path("data").toString())
        .contains(
            "{\"id\":\"96171300002@s.whatsapp.net\",\"phone_number\":\"96171300002\","
                + "\"name\":\"Peer\",\"push_name\":\"Peer\",\"is_business\":false}");
    assertThat(contacts.path("meta").path("current_page").asInt()).isEqualTo(1);

    var deleted = bearer.delete(SESSIONS + "/shop");
    assertThat(deleted.raw().body())
        .isEqualTo("{\"success\":true,\"message\":\"Session deleted\"}");
    Waiting.until(
        "the phone to have no device", SOON, () -> own.state().path("linkedDevices").isEmpty());
    calls("shop").forEach((name, call) -> assertNotFound(name, call.apply(bearer)));
  }

  @Test
  void aDisconnectedSessionKeepsItsLinkAndARemovedDeviceDoesNot() {
    var own = simulator.phone("96171300003", "Own");
    var first = link("kept", own);
    for (int i = 0; i < 2; i++) {
      var stopped = bearer.delete(SESSIONS + "/kept/disconnect");
      assertThat(stopped.raw().body())
          .isEqualTo("{\"success\":true,\"message\":\"Session disconnected\"}");
      assertThat(status("kept").path("status").asString()).isEqualTo("disconnected");
    }
    var reply = text(bearer, "kept", "96171300002", "x");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.raw().body())
        .isEqualTo("{\"success\":false,\"message\":\"Session is not connected\"}");
    assertThat(bearer.post(SESSIONS, Map.of("session_name", "kept")).status()).isEqualTo(200);
    awaitStatus("kept", "connected");

    for (int i = 0; i < 2; i++) {
      var removed = bearer.delete(SESSIONS + "/kept/device");
      assertThat(removed.raw().body())
          .isEqualTo("{\"success\":true,\"message\":\"Device removed\"}");
      assertThat(status("kept").path("status").asString()).isEqualTo("logged_out");
    }
    Waiting.until(
        "the phone to have no device", SOON, () -> own.state().path("linkedDevices").isEmpty());
    var second = link("kept", own);
    assertThat(second.path("session_id")).isEqualTo(first.path("session_id"));
    assertThat(second.path("device_id")).isNotEqualTo(first.path("device_id"));
  }

  @Test
  void everythingThatIsWrongIsToldAsLaravelTellsIt() {
    var reply = bearer.post(TEXT, Map.of("session_id", "shop"));
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.raw().body())
        .isEqualTo(
            "{\"message\":\"The to field is required. (and 1 more error)\",\"errors\":"
                + "{\"to\":[\"The to field is required.\"],"
                + "\"message\":[\"The message field is required.\"]}}");
    assertInvalid(bearer.post(SESSIONS, Map.of()), "session_name");
    assertInvalid(bearer.post(SESSIONS, Map.of("session_name", "x".repeat(256))), "session_name");
    assertInvalid(bearer.post(SESSIONS, Map.of("session_name", 7)), "session_name");
    assertInvalid(media(bearer, "shop", "gif"), "type");
    assertInvalid(
        bearer.post(
            MEDIA,
            Map.of("session_id", "s", "to", "96171300002", "type", "image", "media_url", "x")),
        "media_url");
    assertInvalid(tenant.get(TOKENS), "user_id");
    assertInvalid(tenant.get(TOKENS + "?user_id=7"), "user_id");
    assertInvalid(tenant.post(TOKENS + "/generate", Map.of("user_id", USER)), "name");
    assertInvalid(tenant.delete(TOKENS + "?user_id=" + USER), "id");
    var own = simulator.phone("96171300004", "Own");
    link("valid", own);
    assertInvalid(text(bearer, "valid", "123", "x"), "to");
    assertInvalid(text(bearer, "valid", "x@y", "x"), "to");
    assertInvalid(text(bearer, "valid", "96170099998", "x"), "to");
    assertThat(bearer.postRaw(TEXT, "application/json", "{").status()).isEqualTo(422);
    assertThat(bearer.postRaw(TEXT, "application/json", "x".repeat(3 << 20)).status())
        .isEqualTo(413);
    var method = bearer.send("PUT", "/api/health", null, BodyPublishers.noBody());
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.raw().body())
        .isEqualTo("{\"message\":\"The PUT method is not supported for route api/health.\"}");
    assertThat(bearer.get("/api/whatsapp/none").status()).isEqualTo(404);
    assertNotFound("text", text(bearer, "none", "96171300002", "x"));
    assertInvalid(media(bearer, "valid", "image", "http://10.255.255.1/a.png", ""), "media_url");
  }

  @Test
  void aTokenIsListedUsedAndRevoked() {
    var user = UUID.randomUUID().toString();
    var body = BodyPublishers.ofString("{\"user_id\":\"" + user + "\"}");
    var none = tenant.send("GET", TOKENS, "application/json", body);
    assertThat(none.status()).as(none.toString()).isEqualTo(200);
    assertThat(none.raw().body()).isEqualTo("[]");
    var made = tenant.post(TOKENS + "/generate", Map.of("name", "crm", "user_id", user));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().path("id").asString()).startsWith("t_");
    assertThat(made.body().path("user_id").asString()).isEqualTo(user);
    var token = made.body().path("token").asString();
    assertThat(token).startsWith("tlt_");
    var http = bearer(token);
    assertThat(http.get(SESSIONS + "/none/status").status()).isEqualTo(404);
    var listed = http.send("GET", TOKENS, "application/json", body);
    assertThat(listed.body()).hasSize(1);
    assertThat(listed.raw().body()).doesNotContain(token);
    assertThat(listed.body().get(0).path("last_used_at").asString()).matches(TIME);
    assertThat(http.get(TOKENS + "?user_id=" + UUID.randomUUID()).status()).isEqualTo(403);

    var revoke =
        BodyPublishers.ofString(
            "{\"user_id\":\"%s\",\"id\":\"%s\"}"
                .formatted(user, made.body().path("id").asString()));
    var deleted = tenant.send("DELETE", TOKENS, "application/json", revoke);
    assertThat(deleted.raw().body()).isEqualTo("{\"message\":\"Token deleted\"}");
    var again = tenant.send("DELETE", TOKENS, "application/json", revoke);
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.raw().body()).isEqualTo("{\"message\":\"Token not found.\"}");
    Waiting.until(
        "the token to be refused",
        Duration.ofSeconds(15),
        () -> http.get(SESSIONS + "/none/status").status() == 401);
  }

  @Test
  void aTokenEndsWhenItSays() {
    var user = UUID.randomUUID().toString();
    var end = Instant.now().plusSeconds(1).toString();
    var made =
        tenant.post(
            TOKENS + "/generate", Map.of("name", "short", "user_id", user, "expires_at", end));
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    assertThat(made.body().path("expires_at").asString()).matches(TIME);
    var expiry = Instant.parse(made.body().path("expires_at").asString());
    Waiting.until("its end", SOON, () -> Instant.now().isAfter(expiry));
    var ended = bearer(made.body().path("token").asString());
    calls("none")
        .forEach(
            (name, call) -> {
              var reply = call.apply(ended);
              assertThat(reply.status()).as(name + " " + reply).isEqualTo(401);
              assertThat(reply.raw().body())
                  .isEqualTo("{\"message\":\"Unauthorized - Invalid Token\"}");
            });
    assertThat(tenant.get(TOKENS + "?user_id=" + user).body().get(0).path("expires_at"))
        .isEqualTo(made.body().path("expires_at"));
    assertInvalid(
        tenant.post(
            TOKENS + "/generate", Map.of("name", "x", "user_id", user, "expires_at", "2020-01-01")),
        "expires_at");
  }

  @Test
  void anIdempotencyKeyGivesTheFirstReplyAgain() {
    var own = simulator.phone("96171300005", "Own");
    var peer = simulator.phone("96171300006", "Peer");
    var create = bearer.with("Idempotency-Key", UUID.randomUUID().toString());
    var created = create.post(SESSIONS, Map.of("session_name", "once"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(create.post(SESSIONS, Map.of("session_name", "once")).raw().body())
        .isEqualTo(created.raw().body());
    own.scan(Qr.read(created.body().path("data").path("qr_code").asString()));
    awaitStatus("once", "connected");
    var http = bearer.with("Idempotency-Key", UUID.randomUUID().toString());
    var first = text(http, "once", "96171300006", "once");
    assertThat(first.status()).as(first.toString()).isEqualTo(200);
    assertThat(text(http, "once", "96171300006", "once").raw().body())
        .isEqualTo(first.raw().body());
    assertThat(text(http, "once", "96171300006", "other").status()).isEqualTo(409);
    Waiting.until("the text", SOON, () -> !peer.shown().isEmpty());
    assertThat(peer.shown()).hasSize(1);
  }

  @Test
  void anotherTenantSeesNothing() {
    var own = simulator.phone("96171300007", "Own");
    var session = link("secret", own);
    var other = bearer(generate(NewTenant.of(installation), "other").path("token").asString());
    for (var name :
        List.of(
            "secret",
            session.path("session_id").asString(),
            session.path("device_id").asString(),
            "96171300007")) {
      calls(name).forEach((call, made) -> assertNotFound(call, made.apply(other)));
    }
    assertThat(other.get(TOKENS + "?user_id=" + USER).body()).hasSize(1);
    var id = tenant.get(TOKENS + "?user_id=" + USER).body().get(0).path("id").asString();
    assertThat(other.delete(TOKENS + "?user_id=" + USER + "&id=" + id).status()).isEqualTo(404);
    assertThat(status("secret").path("connected").asBoolean()).isTrue();
  }

  /// What shows no good credential is tried on every call by [TenantIsolationIT].
  @Test
  void anApiTokenIsGoodNowhereElse() {
    for (var path : List.of("/api/v1/connections", "/sessions", "/admin/v1/tenants")) {
      assertThat(bearer.get(path).status()).as(path).isIn(401, 403);
    }
  }

  @Test
  void documentedCurlLinesWorkWithoutACredentialOnLoopback() {
    var created = anonymous.post(SESSIONS, Map.of("session_name", "curl"));
    assertThat(created.status()).as(created.toString()).isIn(200, 201);
    assertThat(anonymous.get(SESSIONS + "/curl/status").status()).isEqualTo(200);
    var made = anonymous.post(TOKENS + "/generate", Map.of("name", "curl", "user_id", USER));
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    var http = bearer(made.body().path("token").asString());
    assertThat(http.get(SESSIONS + "/curl/status").status()).isEqualTo(200);
  }

  private Http bearer(String token) {
    return anonymous.with("Authorization", "Bearer " + token);
  }

  private static JsonNode generate(Http tenant, String name) {
    var made = tenant.post(TOKENS + "/generate", Map.of("name", name, "user_id", USER));
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    return made.body();
  }

  private JsonNode link(String name, Simulator.Phone phone) {
    var session = bearer.post(SESSIONS, Map.of("session_name", name)).body().path("data");
    phone.scan(Qr.read(session.path("qr_code").asString()));
    awaitStatus(name, "connected");
    return session;
  }

  private void awaitStatus(String session, String status) {
    Waiting.until(
        session + " to be " + status,
        SOON,
        () -> status(session).path("status").asString("").equals(status));
  }

  private JsonNode status(String session) {
    return bearer.get(SESSIONS + "/" + session + "/status").body().path("data");
  }

  private JsonNode messages(String session, String query) {
    return bearer.get(SESSIONS + "/" + session + "/messages" + query).body();
  }

  private static Http.Reply text(Http http, String session, String to, String message) {
    return http.post(TEXT, Map.of("session_id", session, "to", to, "message", message));
  }

  private static Http.Reply media(Http http, String session, String type) {
    return media(http, session, type, "https://example.com/a.png", "");
  }

  private static Http.Reply media(
      Http http, String session, String type, String url, String caption) {
    return http.post(
        MEDIA,
        Map.of(
            "session_id",
            session,
            "to",
            "96171300099",
            "type",
            type,
            "media_url",
            url,
            "caption",
            caption));
  }

  private static void assertInvalid(Http.Reply reply, String field) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(422);
    assertThat(reply.body().path("errors").propertyNames()).containsExactly(field);
    assertThat(reply.body().path("message").asString())
        .isEqualTo(reply.body().path("errors").path(field).get(0).asString());
  }

  private static void assertNotFound(String call, Http.Reply reply) {
    assertThat(reply.status()).as(call + " " + reply).isEqualTo(404);
    assertThat(reply.raw().body()).isEqualTo("{\"message\":\"Session not found.\"}");
  }
}
