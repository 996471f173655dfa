package io.trunkline.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// The dialect notify through the front door: at its documented pace where that is shown, else at
/// one that is set for the session.
@ExtendWith(OneInstallation.class)
class NotifyIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration PACED = Duration.ofSeconds(60);
  private static final String FORM = "application/x-www-form-urlencoded";

  /// Every call.
  private static final Map<String, Function<Http, Http.Reply>> CALLS = calls();

  private final Installation installation;
  private final Simulator simulator;
  private final Http tenant;

  NotifyIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
    this.tenant = NewTenant.of(installation);
  }

  private static Map<String, Function<Http, Http.Reply>> calls() {
    var calls = new LinkedHashMap<String, Function<Http, Http.Reply>>();
    calls.put("GET /api/status", http -> http.get("/api/status"));
    calls.put("GET /api/sessions", http -> http.get("/api/sessions"));
    calls.put("POST /api/send", http -> send(http, "secret", "96172400099", "x"));
    calls.put("POST /api/send-image", http -> image(http, "secret", "96172400099", 10, 10));
    calls.put("POST /api/resend/{id}", http -> http.post("/api/resend/1", Map.of()));
    calls.put(
        "POST /api/regenerate-qr",
        http -> http.post("/api/regenerate-qr", Map.of("session", "secret")));
    calls.put("DELETE /api/sessions/{name}", http -> http.delete("/api/sessions/secret"));
    calls.put("POST /api/sessions", http -> http.post("/api/sessions", Map.of("name", "secret")));
    return calls;
  }

  @Test
  void aSessionIsAddedScannedDroppedScannedAgainAndDeleted() {
    var own = simulator.phone("96172400001", "Own");
    assertThat(tenant.get("/api/status").raw().body())
        .isEqualTo(
            "{\"name\":\"default\",\"status\":\"offline\",\"phone\":null,\"last_seen\":null,"
                + "\"qr_code\":null}");
    var added = tenant.postRaw("/api/sessions", FORM, "name=support");
    assertThat(added.raw().body())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Session \\\"support\\\" created — check dashboard for"
                + " QR code\"}");
    assertThat(added.header("X-Request-Id")).isNotEmpty();
    assertThat(session("support").path("status").asString()).isEqualTo("connecting");
    link("support", own);
    var online = session("support");
    assertThat(online.path("phone").asString()).isEqualTo("96172400001");
    assertThat(online.path("last_seen").asString())
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    assertThat(online.path("qr_code").isNull()).isTrue();
    assertThat(tenant.get("/api/sessions").body().path(0).path("name").asString())
        .isEqualTo("default");

    var again = tenant.post("/api/regenerate-qr", Map.of("session", "support"));
    assertThat(again.raw().body())
        .isEqualTo(
            "{\"success\":true,\"message\":"
                + "\"Reconnection initiated for session \\\"support\\\"\"}");
    Waiting.until(
        "the old device to be unlinked", SOON, () -> own.state().path("linkedDevices").isEmpty());
    link("support", own);

    assertThat(tenant.delete("/api/sessions/support").raw().body()).isEqualTo("{\"success\":true}");
    Waiting.until(
        "the phone to have no device", SOON, () -> own.state().path("linkedDevices").isEmpty());
    assertError(tenant.delete("/api/sessions/support"), 404, "Session \"support\" not found");
    assertError(
        tenant.delete("/api/sessions/default"), 400, "The default session cannot be deleted");
  }

  @Test
  void whoAgreesGetsWhatWaitsAndWhoDeclinesGetsNothing() {
    var own = simulator.phone("96172400002", "Own");
    var peer = simulator.phone("96172400003", "Peer");
    added("shop", own);
    var waiting = accepted(send(tenant, "shop", "+961 (72) 400-003", "Your order is ready"));
    peer.send(own.number(), "hello");
    awaitTexts(peer, 1);
    assertThat(peer.shown().getFirst().text())
        .startsWith("Would you like to receive our messages on WhatsApp?")
        .contains("هل ترغب");
    peer.send(own.number(), "what?");
    assertThat(status(waiting)).isEqualTo("pending");
    var agreed = Instant.now();
    peer.send(own.number(), "١");
    awaitTexts(peer, 2);
    assertThat(peer.shown().getLast().text()).startsWith("You are subscribed.");
    Waiting.until("the paced text", PACED, () -> peer.shown().size() == 3);
    assertThat(Duration.between(agreed, Instant.now())).isGreaterThan(Duration.ofSeconds(7));
    assertThat(peer.shown().getLast().text()).isEqualTo("Your order is ready");
    Waiting.until(
        "the receipt", SOON, () -> List.of("delivered", "read").contains(status(waiting)));
    peer.read(List.of(peer.shown().getLast().id()));
    Waiting.until("the reading", SOON, () -> status(waiting).equals("read"));
    assertError(
        tenant.post("/api/resend/" + waiting, Map.of()), 409, "A message that is read cannot");

    var texts =
        tenant.send(
            "PUT",
            "/api/v1/notify/texts",
            "application/json",
            BodyPublishers.ofString("{\"site\":\"https://acme.example\"}"));
    assertThat(texts.status()).as(texts.toString()).isEqualTo(200);
    peer.send(own.number(), "thanks");
    awaitTexts(peer, 4);
    assertThat(peer.shown().getLast().text()).startsWith("Please visit https://acme.example");

    var declined = accepted(send(tenant, "shop", peer.number(), "An offer"));
    peer.send(own.number(), "No.");
    awaitTexts(peer, 5);
    assertThat(peer.shown().getLast().text()).startsWith("You will get no more messages");
    Waiting.until("the mark", SOON, () -> status(declined).equals("opted_out"));
    assertThat(status(accepted(send(tenant, "shop", peer.number(), "More"))))
        .isEqualTo("opted_out");
    assertThat(tenant.post("/api/resend/" + declined, Map.of()).raw().body())
        .isEqualTo("{\"success\":true}");
    Waiting.until("the mark again", SOON, () -> status(declined).equals("opted_out"));
    quicken("shop");

    peer.send(own.number(), "نعم");
    awaitTexts(peer, 6);
    assertThat(peer.shown().getLast().text()).startsWith("You are subscribed.");
    tenant.post("/api/resend/" + declined, Map.of());
    Waiting.until("the text sent again", PACED, () -> peer.shown().size() == 7);
    assertThat(peer.shown().getLast().text()).isEqualTo("An offer");
    assertThat(rows("&status=received")).hasSize(6);
  }

  @Test
  void anImageArrivesAsASmallJpeg() {
    var own = simulator.phone("96172400004", "Own");
    var peer = simulator.phone("96172400005", "Peer");
    added("pictures", own);
    quicken("pictures");
    agree(peer.number());
    var id = accepted(image(tenant, "pictures", peer.number(), 3000, 1000));
    Waiting.until("the picture", PACED, () -> peer.shown().size() == 1);
    var shown = peer.shown().getFirst().all();
    assertThat(shown.path("kind").asString()).isEqualTo("image");
    assertThat(shown.path("caption").asString()).isEqualTo("Look");
    assertThat(shown.path("mimetype").asString()).isEqualTo("image/jpeg");
    assertThat(shown.path("mediaSha256").asString()).isNotEmpty();
    assertThat(row(id).path("type").asString()).isEqualTo("image");
    var message = tenant.get("/api/v1/messages?direction=out").body().findValue("messages").path(0);
    var media = tenant.get("/api/v1/messages/" + message.path("id").asString()).body();
    assertThat(media.findValue("mimetype").asString()).isEqualTo("image/jpeg");
    assertThat(media.findValue("size").asLong()).isEqualTo(shown.path("mediaSize").asLong());
  }

  @Test
  void aNumberThatIsNotOnWhatsAppFails() {
    var own = simulator.phone("96172400006", "Own");
    added("nobody", own);
    quicken("nobody");
    agree("96170999998");
    var id = accepted(send(tenant, "nobody", "96170999998", "x"));
    Waiting.until("the failure", PACED, () -> status(id).equals("failed"));
    assertThat(row(id).path("error").asString()).isNotEmpty();
    assertThat(tenant.post("/api/resend/" + id, Map.of()).status()).isEqualTo(200);
    assertThat(tenant.delete("/api/sessions/nobody").status()).isEqualTo(200);
    Waiting.until(
        "the end", SOON, () -> row(id).path("error").asString().equals("session removed"));
    assertError(tenant.post("/api/resend/" + id, Map.of()), 404, "Session \"nobody\" not found");
  }

  @Test
  void badInputIsABadRequest() throws IOException {
    assertError(tenant.post("/api/send", Map.of("message", "x")), 400, "phone is required");
    assertError(tenant.post("/api/send", Map.of("phone", "96172400003")), 400, "message is");
    assertError(send(tenant, "default", "123", "x"), 400, "phone must have 7 to 15 digits");
    assertError(send(tenant, "default", "96172400003", "x".repeat(65_537)), 400, "message must");
    assertError(send(tenant, "x", "96172400003", "x"), 404, "Session \"x\" not found");
    assertError(tenant.post("/api/resend/x", Map.of()), 400, "The id must be a whole number");
    assertError(tenant.post("/api/resend/9999999999", Map.of()), 404, "Message not found");
    assertError(tenant.post("/api/sessions", Map.of("name", "a b")), 400, "name must have 1 to 40");
    assertError(
        tenant.post("/api/sessions", Map.of("name", "default")), 409, "Session \"default\"");
    assertError(
        tenant.post("/api/regenerate-qr", Map.of("session", "x")), 404, "Session \"x\" not found");
    assertError(upload(tenant, "default", "96172400003", null), 400, "file is required");
    assertError(
        upload(tenant, "default", "96172400003", "%PDF-1.7".getBytes(ISO_8859_1)),
        415,
        "file must be a JPG");
    assertError(
        upload(tenant, "default", "96172400003", "GIF89a".getBytes(ISO_8859_1)),
        400,
        "The image cannot be read");
    assertError(
        upload(tenant, "default", "96172400003", new byte[10_485_761]), 413, "file must have");
    assertError(image(tenant, "x", "96172400003", 10, 10), 404, "Session \"x\" not found");
    for (var body : new String[] {"{", "[]", "{\"phone\":7}"}) {
      assertThat(tenant.postRaw("/api/send", "application/json", body).status()).isEqualTo(400);
    }
    var method = tenant.get("/api/send");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("POST");
    // A session that is offline takes messages all the same.
    var form = tenant.postRaw("/api/send", FORM, "phone=96172400003&message=%D9%86%D8%B9%D9%85");
    assertThat(row(accepted(form)).path("body").asString()).isEqualTo("نعم");
  }

  @Test
  void anIdempotencyKeyGivesTheFirstReplyAgain() {
    var http = tenant.with("Idempotency-Key", UUID.randomUUID().toString());
    var first = send(http, "default", "96172400003", "once");
    assertThat(first.status()).as(first.toString()).isEqualTo(200);
    assertThat(send(http, "default", "96172400003", "once").raw().body())
        .isEqualTo(first.raw().body());
    assertError(send(http, "default", "96172400003", "other"), 409, "The Idempotency-Key was used");
  }

  @Test
  void anotherTenantSeesNothing() {
    var own = simulator.phone("96172400007", "Own");
    added("secret", own);
    var id = accepted(send(tenant, "secret", "96172400008", "secret words"));
    var other = NewTenant.of(installation);
    assertError(other.post("/api/resend/" + id, Map.of()), 404, "Message not found");
    CALLS.forEach(
        (name, call) -> {
          if (name.equals("POST /api/sessions")) {
            return;
          }
          var reply = call.apply(other);
          assertThat(reply.raw().body())
              .as(name)
              .doesNotContain("96172400007", "96172400008", "secret words");
          assertThat(reply.status()).as(name).isEqualTo(name.startsWith("GET") ? 200 : 404);
        });
    assertThat(other.get("/api/v1/notify/messages").body().findValue("messages")).isEmpty();
    assertThat(other.get("/api/v1/notify/contacts").body().findValue("contacts")).isEmpty();
    assertThat(session("secret").path("status").asString()).isEqualTo("online");
  }

  @Test
  void everyCallWantsTheKeyEvenOnLoopback() {
    var anonymous = installation.anonymous();
    for (var refused :
        List.of(
            anonymous,
            anonymous.with("X-API-Key", "tlk_" + "0".repeat(64)),
            anonymous.with("X-API-Key", "nonsense"),
            anonymous.with("X-Admin-Key", "tla_" + "0".repeat(64)))) {
      CALLS.forEach(
          (name, call) -> {
            var reply = call.apply(refused);
            assertThat(reply.status()).as(name + " " + reply).isEqualTo(401);
            assertThat(reply.raw().body())
                .isEqualTo("{\"success\":false,\"error\":\"Unauthorized\"}");
          });
    }
    var lower = anonymous.with("x-api-key", NewTenant.key(installation));
    assertThat(lower.get("/api/status").status()).isEqualTo(200);
  }

  private void added(String name, Simulator.Phone own) {
    var reply = tenant.post("/api/sessions", Map.of("name", name));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    link(name, own);
  }

  /// A pace of its own instead of 8 to 22 s.
  private void quicken(String name) {
    var pace = Map.of("pace", Map.of("minSeconds", 0, "maxSeconds", 1, "pollSeconds", 1));
    for (var one : tenant.get("/api/v1/sessions").body().findValue("sessions")) {
      if (one.path("name").asString().equals(name)) {
        var settings = "/api/v1/connections/" + one.path("id").asString() + "/settings";
        assertThat(tenant.put(settings, pace).status()).isEqualTo(200);
      }
    }
  }

  private void link(String name, Simulator.Phone own) {
    Waiting.until("a QR", SOON, () -> session(name).path("qr_code").isString());
    own.scan(Qr.read(session(name).path("qr_code").asString()));
    Waiting.until(
        name + " to be online",
        SOON,
        () -> session(name).path("status").asString().equals("online"));
  }

  private JsonNode session(String name) {
    for (var one : tenant.get("/api/sessions").body()) {
      if (one.path("name").asString().equals(name)) {
        return one;
      }
    }
    throw new IllegalStateException("Expected a session " + name);
  }

  private void agree(String phone) {
    var reply = tenant.patch("/api/v1/notify/contacts/" + phone, Map.of("optIn", "yes"));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  private static void awaitTexts(Simulator.Phone phone, int count) {
    Waiting.until("text " + count, SOON, () -> phone.shown().size() == count);
  }

  private static long accepted(Http.Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(reply.raw().body()).matches("\\{\"success\":true,\"message_id\":\\d+}");
    return reply.body().path("message_id").asLong();
  }

  private JsonNode rows(String filter) {
    return tenant.get("/api/v1/notify/messages?limit=100" + filter).body().findValue("messages");
  }

  private JsonNode row(long id) {
    for (var row : rows("")) {
      if (row.path("id").asLong() == id) {
        return row;
      }
    }
    throw new IllegalStateException("Expected a row " + id);
  }

  private String status(long id) {
    return row(id).path("status").asString();
  }

  private static Http.Reply send(Http http, String session, String phone, String text) {
    return http.post("/api/send", Map.of("session", session, "phone", phone, "message", text));
  }

  private static Http.Reply image(Http http, String session, String phone, int width, int height) {
    var png = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", png);
      return upload(http, session, phone, png.toByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// @param file null: none
  private static Http.Reply upload(Http http, String session, String phone, byte[] file)
      throws IOException {
    var body = new ByteArrayOutputStream();
    part(body, "name=\"session\"", session.getBytes(UTF_8));
    part(body, "name=\"phone\"", phone.getBytes(UTF_8));
    part(body, "name=\"caption\"", "Look".getBytes(UTF_8));
    if (file != null) {
      part(body, "name=\"file\"; filename=\"picture\"", file);
    }
    body.write("--cut--\r\n".getBytes(UTF_8));
    return http.send(
        "POST",
        "/api/send-image",
        "multipart/form-data; boundary=cut",
        BodyPublishers.ofByteArray(body.toByteArray()));
  }

  private static void part(ByteArrayOutputStream body, String disposition, byte[] content)
      throws IOException {
    body.write(
        ("--cut\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n").getBytes(UTF_8));
    body.write(content);
    body.write("\r\n".getBytes(UTF_8));
  }

  private static void assertError(Http.Reply reply, int status, String error) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.body().propertyNames()).containsExactly("success", "error");
    assertThat(reply.body().path("success").asBoolean(true)).isFalse();
    assertThat(reply.body().path("error").asString()).startsWith(error);
  }
}
