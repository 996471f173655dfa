package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The dialect multi-session through the front door: every endpoint, state and error that needs no
/// outage.
@ExtendWith(OneInstallation.class)
class MultiSessionContractIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /// Every call that needs a credential.
  private static final Map<String, Function<Http, Http.Reply>> CALLS = calls();

  private final Installation installation;
  private final Simulator simulator;
  private final Http anonymous;
  private final Http tenant;

  MultiSessionContractIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
    this.anonymous = installation.anonymous();
    this.tenant = NewTenant.of(installation);
  }

  private static Map<String, Function<Http, Http.Reply>> calls() {
    var calls = new LinkedHashMap<String, Function<Http, Http.Reply>>();
    calls.put("GET /sessions", http -> http.get("/sessions"));
    calls.put("DELETE /sessions/{id}", http -> http.delete("/sessions/secret"));
    calls.put("GET /qr", http -> http.get("/qr?session_id=secret"));
    calls.put("GET /status", http -> http.get("/status?session_id=secret"));
    calls.put("POST /disconnect", http -> http.post("/disconnect", named("secret")));
    calls.put("POST /reset-reconnect", http -> http.post("/reset-reconnect", named("secret")));
    calls.put("POST /send", http -> send(http, "secret", "96171200099", "x"));
    calls.put("POST /connect", http -> http.post("/connect", named("secret")));
    return calls;
  }

  @Test
  void documentedCurlLinesWorkWithoutACredentialOnLoopback() {
    var health = anonymous.get("/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.raw().body()).isEqualTo("{\"status\":\"ok\"}");
    var connect = anonymous.postRaw("/connect", "application/json", "");
    assertThat(connect.status()).as(connect.toString()).isEqualTo(200);
    assertThat(connect.body().path("session_id").asString()).isEqualTo("default");
    assertThat(anonymous.get("/status").body().path("state").asString()).isEqualTo("qr_ready");
    assertThat(Qr.read(anonymous.get("/qr").body().path("qr").asString())).contains(",");
    var disconnect = anonymous.post("/disconnect", Map.of());
    assertThat(disconnect.status()).as(disconnect.toString()).isEqualTo(200);
    assertThat(anonymous.get("/status").body().path("state").asString()).isEqualTo("disconnected");
  }

  @Test
  void aSessionIsConnectedUsedStoppedResumedAndDeleted() {
    var own = simulator.phone("96171200001", "Own");
    var peer = simulator.phone("96171200002", "Peer");
    var connect = tenant.post("/connect", named("shop"));
    assertThat(connect.raw().body())
        .isEqualTo(
            "{\"success\":true,\"session_id\":\"shop\",\"message\":"
                + "\"Connection initiated. Scan the QR code to authenticate.\"}");
    assertThat(connect.header("X-Request-Id")).isNotEmpty();
    assertThat(listed("shop"))
        .isEqualTo(
            "{\"session_id\":\"shop\",\"state\":\"qr_ready\",\"phone_number\":null,"
                + "\"has_qr\":true,\"reconnect_attempts\":0}");
    link("shop", own);
    assertThat(listed("shop"))
        .isEqualTo(
            "{\"session_id\":\"shop\",\"state\":\"connected\",\"phone_number\":\"96171200001\","
                + "\"has_qr\":false,\"reconnect_attempts\":0}");
    assertError(tenant.get("/qr?session_id=shop"), 404, "No QR code available", "shop");
    assertThat(tenant.post("/connect", named("shop")).body().path("message").asString())
        .isEqualTo("Session is already connected");

    var sent = send(tenant, "shop", "+961 (71) 200-002", "Hello");
    assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
    assertThat(sent.body().path("message").asString()).isEqualTo("Message sent successfully");
    var result = sent.body().path("result");
    assertThat(result.path("key").path("remoteJid").asString())
        .isEqualTo("96171200002@s.whatsapp.net");
    assertThat(result.path("key").path("fromMe").asBoolean()).isTrue();
    assertThat(result.path("message").path("extendedTextMessage").path("text").asString())
        .isEqualTo("Hello");
    assertThat(result.path("messageTimestamp").asString()).matches("\\d{10}");
    assertThat(result.path("status").asString()).isEqualTo("SERVER_ACK");
    Waiting.until("the text", SOON, () -> peer.shown().size() == 1);
    assertThat(peer.shown().getFirst().text()).isEqualTo("Hello");
    assertThat(peer.shown().getFirst().id()).isEqualTo(result.path("key").path("id").asString());

    for (int i = 0; i < 2; i++) {
      var stopped = tenant.post("/disconnect", named("shop"));
      assertThat(stopped.raw().body())
          .isEqualTo(
              "{\"success\":true,\"session_id\":\"shop\",\"message\":"
                  + "\"WhatsApp disconnected successfully\"}");
      assertThat(state("shop")).isEqualTo("disconnected");
    }
    Waiting.until("the device to be offline", SOON, () -> !own.hasDeviceOnline());
    assertError(send(tenant, "shop", "96171200002", "x"), 400, "Session is not connected", "shop");
    assertThat(tenant.post("/connect", named("shop")).status()).isEqualTo(200);
    awaitState("shop", "connected");

    var deleted = tenant.delete("/sessions/shop");
    assertThat(deleted.raw().body())
        .isEqualTo("{\"success\":true,\"message\":\"Session deleted successfully\"}");
    Waiting.until(
        "the phone to have no device", SOON, () -> own.state().path("linkedDevices").isEmpty());
    assertError(tenant.delete("/sessions/shop"), 400, "Session not found", "shop");
  }

  /// Five attempts are the dialect's; with two the same way is shorter. That the waits are 3, 6,
  /// 12, 24 and 30 s is shown by the client's own tests, whose clock is theirs.
  @Test
  void attemptsAreCountedUsedUpAndReset() {
    var own = simulator.phone("96171200003", "Own");
    tenant.post("/connect", named("lossy"));
    link("lossy", own);
    var settings = "/api/v1/connections/" + id("lossy") + "/settings";
    assertThat(tenant.get(settings).body().at("/data/settings/reconnectLimit").asInt())
        .isEqualTo(5);
    assertThat(tenant.put(settings, Map.of("reconnectLimit", 2)).status()).isEqualTo(200);
    tenant.post("/disconnect", named("lossy"));
    tenant.post("/connect", named("lossy"));
    awaitState("lossy", "connected");
    simulator.fault(Map.of("kind", "login-failure", "target", own.number(), "reason", 503));
    simulator.fault(Map.of("kind", "disconnect", "target", own.number()));
    awaitState("lossy", "error");
    assertThat(attempts("lossy")).isEqualTo(1);
    var reset = tenant.post("/reset-reconnect", named("lossy"));
    assertThat(reset.raw().body())
        .isEqualTo(
            "{\"success\":true,\"session_id\":\"lossy\",\"message\":"
                + "\"Reconnection attempts counter reset successfully\"}");
    assertThat(attempts("lossy")).isZero();
    awaitState("lossy", "failed");
    assertThat(attempts("lossy")).isEqualTo(2);
    assertError(
        send(tenant, "lossy", "96171200002", "x"), 400, "Session is not connected", "lossy");

    simulator.clearFaults();
    assertThat(tenant.post("/reset-reconnect", named("lossy")).status()).isEqualTo(200);
    awaitState("lossy", "connected");
    assertThat(attempts("lossy")).isZero();
  }

  @Test
  void aMessageThatWhatsAppAcknowledgesTooLateIsAServerErrorAndArrivesOnce() {
    var own = simulator.phone("96171200009", "Own");
    var peer = simulator.phone("96171200010", "Peer");
    tenant.post("/connect", named("late"));
    link("late", own);
    // A receipt of the peer's would tell as much as WhatsApp's ack.
    peer.offline();
    simulator.fault(Map.of("kind", "ack-loss", "target", own.number()));
    var http = tenant.with("Idempotency-Key", UUID.randomUUID().toString());
    var late = send(http, "late", "96171200010", "late");
    assertError(late, 500, "WhatsApp did not acknowledge in time", "late");
    simulator.clearFaults();
    assertThat(send(http, "late", "96171200010", "late").raw().body()).isEqualTo(late.raw().body());
    peer.online();
    Waiting.until("the text", SOON, () -> !peer.shown().isEmpty());
    assertThat(peer.shown()).extracting(Simulator.Shown::text).containsExactly("late");
  }

  @Test
  void aDeviceThatThePhoneRemovesNeedsANewScan() {
    var own = simulator.phone("96171200004", "Own");
    tenant.post("/connect", named("gone"));
    own.unlink(link("gone", own));
    awaitState("gone", "disconnected");
    assertThat(listed("gone")).contains("\"phone_number\":null");
    tenant.post("/connect", named("gone"));
    assertThat(state("gone")).isEqualTo("qr_ready");
    link("gone", own);
  }

  @Test
  void theDefaultSessionIsThereAndStays() {
    assertThat(listed("default"))
        .isEqualTo(
            "{\"session_id\":\"default\",\"state\":\"disconnected\",\"phone_number\":null,"
                + "\"has_qr\":false,\"reconnect_attempts\":0}");
    assertError(
        tenant.delete("/sessions/default"), 400, "Cannot delete default session", "default");
    assertThat(tenant.post("/reset-reconnect", Map.of()).status()).isEqualTo(200);
  }

  @Test
  void badInputIsABadRequest() {
    var own = simulator.phone("96171200005", "Own");
    tenant.post("/connect", named("bad"));
    link("bad", own);
    assertError(
        tenant.post("/send", Map.of("session_id", "bad", "number", "96171200002")),
        400,
        "number and message are required",
        "bad");
    assertError(
        tenant.post("/send", Map.of("session_id", "bad", "message", "x")),
        400,
        "number and message are required",
        "bad");
    assertError(send(tenant, "bad", "123", "x"), 400, "number must have 7 to 15", "bad");
    assertError(send(tenant, "bad", "96170099999", "x"), 400, "The number is not on", "bad");
    assertError(send(tenant, "bad", "96171200002", "x".repeat(65_537)), 400, "message", "bad");
    assertError(send(tenant, "nowhere", "96171200002", "x"), 400, "Session not found", "nowhere");
    assertError(tenant.get("/status?session_id=nowhere"), 400, "Session not found", "nowhere");
    assertError(tenant.get("/qr?session_id=nowhere"), 404, "No QR code available", "nowhere");
    assertError(tenant.post("/disconnect", named("nowhere")), 400, "Session not found", "nowhere");
    assertError(
        tenant.post("/reset-reconnect", named("nowhere")), 400, "Session not found", "nowhere");
    for (var name : new String[] {"a b", "a.b", "", "x".repeat(65)}) {
      var reply = tenant.post("/connect", named(name));
      assertThat(reply.status()).as(name).isEqualTo(400);
      assertThat(reply.body().path("error").asString()).startsWith("session_id must have");
    }
    for (var body : new String[] {"{", "[]", "{\"session_id\":7}"}) {
      var reply = tenant.postRaw("/connect", "application/json", body);
      assertThat(reply.status()).as(body).isEqualTo(400);
      assertThat(reply.body().path("success").asBoolean(true)).isFalse();
    }
    var big = tenant.postRaw("/send", "application/json", "x".repeat(3 << 20));
    assertThat(big.status()).isEqualTo(413);
    assertThat(big.body().path("success").asBoolean(true)).isFalse();
    var method = tenant.get("/connect");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("POST");
    assertThat(method.body().path("success").asBoolean(true)).isFalse();
    assertThat(tenant.get("/sessions/a/b").status()).isEqualTo(404);
  }

  @Test
  void anIdempotencyKeyGivesTheFirstReplyAgain() {
    var own = simulator.phone("96171200006", "Own");
    var peer = simulator.phone("96171200007", "Peer");
    var connect = tenant.with("Idempotency-Key", UUID.randomUUID().toString());
    var created = connect.post("/connect", named("once"));
    assertThat(created.status()).isEqualTo(200);
    assertThat(connect.post("/connect", named("once")).raw().body())
        .isEqualTo(created.raw().body());
    link("once", own);
    var http = tenant.with("Idempotency-Key", UUID.randomUUID().toString());
    var first = send(http, "once", "96171200007", "once");
    assertThat(first.status()).as(first.toString()).isEqualTo(200);
    assertThat(send(http, "once", "96171200007", "once").raw().body())
        .isEqualTo(first.raw().body());
    assertThat(send(http, "once", "96171200007", "other").status()).isEqualTo(409);
    Waiting.until("the text", SOON, () -> !peer.shown().isEmpty());
    assertThat(peer.shown()).hasSize(1);
  }

  @Test
  void anotherTenantSeesNothing() {
    var own = simulator.phone("96171200008", "Own");
    tenant.post("/connect", named("secret"));
    link("secret", own);
    var other = NewTenant.of(installation);
    CALLS.forEach(
        (name, call) -> {
          if (name.equals("POST /connect")) {
            return;
          }
          var reply = call.apply(other);
          assertThat(reply.raw().body()).as(name).doesNotContain("96171200008");
          switch (name) {
            case "GET /sessions" -> {
              assertThat(reply.body().path("sessions")).hasSize(1);
              assertThat(reply.raw().body()).doesNotContain("secret");
            }
            case "GET /qr" -> assertError(reply, 404, "No QR code available", "secret");
            default -> assertError(reply, 400, "Session not found", "secret");
          }
        });
    // A name of one's own is another session.
    assertThat(other.post("/connect", named("secret")).status()).isEqualTo(200);
    assertThat(other.get("/status?session_id=secret").body().path("state").asString())
        .isEqualTo("qr_ready");
    assertThat(state("secret")).isEqualTo("connected");
    assertThat(other.delete("/sessions/secret").status()).isEqualTo(200);
    assertThat(state("secret")).isEqualTo("connected");
  }

  @Test
  void everyCallWantsACredentialThatIsGoodHere() {
    var notHere = anonymous.with("X-Forwarded-For", "203.0.113.9");
    var token = Connection.request(tenant, anonymous, "token-of-manager").token();
    for (var refused :
        List.of(
            notHere,
            anonymous.with("X-API-Key", "tlk_" + "0".repeat(64)),
            anonymous.with("Authorization", "Bearer tlk_" + "0".repeat(64)),
            anonymous.with("Authorization", "Bearer tlt_" + "0".repeat(64)),
            anonymous.with("Authorization", "Basic eDp5"),
            anonymous.with("X-Admin-Key", "tla_" + "0".repeat(64)))) {
      CALLS.forEach(
          (name, call) -> {
            var reply = call.apply(refused);
            assertThat(reply.status()).as(name + " " + reply).isEqualTo(401);
            assertThat(reply.raw().body())
                .isEqualTo("{\"success\":false,\"error\":\"Unauthorized\"}");
          });
      assertThat(refused.get("/health").status()).isEqualTo(200);
    }
    CALLS.forEach(
        (name, call) ->
            assertThat(call.apply(anonymous.with("Authorization", "Bearer " + token)).status())
                .as(name)
                .isEqualTo(403));
    var bearer = anonymous.with("Authorization", "Bearer " + NewTenant.key(installation));
    assertThat(bearer.get("/sessions").status()).isEqualTo(200);
  }

  private String link(String session, Simulator.Phone phone) {
    awaitState(session, "qr_ready");
    var qr = tenant.get("/qr?session_id=" + session).body().path("qr").asString();
    var device = phone.scan(Qr.read(qr));
    awaitState(session, "connected");
    return device;
  }

  private void awaitState(String session, String state) {
    Waiting.until(session + " to be " + state, SOON, () -> state(session).equals(state));
  }

  private String state(String session) {
    return tenant.get("/status?session_id=" + session).body().path("state").asString();
  }

  private String id(String session) {
    for (var one : tenant.get("/api/v1/sessions").body().findValue("sessions")) {
      if (one.path("name").asString().equals(session)) {
        return one.path("id").asString();
      }
    }
    throw new IllegalStateException("Expected a session " + session);
  }

  private int attempts(String session) {
    for (var one : tenant.get("/sessions").body().path("sessions")) {
      if (one.path("session_id").asString().equals(session)) {
        return one.path("reconnect_attempts").asInt();
      }
    }
    throw new IllegalStateException("Expected a session " + session);
  }

  private String listed(String session) {
    for (var one : tenant.get("/sessions").body().path("sessions")) {
      if (one.path("session_id").asString().equals(session)) {
        return one.toString();
      }
    }
    return "";
  }

  private static Map<String, String> named(String session) {
    return Map.of("session_id", session);
  }

  private static Http.Reply send(Http http, String session, String number, String message) {
    return http.post("/send", Map.of("session_id", session, "number", number, "message", message));
  }

  private static void assertError(Http.Reply reply, int status, String error, String session) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.body().path("success").asBoolean(true)).isFalse();
    assertThat(reply.body().path("error").asString()).as(reply.toString()).startsWith(error);
    assertThat(reply.body().path("session_id").asString()).isEqualTo(session);
  }
}
