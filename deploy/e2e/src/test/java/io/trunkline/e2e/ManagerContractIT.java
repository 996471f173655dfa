package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The manager dialect through the front door: every endpoint, state and error that needs no
/// outage.
@ExtendWith(OneInstallation.class)
class ManagerContractIT {
  private static final String NUMBER = "+96171000002";

  private final Installation installation;
  private final Simulator simulator;
  private final Http tenant;
  private final Http anonymous;

  ManagerContractIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
    this.tenant = installation.tenant();
    this.anonymous = installation.anonymous();
  }

  @Test
  void requestCreatesAPendingConnectionWithTokenAndQr() {
    var reply = request("contract-new");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    assertThat(reply.header("X-Request-Id")).isNotEmpty();
    var data = reply.body().path("data");
    assertThat(data.path("connection").path("status").asString()).isEqualTo("pending_qr");
    assertThat(data.path("connection").path("customerId").asString()).isEqualTo("contract-new");
    assertThat(data.path("connection").path("mobileNumber").isNull()).isTrue();
    assertThat(data.path("auth").path("connectionToken").asString().split("\\.", -1)).hasSize(3);
    assertThat(Qr.read(data.path("auth").path("qrCodeDataUrl").asString())).contains(",");
    assertThat(Instant.parse(data.path("auth").path("qrExpiresAt").asString()))
        .isAfter(Instant.now());
  }

  @Test
  void requestForAKnownCustomerKeepsIdAndTokenAndShowsANewQr() {
    var first = request("contract-again").body().path("data");
    var reply = request("contract-again");
    assertThat(reply.status()).isEqualTo(200);
    var second = reply.body().path("data");
    assertThat(second.path("connection").path("id")).isEqualTo(first.path("connection").path("id"));
    assertThat(second.path("auth").path("connectionToken"))
        .isEqualTo(first.path("auth").path("connectionToken"));
    assertThat(second.path("auth").path("qrCodeDataUrl"))
        .isNotEqualTo(first.path("auth").path("qrCodeDataUrl"));
  }

  @Test
  void scanConnectsAndActivateMerelyConfirms() {
    var own = simulator.phone("96171100001", "Own");
    var connection = Connection.request(tenant, anonymous, "contract-activate");

    var early = connection.bearer().post("/api/v1/connections/activate", Map.of());
    assertError(early, 409, "qr_not_scanned");
    assertError(connection.send(NUMBER, "too early"), 403, "pending_qr");

    connection.link(own);
    for (int i = 0; i < 2; i++) {
      var reply = connection.bearer().post("/api/v1/connections/activate", Map.of());
      assertThat(reply.status()).isEqualTo(200);
      var shown = reply.body().path("data").path("connection");
      assertThat(shown.path("status").asString()).isEqualTo("connected");
      assertThat(shown.path("mobileNumber").asString()).isEqualTo("+96171100001");
    }
    var status = connection.status();
    assertThat(status.path("isReachable").asBoolean()).isTrue();
    assertThat(status.path("mobileNumber").asString()).isEqualTo("+96171100001");
    Instant.parse(status.path("checkedAt").asString());
    var byId = tenant.get("/api/v1/connections/status?connectionId=" + connection.id());
    assertThat(byId.body().path("data").path("status").asString()).isEqualTo("connected");
  }

  @Test
  void logoutMakesStaleAndActivateResumesWithoutAScan() {
    var own = simulator.phone("96171100002", "Own");
    var connection = Connection.request(tenant, anonymous, "contract-logout");
    connection.link(own);
    for (int i = 0; i < 2; i++) {
      var reply = connection.bearer().post("/api/v1/connections/logout", Map.of());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body().path("data").path("connection").path("status").asString())
          .isEqualTo("stale");
    }
    assertThat(connection.status().path("socketStatus").asString()).isEqualTo("stale");
    assertError(connection.send(NUMBER, "stale"), 403, "connection_stale");

    var resumed = connection.bearer().post("/api/v1/connections/activate", Map.of());
    assertThat(resumed.status()).as(resumed.toString()).isEqualTo(200);
    connection.awaitConnected(Duration.ofSeconds(20));
  }

  @Test
  void logoutWithUnlinkRemovesTheDeviceFromThePhoneAndNeedsANewScan() {
    var own = simulator.phone("96171100003", "Own");
    var connection = Connection.request(tenant, anonymous, "contract-unlink");
    connection.link(own);
    var reply =
        tenant.post(
            "/api/v1/connections/logout", Map.of("connectionId", connection.id(), "unlink", true));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    Waiting.until(
        "the phone to have no linked device",
        Duration.ofSeconds(10),
        () -> own.state().path("linkedDevices").isEmpty());
    var resumed = connection.bearer().post("/api/v1/connections/activate", Map.of());
    assertError(resumed, 409, "relink_required");
  }

  @Test
  void listAndOverviewCountTheTenantsConnections() {
    request("contract-listed");
    var list = tenant.get("/api/v1/connections?customerId=contract-listed");
    assertThat(list.status()).isEqualTo(200);
    var data = list.body().path("data");
    assertThat(data.path("total").asInt()).isEqualTo(1);
    assertThat(data.path("page").asInt()).isEqualTo(1);
    assertThat(data.path("limit").asInt()).isEqualTo(50);
    var overview = tenant.get("/api/v1/dashboard/overview").body().path("data");
    assertThat(overview.path("connections").path("total").asInt()).isPositive();
    assertThat(overview.path("messages").has("last24h")).isTrue();
  }

  @Test
  void bearerListsOnlyItsOwnConnection() {
    request("contract-other");
    var connection = Connection.request(tenant, anonymous, "contract-own");
    var data = connection.bearer().get("/api/v1/connections").body().path("data");
    assertThat(data.path("total").asInt()).isEqualTo(1);
    assertThat(data.path("connections").get(0).path("id").asString()).isEqualTo(connection.id());
  }

  @Test
  void tenDigitsAreIndianAndSeparatorsAreIgnored() {
    var own = simulator.phone("96171100004", "Own");
    var peer = simulator.phone("919876500000", "Peer");
    var connection = Connection.request(tenant, anonymous, "contract-numbers");
    connection.link(own);
    for (var number : new String[] {"9876500000", "+91 98765-000.00", "(98765) 00000"}) {
      var reply = connection.send(number, "to " + number);
      assertThat(reply.status()).as(number + " " + reply).isEqualTo(200);
      assertThat(reply.body().path("data").path("message").path("mobileNumber").asString())
          .isEqualTo("+919876500000");
    }
    Waiting.until("three texts", Duration.ofSeconds(15), () -> peer.shown().size() == 3);
    for (var number : new String[] {"919876500000", "+123", "12ab", "+1234567890123456"}) {
      assertError(connection.send(number, "x"), 400, "invalid_number");
    }
  }

  @Test
  void multipartTextsAndFilesReachThePhone() throws Exception {
    var own = simulator.phone("96171100005", "Own");
    var peer = simulator.phone("96171100006", "Peer");
    var connection = Connection.request(tenant, anonymous, "contract-multipart");
    connection.link(own);
    var to = part("mobileNumber", "+96171100006");
    var text = multipart(connection.bearer(), to + part("message", "m"));
    assertThat(text.status()).as(text.toString()).isEqualTo(200);

    var file =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
            + "Content-Type: image/png\r\n\r\nPNG\r\n";
    var media = multipart(connection.bearer(), to + part("message", "look") + file);
    assertThat(media.status()).as(media.toString()).isEqualTo(200);
    assertThat(media.body().path("data").path("message").path("type").asString())
        .isEqualTo("image");
    Waiting.until("the picture", Duration.ofSeconds(15), () -> peer.shown().size() == 2);
    var shown = peer.shown().getLast().all();
    assertThat(shown.path("kind").asString()).isEqualTo("image");
    assertThat(shown.path("caption").asString()).isEqualTo("look");
    assertThat(shown.path("mimetype").asString()).isEqualTo("image/png");
    assertThat(shown.path("mediaSha256").asString()).isEqualTo(sha256("PNG"));
  }

  @Test
  void aFileOfAUrlReachesThePhoneAndPrivateAddressesAreNotCalled() throws Exception {
    var own = simulator.phone("96171100009", "Own");
    var peer = simulator.phone("96171100010", "Peer");
    var connection = Connection.request(tenant, anonymous, "contract-url");
    connection.link(own);
    try (var site = new Site()) {
      var url =
          site.file("/paper.pdf", "application/pdf", "paper".getBytes(StandardCharsets.US_ASCII));
      var sent =
          connection
              .bearer()
              .post(
                  "/api/v1/messages/send",
                  Map.of("mobileNumber", "+96171100010", "message", "", "fileUrl", url));
      assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
    }
    Waiting.until("the document", Duration.ofSeconds(15), () -> peer.shown().size() == 1);
    var shown = peer.shown().getFirst().all();
    assertThat(shown.path("kind").asString()).isEqualTo("document");
    assertThat(shown.path("mimetype").asString()).isEqualTo("application/pdf");
    assertThat(shown.path("mediaSha256").asString()).isEqualTo(sha256("paper"));
    assertError(
        connection
            .bearer()
            .post(
                "/api/v1/messages/send",
                Map.of(
                    "mobileNumber",
                    "+96171100010",
                    "message",
                    "",
                    "fileUrl",
                    "http://10.255.255.1/a")),
        422,
        "media_fetch_failed");
  }

  @Test
  void theFileOfAReceivedMessageIsDownloaded() throws Exception {
    var own = simulator.phone("96171100011", "Own");
    var peer = simulator.phone("96171100012", "Peer");
    var connection = Connection.request(tenant, anonymous, "contract-download");
    connection.link(own);
    var json = "{\"file\":1}";
    peer.send(
        Map.of(
            "to",
            own.number(),
            "kind",
            "document",
            "fileName",
            "a.json",
            "mimetype",
            "application/json",
            "mediaBase64",
            Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8))));
    var list = "/api/v1/messages?direction=in&connectionId=" + connection.id();
    Waiting.until(
        "the message",
        Duration.ofSeconds(15),
        () -> tenant.get(list).body().path("data").path("messages").size() == 1);
    var id = tenant.get(list).body().path("data").path("messages").get(0).path("id").asString();
    var about = tenant.get("/api/v1/messages/" + id).body().path("data").path("media");
    assertThat(about.path("fileName").asString()).isEqualTo("a.json");
    assertThat(about.path("sha256").asString()).isEqualTo(sha256(json));
    var file = tenant.get("/api/v1/messages/" + id + "/media");
    assertThat(file.status()).as(file.toString()).isEqualTo(200);
    assertThat(file.header("Content-Disposition")).startsWith("attachment");
    assertThat(file.raw().body()).isEqualTo(json);
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void idempotencyKeyGivesTheFirstReplyAgain() {
    var own = simulator.phone("96171100007", "Own");
    var peer = simulator.phone("96171100008", "Peer");
    var connection = Connection.request(tenant, anonymous, "contract-idempotent");
    connection.link(own);
    var http = connection.bearer().with("Idempotency-Key", UUID.randomUUID().toString());
    var body = Map.of("mobileNumber", "+96171100008", "message", "once");
    var first = http.post("/api/v1/messages/send", body);
    var second = http.post("/api/v1/messages/send", body);
    assertThat(first.status()).isEqualTo(200);
    assertThat(second.body().path("data").path("message").path("id"))
        .isEqualTo(first.body().path("data").path("message").path("id"));
    var other =
        http.post(
            "/api/v1/messages/send", Map.of("mobileNumber", "+96171100008", "message", "other"));
    assertThat(other.status()).isEqualTo(409);
    Waiting.until("the text", Duration.ofSeconds(15), () -> !peer.shown().isEmpty());
    assertThat(peer.shown()).hasSize(1);
  }

  @Test
  void badInputGetsTheDialectsErrorWithAStableCode() {
    assertError(
        tenant.postRaw("/api/v1/connections/request", "application/json", "{"),
        400,
        "invalid_request");
    assertError(
        tenant.postRaw("/api/v1/connections/request", "application/json", "[]"),
        400,
        "invalid_request");
    assertError(
        tenant.post("/api/v1/connections/request", Map.of("customerId", "x")),
        400,
        "invalid_request");
    assertError(
        tenant.post(
            "/api/v1/connections/request", Map.of("customerId", "no spaces", "customerName", "n")),
        400,
        "invalid_request");
    assertError(
        tenant.post("/api/v1/connections/request", Map.of("customerId", 7, "customerName", true)),
        400,
        "invalid_request");
    var connection = Connection.request(tenant, anonymous, "contract-bad");
    assertError(
        connection.bearer().post("/api/v1/messages/send", Map.of("message", "no number")),
        400,
        "invalid_request");
    assertError(connection.send("", "blank number"), 400, "invalid_request");
    assertError(connection.send(NUMBER, "x".repeat(65_537)), 400, "invalid_request");
    var big =
        tenant.postRaw("/api/v1/connections/request", "application/json", "x".repeat(3 << 20));
    assertThat(big.status()).isEqualTo(413);
    assertThat(big.body().path("success").asBoolean(true)).isFalse();
    var method = tenant.delete("/api/v1/connections/status");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).contains("GET");
    assertThat(tenant.get("/api/v1/no/such/path").status()).isEqualTo(404);
  }

  @Test
  void credentialsThatProveNothingAreUnauthorized() {
    var connection = Connection.request(tenant, anonymous, "contract-jwt");
    var parts = connection.token().split("\\.", -1);
    assertUnauthorized(bearer(parts[0] + "." + parts[1] + "." + "A".repeat(43)));
    assertUnauthorized(bearer(jwt("another-secret-another-secret-another", connection.id(), "")));
    var secret = installation.env("GATEWAY_JWT_SECRET");
    assertUnauthorized(bearer(jwt(secret, connection.id(), ",\"exp\":1000000000")));
    assertUnauthorized(bearer(jwt(secret, UUID.randomUUID().toString(), "")));
    assertUnauthorized(bearer("nonsense"));
    assertUnauthorized(anonymous.with("X-API-Key", "tlk_wrong").get("/api/v1/connections"));
    assertUnauthorized(anonymous.with("X-Forwarded-For", "203.0.113.9").get("/api/v1/connections"));
    assertThat(tenant.get("/admin/v1/tenants").status()).isIn(401, 403);
  }

  @Test
  void bearerWithAnotherConnectionsIdIsAMismatch() {
    var one = Connection.request(tenant, anonymous, "contract-one");
    var two = Connection.request(tenant, anonymous, "contract-two");
    var reply = one.bearer().post("/api/v1/connections/logout", Map.of("connectionId", two.id()));
    assertError(reply, 403, "connection_mismatch");
  }

  @Test
  void anotherTenantsConnectionDoesNotExist() {
    var created = installation.operator().post("/admin/v1/tenants", Map.of("name", "other"));
    assertThat(created.status()).as(created.toString()).isIn(200, 201);
    var tenantId = created.body().findValue("id").asString();
    var key =
        installation
            .operator()
            .post(
                "/admin/v1/tenants/" + tenantId + "/keys",
                Map.of("name", "k", "scopes", new String[] {"read", "send", "sessions", "admin"}));
    assertThat(key.status()).as(key.toString()).isIn(200, 201);
    var other = anonymous.with("X-API-Key", find(key, "tlk_"));
    var connection = Connection.request(tenant, anonymous, "contract-secret");

    assertError(
        other.get("/api/v1/connections/status?connectionId=" + connection.id()),
        404,
        "connection_not_found");
    assertError(
        other.post("/api/v1/connections/logout", Map.of("connectionId", connection.id())),
        404,
        "connection_not_found");
    assertThat(other.get("/api/v1/connections").body().path("data").path("total").asInt()).isZero();
    assertThat(
            other
                .with("Authorization", "Bearer " + connection.token())
                .get("/api/v1/connections/status")
                .status())
        .isIn(401, 403);
  }

  @Test
  void documentedCurlLinesWorkWithoutACredentialOnLoopback() {
    var reply =
        anonymous.post(
            "/api/v1/connections/request",
            Map.of("customerId", "curl", "customerName", "Curl Ltd"));
    assertThat(reply.status()).as(reply.toString()).isIn(200, 201);
    assertThat(anonymous.get("/api/v1/connections").status()).isEqualTo(200);
    assertThat(anonymous.get("/api/v1/dashboard/overview").status()).isEqualTo(200);
  }

  private Http.Reply request(String customerId) {
    return tenant.post(
        "/api/v1/connections/request",
        Map.of(
            "customerId",
            customerId,
            "customerName",
            "Acme",
            "websiteUrl",
            "https://acme.example"));
  }

  private Http.Reply bearer(String token) {
    return anonymous.with("Authorization", "Bearer " + token).get("/api/v1/connections/status");
  }

  private static Http.Reply multipart(Http http, String parts) {
    return http.send(
        "POST",
        "/api/v1/messages/send",
        "multipart/form-data; boundary=b",
        BodyPublishers.ofString(parts + "--b--\r\n"));
  }

  private static String part(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }

  private static void assertError(Http.Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.body().path("success").asBoolean(true)).as(reply.toString()).isFalse();
    assertThat(reply.body().path("error").asString("")).as(reply.toString()).isNotEmpty();
    assertThat(reply.body().path("code").asString()).as(reply.toString()).isEqualTo(code);
  }

  private static void assertUnauthorized(Http.Reply reply) {
    assertError(reply, 401, "unauthorized");
  }

  private static String find(Http.Reply reply, String prefix) {
    var body = reply.raw().body();
    var start = body.indexOf(prefix);
    assertThat(start).as(body).isNotNegative();
    return body.substring(start, body.indexOf('"', start));
  }

  private static String jwt(String secret, String subject, String more) {
    try {
      var encoder = Base64.getUrlEncoder().withoutPadding();
      var header = encoder.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));
      var claims =
          "{\"sub\":\"%s\",\"tid\":\"%s\",\"cid\":\"x\",\"typ\":\"connection\",\"jti\":\"x\"%s}"
              .formatted(subject, UUID.randomUUID(), more);
      var signed = header + "." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return signed
          + "."
          + encoder.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
