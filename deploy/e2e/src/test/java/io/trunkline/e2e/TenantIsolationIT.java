package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.trunkline.e2e.Definitions.Endpoint;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two tenants on one installation. Every documented endpoint is called by somebody who may not,
/// and by one tenant about what is the other's; it answers as its contract says of a missing
/// credential and of an unknown id, and nothing in an answer or a log names anything of the other.
@ExtendWith(OneInstallation.class)
class TenantIsolationIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /// Requests of the one tenant, found again in logs.
  private static final String REQUEST_ID = "isolation-" + UUID.randomUUID();

  /// What the contract gives for another's id, or for a call that has none. First match counts.
  private static final List<Expected> EXPECTED =
      List.of(
          // multi-session
          of("multi-session", "GET /sessions", 200, ""),
          of("multi-session", "GET /qr", 404, "No QR code available"),
          of("multi-session", "POST /connect", 200, "Connection initiated").creates(),
          of("multi-session", ".*", 400, "Session not found"),
          // wwebjs
          of("wwebjs", "POST /localCallbackExample", 200, "true"),
          of("wwebjs", "GET /session/start/.*", 200, "initiated").creates(),
          of("wwebjs", "GET /session/stop/.*", 200, "stopped"),
          of("wwebjs", "GET /session/getSessions", 200, "result"),
          of("wwebjs", "GET /session/terminate(All|Inactive)", 200, "Flush completed").last(),
          of("wwebjs", "GET /session/logout/.*", 404, "session_not_(found|connected)"),
          of("wwebjs", "GET /session/getPageScreenshot/.*", 200, "(session_not_found|page_not)"),
          of("wwebjs", "\\w+ /session/.*", 200, "session_not_found"),
          of(
              "wwebjs",
              "\\w+ /(client|chat|contact|groupChat|message|channel)/.*",
              404,
              "session_not_found"),
          // manager
          of("manager", "POST /api/v1/connections/request", 201, "pending_qr").creates(),
          of("manager", "GET /api/v1/(connections|dashboard/overview)", 200, "data"),
          of("manager", ".*/connections/(activate|status|logout)", 404, "connection_not_found"),
          of("manager", "POST /api/v1/messages/send", 404, "connection_not_found"),
          // notify
          of("notify", "GET .*", 200, ""),
          of("notify", "POST /api/sessions", 200, "created").creates(),
          of("notify", "POST /api/send-image", 400, ""),
          of("notify", ".*", 404, "not found"),
          // tokens
          of("tokens", "POST /api/whatsapp/sessions", 201, "").creates(),
          of("tokens", "GET /api/api-tokens", 200, "\\[\\]"),
          of("tokens", "POST /api/api-tokens/generate", 201, "tlt_").creates(),
          of("tokens", "DELETE /api/api-tokens", 404, "Token not found"),
          of("tokens", ".*/api/whatsapp/.*", 404, "Session not found"),
          // Trunkline's own
          of("trunkline", "GET /api/v1/(me|keys|messages|webhooks|events|audit)", 200, "data"),
          of("trunkline", "GET /api/v1/(sessions|dashboard/activity)", 200, "data"),
          of("trunkline", "POST /api/v1/sessions", 201, "session").creates(),
          of("trunkline", "GET /api/v1/notify/(overview|messages|contacts|texts)", 200, "data"),
          of("trunkline", "PUT /api/v1/notify/texts", 200, "data"),
          of("trunkline", "PATCH /api/v1/notify/contacts/.*", 200, "yes").creates(),
          of("trunkline", "GET /api/v1/messages/export", 200, ""),
          of("trunkline", "POST /api/v1/auth/logout", 204, ""),
          of("trunkline", "POST /api/v1/messages/bulk", 404, "connection_not_found"),
          of("trunkline", "POST /api/v1/connections/import", 400, "file is required"),
          of("trunkline", "POST /api/v1/connections/import", 400, "file is required"),
          of("trunkline", "POST /api/v1/keys", 201, "secret").creates(),
          of("trunkline", "POST /api/v1/webhooks", 201, "secret").creates(),
          of("trunkline", "\\w+ /api/v1/.*\\{id}.*", 404, "not_found"));

  private record Expected(
      String definition,
      String calls,
      int status,
      String text,
      boolean isCreating,
      boolean isLast) {
    Expected creates() {
      return new Expected(definition, calls, status, text, true, false);
    }

    Expected last() {
      return new Expected(definition, calls, status, text, false, true);
    }

    boolean isAbout(Endpoint endpoint) {
      return definition.equals(endpoint.definition()) && endpoint.key().matches(calls);
    }

    int rank() {
      return isLast ? 2 : isCreating ? 1 : 0;
    }
  }

  private static Expected of(String definition, String calls, int status, String text) {
    return new Expected(definition, calls, status, text, false, false);
  }

  private final Installation installation;
  private final List<Endpoint> endpoints;

  TenantIsolationIT(Installation installation) {
    this.installation = installation;
    this.endpoints = Definitions.read(installation.anonymous());
  }

  @Test
  void whoShowsNothingOrTheWrongThingIsToldWhatTheContractSays() {
    var other = new Other(installation);
    var one = NewTenant.of(installation);
    var expiring =
        one.post(
                "/api/v1/keys",
                Map.of(
                    "name", "short",
                    "scopes", List.of("read", "send", "sessions", "admin"),
                    "expiresAt", Instant.now().plusSeconds(2).toString()))
            .body();
    var expired = expiring.findValue("secret").asString();
    var user = UUID.randomUUID().toString();
    var expiredToken =
        one.post(
                "/api/api-tokens/generate",
                Map.of(
                    "name",
                    "short",
                    "user_id",
                    user,
                    "expires_at",
                    Instant.now().plusSeconds(2).toString()))
            .body()
            .path("token")
            .asString();
    assertThat(expiredToken).startsWith("tlt_");
    var login = endedLogin(one);
    var expiry = Instant.now().plusSeconds(3);
    Waiting.until("key and token to expire", SOON, () -> Instant.now().isAfter(expiry));

    var outside = installation.anonymous().with("X-Forwarded-For", "203.0.113.9");
    var tried = 0;
    for (var endpoint : endpoints) {
      if (endpoint.isOpen()) {
        continue;
      }
      var operator = endpoint.definition().equals("operator");
      var callers = new LinkedHashMap<String, Http>();
      callers.put("no", outside);
      callers.put(
          "a wrong", outside.with(operator ? "X-Admin-Key" : "X-API-Key", "tlk_wrong_wrong"));
      callers.put("a wrong bearer", outside.with("Authorization", "Bearer tlk_wrong_wrong"));
      callers.put("an expired", outside.with("X-API-Key", expired));
      callers.put(
          "an expired bearer",
          outside.with(
              "Authorization",
              "Bearer " + (endpoint.definition().equals("tokens") ? expiredToken : expired)));
      callers.put("an ended login's", outside.with("Authorization", "Bearer " + login));
      callers.put(
          "a forged connection's",
          outside.with("Authorization", "Bearer " + forged(other.connection.token())));
      callers.put(
          "the other kind of",
          operator
              ? outside.with("X-API-Key", other.key)
              : outside.with("X-Admin-Key", installation.env("TRUNKLINE_ADMIN_KEY")));
      if (!endpoint.definition().equals("tokens")) {
        callers.put("another dialect's", outside.with("Authorization", "Bearer " + other.token));
      }
      var asked = Asked.of(endpoint, other.values(endpoint), other.fields);
      for (var caller : callers.entrySet()) {
        var reply = call(caller.getValue(), endpoint, asked);
        var what = "%s with %s credential: %s".formatted(endpoint, caller.getKey(), reply);
        assertThat(reply.raw().body()).as(what).matches(refusal(endpoint.definition()));
        assertThat(reply.status())
            .as(what)
            .isIn(
                endpoint.definition().equals("wwebjs")
                    ? Set.of(403)
                    : operator ? Set.of(401, 403) : Set.of(401));
        assertNoTrace(what, reply, other, Asked.NOTHING);
        tried++;
      }
    }
    System.out.println("Refused calls: " + tried);
    other.assertUntouched();
  }

  /// The login of a user who is there no more. It was never shown, so no answer about it is kept.
  private String endedLogin(Http tenant) {
    var users =
        "/admin/v1/tenants/%s/users"
            .formatted(tenant.get("/api/v1/me").body().at("/data/tenant/id").asString());
    var who =
        Map.of("email", UUID.randomUUID() + "@trunkline.example", "password", "correct horse");
    var fields = new LinkedHashMap<>(who);
    fields.put("role", "admin");
    var user = installation.operator().post(users, fields);
    assertThat(user.status()).as(user.toString()).isEqualTo(201);
    var login = installation.anonymous().post("/api/v1/auth/login", who);
    var removed =
        installation.operator().delete(users + "/" + user.body().findValue("id").asString());
    assertThat(removed.status()).isEqualTo(204);
    return login.body().findValue("token").asString();
  }

  /// The same claims under a signature of nobody's.
  private static String forged(String jwt) {
    return jwt.substring(0, jwt.lastIndexOf('.') + 1) + "A".repeat(43);
  }

  @Test
  void whatIsTheOtherTenantsDoesNotExist() throws IOException {
    var other = new Other(installation);
    var one = NewTenant.of(installation).with("X-Request-Id", REQUEST_ID);
    var calls = new ArrayList<Endpoint>();
    for (var endpoint : endpoints) {
      if (!endpoint.isOpen() && !endpoint.definition().equals("operator")) {
        calls.add(endpoint);
      }
    }
    calls.sort(Comparator.comparingInt(endpoint -> expected(endpoint).rank()));
    var wrong = new ArrayList<String>();
    for (var endpoint : calls) {
      var expected = expected(endpoint);
      var asked = Asked.of(endpoint, other.values(endpoint), other.fields);
      var reply = call(one, endpoint, asked);
      var what = endpoint + ": " + reply;
      var isExpected =
          expected.isCreating
              ? Set.of(200, 201, 409, 422).contains(reply.status())
              : reply.status() == expected.status
                  && reply.raw().body().matches("(?s).*" + expected.text + ".*");
      if (!isExpected) {
        wrong.add(what + " instead of " + expected.status + " " + expected.text);
      }
      traces(reply, other, asked).forEach(trace -> wrong.add(what + " names " + trace));
    }
    assertThat(wrong).isEmpty();
    System.out.println("Calls about the other's: " + calls.size());
    other.assertUntouched();
    assertLogsAreSilent(other);
  }

  /// The session is the caller's own, and connected; chat and message are the other's.
  @Test
  void ownSessionsDoNotShowTheOthersMessages() {
    var other = new Other(installation);
    var mine = new Other(installation);
    var values = new LinkedHashMap<>(other.values);
    values.put("name", mine.session);
    var wrong = new ArrayList<String>();
    for (var endpoint : endpoints) {
      if (!endpoint.path().startsWith("/message/")) {
        continue;
      }
      var asked = Asked.of(endpoint, values, other.fields);
      var reply = call(mine.tenant, endpoint, asked);
      if (reply.status() != 500 || !reply.raw().body().contains("Message not found")) {
        wrong.add(endpoint + ": " + reply);
      }
      assertNoTrace(endpoint.toString(), reply, other, asked);
    }
    assertThat(wrong).isEmpty();
    var chat =
        mine.tenant.post(
            "/chat/fetchMessages/" + mine.session, Map.of("chatId", other.fields.get("chatId")));
    assertNoTrace("fetchMessages", chat, other, new Asked("", other.fields.get("chatId")));
    var token = mine.outside.with("Authorization", "Bearer " + mine.connection.token());
    var mismatch =
        token.post(
            "/api/v1/messages/send",
            Map.of(
                "connectionId",
                other.connection.id(),
                "mobileNumber",
                "+" + other.peer.number(),
                "message",
                "x"));
    assertThat(mismatch.status()).as(mismatch.toString()).isEqualTo(403);
    assertThat(mismatch.body().path("code").asString()).isEqualTo("connection_mismatch");
    other.assertUntouched();
  }

  private static Expected expected(Endpoint endpoint) {
    return EXPECTED.stream()
        .filter(expected -> expected.isAbout(endpoint))
        .findFirst()
        .orElseGet(() -> fail("No expectation is declared for " + endpoint));
  }

  private static String refusal(String definition) {
    return switch (definition) {
      case "multi-session", "notify" -> "\\{\"success\":false,\"error\":\"Unauthorized\"}";
      case "wwebjs" -> "\\{\"success\":false,\"error\":\"Invalid API key\"}";
      case "tokens" -> "\\{\"message\":\"Unauthorized - (No Bearer|Invalid) Token\"}";
      case "operator" ->
          "\\{\"success\":false,\"error\":\"[\\w ]+\",\"code\":\"(unauthorized|forbidden)\"}";
      default -> "\\{\"success\":false,\"error\":\"Unauthorized\",\"code\":\"unauthorized\"}";
    };
  }

  private static Http.Reply call(Http http, Endpoint endpoint, Asked asked) {
    return endpoint.hasBody()
        ? http.send(
            endpoint.method(),
            asked.target,
            "application/json",
            BodyPublishers.ofString(asked.body))
        : http.send(endpoint.method(), asked.target, null, BodyPublishers.noBody());
  }

  /// What a request names, which an answer may repeat.
  private record Asked(String target, String body) {
    static final Asked NOTHING = new Asked("", "");

    static Asked of(Endpoint endpoint, Map<String, String> values, Map<String, String> fields) {
      var query = new ArrayList<String>();
      for (var parameter : endpoint.all().path("parameters")) {
        var value = fields.get(parameter.path("name").asString());
        if (parameter.path("in").asString().equals("query") && value != null) {
          query.add(parameter.path("name").asString() + "=" + value);
        }
      }
      var path = endpoint.path(values);
      return new Asked(
          query.isEmpty() ? path : path + "?" + String.join("&", query), example(endpoint, fields));
    }

    boolean names(String trace) {
      return target.contains(trace) || body.contains(trace);
    }
  }

  private static String example(Endpoint endpoint, Map<String, String> fields) {
    if (!endpoint.hasBody()) {
      return "";
    }
    var body = endpoint.body();
    fields.forEach(
        (name, value) -> {
          if (body.has(name) && body.path(name).isString()) {
            body.put(name, value);
          }
        });
    if (endpoint.definition().equals("manager")) {
      body.put("connectionId", fields.get("connectionId"));
    }
    return body.toString();
  }

  private static void assertNoTrace(String what, Http.Reply reply, Other other, Asked asked) {
    assertThat(traces(reply, other, asked)).as(what).isEmpty();
  }

  /// What is the other's in a reply, without what the request itself named.
  private static List<String> traces(Http.Reply reply, Other other, Asked asked) {
    var all = reply.raw().headers().map() + reply.raw().body();
    return other.traces().stream()
        .filter(trace -> !asked.names(trace) && all.contains(trace))
        .toList();
  }

  private void assertLogsAreSilent(Other other) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.walk(installation.data().resolve("logs"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        for (var line :
            Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1).lines().toList()) {
          assertThat(line).as(file.toString()).doesNotContain(other.secrets());
          if (line.contains(REQUEST_ID)) {
            assertThat(line).as(file.toString()).doesNotContain(other.traces());
          }
        }
      }
    }
  }

  /// A tenant that has one of everything.
  private static final class Other {
    final String mark =
        "mark" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 41), 36);
    final String session = "session-" + mark;
    final Http outside;
    final Http tenant;
    final String key;
    final String token;
    final Connection connection;
    final Simulator.Phone own;
    final Simulator.Phone peer;
    final Map<String, String> values = new LinkedHashMap<>();
    final Map<String, String> fields = new LinkedHashMap<>();
    private final String user = UUID.randomUUID().toString();
    private final String messageId;
    private final String webhook;
    private final String keyId;
    private final String notification;
    private final String batch;

    Other(Installation installation) {
      outside = installation.anonymous().with("X-Forwarded-For", "203.0.113.9");
      key = NewTenant.key(installation);
      tenant = installation.anonymous().with("X-API-Key", key);
      own = installation.simulator().phone(number(), "Own " + mark);
      peer = installation.simulator().phone(number(), "Peer " + mark);
      connection = Connection.request(tenant, installation.anonymous(), session);
      connection.link(own);
      var sent = connection.send("+" + peer.number(), "text " + mark);
      assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
      messageId = sent.body().path("data").path("message").path("id").asString();
      peer.send(own.number(), "answer " + mark);
      Waiting.until("the answer", SOON, () -> messages() == 2);
      keyId =
          tenant
              .post("/api/v1/keys", Map.of("name", "key " + mark, "scopes", List.of("read")))
              .body()
              .findValue("id")
              .asString();
      var generated =
          tenant.post("/api/api-tokens/generate", Map.of("name", "token " + mark, "user_id", user));
      token = generated.body().path("token").asString();
      webhook =
          tenant
              .post("/api/v1/webhooks", Map.of("url", "http://127.0.0.1:9/" + mark))
              .body()
              .findValue("id")
              .asString();
      var queued = tenant.post("/api/send", Map.of("phone", peer.number(), "message", "x"));
      notification = queued.body().path("message_id").asString();
      var bulk =
          tenant.post(
              "/api/v1/messages/bulk",
              Map.of(
                  "connectionId",
                  connection.id(),
                  "notBefore",
                  Instant.now().plusSeconds(3600).toString(),
                  "messages",
                  List.of(Map.of("mobileNumber", "+" + peer.number(), "message", "bulk " + mark))));
      assertThat(bulk.status()).as(bulk.toString()).isEqualTo(202);
      batch = bulk.body().findValue("id").asString();
      values.put("name", session);
      values.put("sessionId", session);
      values.put("deviceId", own.number());
      values.put("keyId", keyId);
      values.put("userId", keyId);
      values.put("worker", "worker-1");
      values.put("phone", peer.number());
      values.put("chat", peer.number() + "@s.whatsapp.net");
      fields.put("session_id", session);
      fields.put("session_name", session);
      fields.put("session", session);
      fields.put("name", session);
      fields.put("connectionId", connection.id());
      fields.put("customerId", session);
      fields.put("chatId", peer.number() + "@c.us");
      fields.put("contactId", peer.number() + "@c.us");
      fields.put(
          "messageId",
          sent.body().path("data").path("message").path("whatsappMessageId").asString());
      values.put("messageId", fields.get("messageId"));
      fields.put("user_id", user);
      fields.put("id", generated.body().path("id").asString());
      values.put("id", messageId);
    }

    /// What `{id}` is depends on the path.
    Map<String, String> values(Endpoint endpoint) {
      var path = endpoint.path();
      var all = new LinkedHashMap<>(values);
      if (path.startsWith("/api/v1/keys")) {
        all.put("id", keyId);
      } else if (path.startsWith("/api/v1/webhooks")) {
        all.put("id", webhook);
      } else if (path.startsWith("/api/resend")) {
        all.put("id", notification);
      } else if (path.startsWith("/api/v1/messages/bulk")) {
        all.put("id", batch);
      } else if (path.startsWith("/api/v1/connections") || path.startsWith("/api/v1/sessions")) {
        all.put("id", connection.id());
      }
      return all;
    }

    /// Everything that only it may see.
    List<String> traces() {
      return List.of(
          mark,
          connection.id(),
          connection.token(),
          own.number(),
          peer.number(),
          messageId,
          fields.get("messageId"),
          webhook,
          keyId,
          batch,
          key,
          token);
    }

    /// What no log may hold.
    List<String> secrets() {
      return List.of("text " + mark, "answer " + mark, connection.token(), key, token);
    }

    int messages() {
      return tenant
          .get("/api/v1/messages?connectionId=" + connection.id())
          .body()
          .path("data")
          .path("messages")
          .size();
    }

    void assertUntouched() {
      connection.awaitConnected(SOON);
      assertThat(messages()).isEqualTo(2);
      assertThat(tenant.get("/api/v1/keys").raw().body()).contains(keyId);
      assertThat(tenant.get("/api/v1/messages/bulk/" + batch).raw().body()).contains("\"open\"");
      assertThat(tenant.get("/api/v1/webhooks/" + webhook).raw().body()).contains("\"*\"", mark);
      assertThat(tenant.get("/api/api-tokens?user_id=" + user).body().size()).isEqualTo(1);
      assertThat(own.state().path("linkedDevices").size()).isEqualTo(1);
      assertThat(peer.shown()).extracting(Simulator.Shown::text).containsExactly("text " + mark);
    }

    private static String number() {
      return "9617" + ThreadLocalRandom.current().nextLong(1_000_0000L, 9_999_9999L);
    }
  }
}
