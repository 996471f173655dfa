package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Trunkline's own API for tenants through the front door, with its effects and its errors.
@ExtendWith(OneInstallation.class)
class TenantApiIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String KEYS = "/api/v1/keys";
  private static final String SESSIONS = "/api/v1/sessions";
  private static final String WEBHOOKS = "/api/v1/webhooks";
  private static final String MESSAGES = "/api/v1/messages";
  private static final String BULK = MESSAGES + "/bulk";

  private final Installation installation;
  private final Simulator simulator;
  private final String secret;
  private final Http tenant;

  TenantApiIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
    this.secret = NewTenant.key(installation);
    this.tenant = installation.anonymous().with("X-API-Key", secret);
  }

  private static JsonNode ok(Http.Reply reply, int status) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.header("X-Request-Id")).isNotEmpty();
    return reply.body().path("data");
  }

  private static void fails(Http.Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.body().propertyNames()).containsExactlyInAnyOrder("success", "error", "code");
    assertThat(reply.body().path("code").asString()).as(reply.toString()).isEqualTo(code);
  }

  private Http once() {
    return tenant.with("Idempotency-Key", UUID.randomUUID().toString());
  }

  @Test
  void keysAreMadeListedUsedAndRevokedAndAllIsRecorded() {
    var wanted = Map.of("name", "reader", "scopes", List.of("read"));
    var http = once();
    var made = ok(http.post(KEYS, wanted), 201).path("key");
    assertThat(ok(http.post(KEYS, wanted), 201).path("key")).isEqualTo(made);
    fails(
        http.post(KEYS, Map.of("name", "x", "scopes", List.of("read"))),
        409,
        "idempotency_key_reused");
    var reader =
        installation.anonymous().with("Authorization", "Bearer " + made.path("secret").asString());
    var me = ok(reader.get("/api/v1/me"), 200);
    assertThat(me.path("scopes").toString()).isEqualTo("[\"read\"]");
    assertThat(me.path("usage").path("apiCalls").isNumber()).isTrue();
    fails(reader.post(SESSIONS, Map.of("name", "x")), 403, "forbidden");
    fails(reader.get(KEYS), 403, "forbidden");
    var page = ok(tenant.get(KEYS + "?limit=1"), 200);
    assertThat(page.path("keys")).hasSize(1);
    var rest = ok(tenant.get(KEYS + "?after=" + page.path("next").asString()), 200);
    assertThat(rest.path("keys").get(0).path("name").asString()).isEqualTo("reader");
    assertThat(rest.path("keys").get(0).path("lastUsedAt").isString()).isTrue();
    assertThat(rest.toString()).doesNotContain("tlk_");
    for (var bad :
        List.of(
            Map.of("scopes", List.of("read")),
            Map.of("name", "x"),
            Map.of("name", "x", "scopes", List.of("all")),
            Map.of("name", "x", "scopes", List.of("read"), "requestsPerSecond", 0),
            Map.of("name", "x", "scopes", List.of("read"), "expiresAt", "2020-01-01T00:00:00Z"))) {
      fails(tenant.post(KEYS, bad), 400, "invalid_request");
    }
    var path = KEYS + "/" + made.path("id").asString();
    assertThat(tenant.delete(path).status()).isEqualTo(204);
    fails(tenant.delete(path), 404, "key_not_found");
    fails(tenant.delete(KEYS + "/nonsense"), 404, "key_not_found");
    Waiting.until("the key to be void", SOON, () -> reader.get("/api/v1/me").status() == 401);

    var audit = ok(tenant.get("/api/v1/audit?limit=1"), 200);
    var last = audit.path("entries").get(0);
    assertThat(last.path("action").asString()).isEqualTo("key.deleted");
    assertThat(last.path("target").asString()).isEqualTo(made.path("id").asString());
    var before = ok(tenant.get("/api/v1/audit?after=" + audit.path("next").asString()), 200);
    assertThat(before.path("entries").get(0).path("action").asString()).isEqualTo("key.created");
    for (var bad : List.of("limit=0", "limit=201", "after=x")) {
      fails(tenant.get("/api/v1/audit?" + bad), 400, "invalid_request");
    }
  }

  @Test
  void aSessionIsMadeLinkedByACodeClosedResumedAndRemoved() {
    var own = simulator.phone("96172700001", "Own");
    var http = once();
    var made = ok(http.post(SESSIONS, Map.of("name", "shop")), 201).path("session");
    assertThat(made.path("phase").asString()).isEqualTo("created");
    assertThat(ok(http.post(SESSIONS, Map.of("name", "shop")), 201).path("session"))
        .isEqualTo(made);
    fails(tenant.post(SESSIONS, Map.of("name", "shop")), 409, "session_exists");
    fails(tenant.post(SESSIONS, Map.of("name", "a b")), 400, "invalid_request");
    var path = SESSIONS + "/" + made.path("id").asString();
    ok(tenant.post(path + "/connect", Map.of()), 200);
    Waiting.until("a QR", SOON, () -> session(path).path("qr").path("dataUrl").isString());
    assertThat(Qr.read(session(path).path("qr").path("dataUrl").asString())).contains(",");
    assertThat(ok(tenant.get(SESSIONS), 200).path("sessions").toString()).doesNotContain("dataUrl");

    fails(tenant.post(path + "/pairing-code", Map.of("phoneNumber", "x")), 400, "invalid_number");
    fails(tenant.post(path + "/pairing-code", Map.of()), 400, "invalid_request");
    var code =
        ok(tenant.post(path + "/pairing-code", Map.of("phoneNumber", "+96172700001")), 200)
            .path("code")
            .asString();
    assertThat(code).matches("[A-Z0-9]{4}-[A-Z0-9]{4}");
    var typed =
        new Http(installation.env("SIMULATOR_URL"))
            .post("/phones/" + own.number() + "/link-code", Map.of("code", code));
    assertThat(typed.status()).as(typed.toString()).isEqualTo(200);
    awaitPhase(path, "connected");
    assertThat(session(path).path("mobileNumber").asString()).isEqualTo("+96172700001");

    ok(tenant.post(path + "/disconnect", Map.of()), 200);
    awaitPhase(path, "stopped");
    ok(tenant.post(path + "/connect", Map.of()), 200);
    awaitPhase(path, "connected");
    ok(tenant.post(path + "/reset-reconnects", Map.of()), 200);
    var health = "/api/v1/connections/" + made.path("id").asString() + "/health";
    assertThat(ok(tenant.get(health), 200).path("sent").path("lastDay").asInt(-1)).isZero();
    ok(tenant.post(path + "/unlink", Map.of()), 200);
    Waiting.until(
        "the phone to have no device", SOON, () -> own.state().path("linkedDevices").isEmpty());
    ok(tenant.post(path + "/relink", Map.of()), 200);
    awaitPhase(path, "showing_qr");
    assertThat(tenant.delete(path).status()).isEqualTo(204);
    for (var gone : List.of(path, SESSIONS + "/nonsense")) {
      fails(tenant.get(gone), 404, "connection_not_found");
      fails(tenant.delete(gone), 404, "connection_not_found");
      for (var action : List.of("connect", "relink", "disconnect", "unlink", "reset-reconnects")) {
        fails(tenant.post(gone + "/" + action, Map.of()), 404, "connection_not_found");
      }
      fails(
          tenant.post(gone + "/pairing-code", Map.of("phoneNumber", "+96172700001")),
          404,
          "connection_not_found");
    }
    fails(tenant.get(health), 404, "connection_not_found");
  }

  private JsonNode session(String path) {
    return ok(tenant.get(path), 200).path("session");
  }

  private void awaitPhase(String path, String phase) {
    Waiting.until(phase, SOON, () -> session(path).path("phase").asString().equals(phase));
  }

  @Test
  void aBatchSendsTextsAndFilesAndIsShownExportedToldAndReplayed()
      throws IOException, InterruptedException {
    var own = simulator.phone("96172700002", "Own");
    var peer = simulator.phone("96172700003", "Peer");
    var connection = Connection.request(tenant, installation.anonymous(), "bulk");
    badBatchesAreRefusedWhole(connection);
    connection.link(own);
    try (var receiver = new WebhookReceiver();
        var site = new Site()) {
      var webhook = webhook(receiver.url());
      receiver.secret(webhook.path("secret").asString());
      var items =
          List.of(
              item(peer, "first"),
              file(peer, "look", site.file("/a.png", "image/png", new byte[] {1, 2, 3})),
              file(peer, "gone", "http://127.0.0.1:9/none"),
              item(peer, "last"));
      var body = Map.of("connectionId", connection.id(), "messages", items);
      var http = once();
      var batch = ok(http.post(BULK, body), 202).path("batch");
      assertThat(batch.path("total").asInt()).isEqualTo(4);
      assertThat(ok(http.post(BULK, body), 202).path("batch").path("id"))
          .isEqualTo(batch.path("id"));
      var path = BULK + "/" + batch.path("id").asString();
      Waiting.until("three messages", SOON, () -> peer.shown().size() == 3);
      assertThat(peer.shown())
          .extracting(Simulator.Shown::kind)
          .containsExactly("text", "image", "text");
      assertThat(peer.shown().get(1).all().path("caption").asString()).isEqualTo("look");
      Waiting.until(
          "the receipts",
          SOON,
          () ->
              ok(tenant.get(path), 200)
                  .at("/batch/counts")
                  .toString()
                  .equals("{\"delivered\":3,\"failed\":1}"));
      var page = ok(tenant.get(path + "?limit=1&after=1"), 200).path("batch");
      assertThat(page.at("/messages/0/reason/code").asString()).isEqualTo("media_fetch_failed");
      assertThat(page.path("next").asString()).isEqualTo("2");
      fails(tenant.get(path + "?limit=0"), 400, "invalid_request");
      messagesAreListedByFilterAndExported(connection);
      eventsAreReadInOrderAndFollowed(connection);
      deliveriesAreListedAndReplayed(webhook, receiver);
    }
    var later = new HashMap<String, Object>();
    later.put("connectionId", connection.id());
    later.put("messages", List.of(item(peer, "never")));
    later.put("notBefore", Instant.now().plusSeconds(3600).toString());
    var waiting = ok(tenant.post(BULK, later), 202).at("/batch/id").asString();
    assertThat(ok(tenant.delete(BULK + "/" + waiting), 200).at("/batch/counts").toString())
        .isEqualTo("{\"cancelled\":1}");
    for (var unknown : List.of(UUID.randomUUID().toString(), "nonsense")) {
      fails(tenant.get(BULK + "/" + unknown), 404, "batch_not_found");
      fails(tenant.delete(BULK + "/" + unknown), 404, "batch_not_found");
    }
  }

  private void badBatchesAreRefusedWhole(Connection connection) {
    var good = Map.of("mobileNumber", "+96172700003", "message", "x");
    var body = Map.of("connectionId", connection.id(), "messages", List.of(good));
    fails(tenant.post(BULK, body), 403, "pending_qr");
    var unknown = UUID.randomUUID().toString();
    fails(
        tenant.post(BULK, Map.of("connectionId", unknown, "messages", List.of(good))),
        404,
        "connection_not_found");
    for (var bad :
        List.of(
            List.of(),
            List.of(Map.of("mobileNumber", "+96172700003")),
            List.of(
                Map.of("mobileNumber", "+96172700003", "message", "x", "fileUrl", "ftp://a")))) {
      fails(
          tenant.post(BULK, Map.of("connectionId", connection.id(), "messages", bad)),
          400,
          "invalid_request");
    }
    var number =
        tenant.post(
            BULK,
            Map.of(
                "connectionId",
                connection.id(),
                "messages",
                List.of(good, Map.of("mobileNumber", "12ab", "message", "x"))));
    fails(number, 400, "invalid_number");
    assertThat(number.body().path("error").asString()).startsWith("messages[1]");
  }

  private void messagesAreListedByFilterAndExported(Connection connection) {
    var mine = MESSAGES + "?connectionId=" + connection.id();
    var first = ok(tenant.get(mine + "&limit=2"), 200);
    assertThat(first.path("messages")).hasSize(2);
    assertThat(first.at("/messages/0/text").asString()).isEqualTo("last");
    var rest = ok(tenant.get(mine + "&after=" + first.path("next").asString()), 200);
    assertThat(rest.path("messages")).hasSize(1);
    assertThat(rest.path("next").isNull()).isTrue();
    var filters =
        Map.of(
            "text=last", 1,
            "kind=image", 1,
            "status=delivered", 3,
            "direction=in", 0,
            "from=2100-01-01T00:00:00Z", 0,
            "to=2100-01-01T00:00:00Z", 3,
            "chat=96172700003%40s.whatsapp.net", 3);
    filters.forEach(
        (filter, count) ->
            assertThat(ok(tenant.get(mine + "&" + filter), 200).path("messages"))
                .as(filter)
                .hasSize(count));
    for (var bad :
        List.of("connectionId=x", "direction=up", "status=odd", "from=x", "after=x", "limit=201")) {
      fails(tenant.get(MESSAGES + "?" + bad), 400, "invalid_request");
    }
    var id = first.at("/messages/0/id").asString();
    var one = ok(tenant.get(MESSAGES + "/" + id), 200).path("message");
    var steps = new ArrayList<String>();
    one.path("statusHistory").forEach(step -> steps.add(step.path("status").asString()));
    assertThat(steps).containsExactly("pending", "sent", "delivered");
    fails(tenant.get(MESSAGES + "/" + UUID.randomUUID()), 404, "message_not_found");
    fails(tenant.get(MESSAGES + "/" + id + "/media"), 404, "media_not_available");
    var csv = tenant.get(MESSAGES + "/export?format=csv&text=last");
    assertThat(csv.header("Content-Type")).startsWith("text/csv");
    assertThat(csv.raw().body().lines().toList())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("\"id\",\"connectionId\",\"whatsappMessageId\"");
    var lines = tenant.get(MESSAGES + "/export?format=jsonl").raw().body().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(Http.parse(lines.getFirst()).path("id").asString()).isEqualTo(id);
    fails(tenant.get(MESSAGES + "/export?format=xml"), 400, "invalid_request");
  }

  private void eventsAreReadInOrderAndFollowed(Connection connection)
      throws IOException, InterruptedException {
    var all = ok(tenant.get("/api/v1/events?session=bulk"), 200);
    assertThat(all.path("events").size()).isGreaterThan(3);
    var byId = ok(tenant.get("/api/v1/events?session=" + connection.id() + "&limit=2"), 200);
    assertThat(byId.path("events").get(0)).isEqualTo(all.path("events").get(0));
    var next =
        ok(tenant.get("/api/v1/events?session=bulk&after=" + byId.path("next").asString()), 200);
    assertThat(next.path("events").get(0)).isEqualTo(all.path("events").get(2));
    assertThat(ok(tenant.get("/api/v1/events?session=nobody"), 200).path("events")).isEmpty();
    fails(tenant.get("/api/v1/events?limit=0"), 400, "invalid_request");
    try (var client = HttpClient.newHttpClient()) {
      var stream =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(installation.env("TRUNKLINE_URL") + "/api/v1/events?session=bulk"))
                  .header("X-API-Key", secret)
                  .header("Accept", "text/event-stream")
                  .header("Last-Event-ID", byId.path("next").asString())
                  .build(),
              BodyHandlers.ofInputStream());
      assertThat(stream.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      try (var lines =
          new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
        var data = lines.readLine();
        while (!data.startsWith("data: ")) {
          data = lines.readLine();
        }
        assertThat(Http.parse(data.substring("data: ".length())))
            .isEqualTo(all.path("events").get(2));
      }
    }
  }

  private JsonNode webhook(String url) {
    for (var bad :
        List.of(
            Map.of(),
            Map.of("url", "ftp://a"),
            Map.of("url", url, "events", List.of("odd")),
            Map.of("url", url, "format", "odd"))) {
      fails(tenant.post(WEBHOOKS, bad), 400, "invalid_request");
    }
    var http = once();
    var wanted = Map.of("url", url, "events", List.of("message_ack"), "sessions", List.of("*"));
    var made = ok(http.post(WEBHOOKS, wanted), 201).path("webhook");
    assertThat(ok(http.post(WEBHOOKS, wanted), 201).path("webhook")).isEqualTo(made);
    fails(http.post(WEBHOOKS, Map.of("url", url)), 409, "idempotency_key_reused");
    var path = WEBHOOKS + "/" + made.path("id").asString();
    assertThat(ok(tenant.get(path), 200).path("webhook").has("secret")).isFalse();
    var patched = ok(tenant.patch(path, Map.of("events", List.of("*"))), 200).path("webhook");
    assertThat(patched.path("events").toString()).isEqualTo("[\"*\"]");
    fails(tenant.patch(path, Map.of("events", 7)), 400, "invalid_request");
    assertThat(ok(tenant.get(WEBHOOKS), 200).path("webhooks")).hasSize(1);
    fails(tenant.get(WEBHOOKS + "?limit=0"), 400, "invalid_request");
    return made;
  }

  private void deliveriesAreListedAndReplayed(JsonNode webhook, WebhookReceiver receiver) {
    var path = WEBHOOKS + "/" + webhook.path("id").asString();
    assertThat(receiver.calls()).isNotEmpty().allMatch(WebhookReceiver.Call::signatureValid);
    var delivered = path + "/deliveries?status=delivered";
    var page = ok(tenant.get(delivered + "&limit=1"), 200);
    var delivery = page.path("deliveries").get(0);
    assertThat(delivery.path("statusCode").asInt()).isEqualTo(204);
    assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
    assertThat(
            ok(tenant.get(delivered + "&limit=1&after=" + page.path("next").asString()), 200)
                .at("/deliveries/0/id"))
        .isNotEqualTo(delivery.path("id"));
    for (var bad : List.of("status=odd", "limit=0", "after=x")) {
      fails(tenant.get(path + "/deliveries?" + bad), 400, "invalid_request");
    }
    var event = delivery.path("eventId").asString();
    var replay = Map.of("deliveryIds", List.of(delivery.path("id").asString()));
    assertThat(ok(tenant.post(path + "/replay", replay), 200).path("count").asInt()).isEqualTo(1);
    Waiting.until(
        "the event again",
        SOON,
        () -> receiver.calls().stream().filter(call -> event.equals(call.eventId())).count() == 2);
    var time = Map.of("from", "2000-01-01T00:00:00Z", "to", "2000-01-02T00:00:00Z");
    assertThat(ok(tenant.post(path + "/replay", time), 200).path("count").asInt()).isZero();
    fails(tenant.post(path + "/replay", Map.of()), 400, "invalid_request");
    assertThat(ok(tenant.post(path + "/test", Map.of()), 200).at("/result/delivered").asBoolean())
        .isTrue();
    var rotated = ok(tenant.post(path + "/rotate-secret", Map.of()), 200).path("secret").asString();
    assertThat(rotated).startsWith("whsec_").isNotEqualTo(webhook.path("secret").asString());
    assertThat(tenant.delete(path).status()).isEqualTo(204);
    for (var reply :
        List.of(
            tenant.get(path),
            tenant.delete(path),
            tenant.patch(path, Map.of()),
            tenant.get(path + "/deliveries"),
            tenant.post(path + "/replay", replay),
            tenant.post(path + "/test", Map.of()),
            tenant.post(path + "/rotate-secret", Map.of()))) {
      fails(reply, 404, "webhook_not_found");
    }
  }

  private static Map<String, String> item(Simulator.Phone to, String text) {
    return Map.of("mobileNumber", "+" + to.number(), "message", text);
  }

  private static Map<String, String> file(Simulator.Phone to, String caption, String url) {
    return Map.of("mobileNumber", "+" + to.number(), "message", caption, "fileUrl", url);
  }
}
