package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The rest of what the contract of manager documents: errors, filters, kinds of files, and what
/// brings a connection back.
@ExtendWith(OneInstallation.class)
class ManagerErrorsIT {
  private static final String SEND = "/api/v1/messages/send";
  private static final int MEBIBYTE = 1 << 20;

  private final Installation installation;
  private final Simulator simulator;
  private final Http tenant;
  private final Http anonymous;

  ManagerErrorsIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
    this.tenant = NewTenant.of(installation);
    this.anonymous = installation.anonymous();
  }

  @Test
  void aConnectionThatDoesNotExistIsNotFound() {
    var id = UUID.randomUUID().toString();
    var named = Map.of("connectionId", id);
    for (var reply :
        List.of(
            tenant.get("/api/v1/connections/status?connectionId=" + id),
            tenant.post("/api/v1/connections/activate", named),
            tenant.post("/api/v1/connections/logout", named),
            tenant.post(
                SEND,
                Map.of("connectionId", id, "mobileNumber", "+96172600001", "message", "x")))) {
      assertError(reply, 404, "connection_not_found");
    }
  }

  @Test
  void aCallThatNamesNoConnectionIsInvalid() {
    assertError(tenant.get("/api/v1/connections/status"), 400, "invalid_request");
    for (var path : List.of("/api/v1/connections/activate", "/api/v1/connections/logout")) {
      assertError(tenant.post(path, Map.of()), 400, "invalid_request");
    }
    assertError(
        tenant.post(SEND, Map.of("mobileNumber", "+96172600001", "message", "x")),
        400,
        "invalid_request");
  }

  @Test
  void connectionsAreFilteredAndPaged() {
    for (var customer : List.of("one", "two", "three")) {
      assertThat(request(customer).status()).isEqualTo(201);
    }
    var page = tenant.get("/api/v1/connections?status=pending_qr&page=2&limit=2").body();
    assertThat(page.at("/data/connections").size()).isEqualTo(1);
    assertThat(page.at("/data/total").asInt()).isEqualTo(3);
    assertThat(page.at("/data/page").asInt()).isEqualTo(2);
    assertThat(page.at("/data/limit").asInt()).isEqualTo(2);
    var none = tenant.get("/api/v1/connections?status=connected").body();
    assertThat(none.at("/data/total").asInt()).isZero();
    for (var query : List.of("status=odd", "page=0", "limit=0", "limit=201", "limit=x")) {
      assertError(tenant.get("/api/v1/connections?" + query), 400, "invalid_request");
    }
  }

  @Test
  void filesOfEveryKindArriveAndWhoIsNotOnWhatsAppIsRefused() {
    var own = simulator.phone("96172600002", "Own");
    var peer = simulator.phone("96172600003", "Peer");
    var connection = Connection.request(tenant, anonymous, "kinds");
    connection.link(own);
    var to = "+" + peer.number();
    assertError(connection.send("+96172600099", "to nobody"), 422, "not_on_whatsapp");
    assertError(
        connection.bearer().post(SEND, Map.of("mobileNumber", to, "message", "")),
        400,
        "invalid_request");
    try (var site = new Site()) {
      var kinds =
          Map.of(
              "image", "image/png", "video", "video/mp4", "audio", "audio/mpeg", "document", "a/b");
      kinds.forEach(
          (kind, mimetype) -> {
            var url =
                site.file("/" + kind + ".bin", mimetype, kind.getBytes(StandardCharsets.UTF_8));
            var reply =
                connection
                    .bearer()
                    .post(SEND, Map.of("mobileNumber", to, "message", "", "fileUrl", url));
            assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
            assertThat(reply.body().at("/data/message/type").asString()).isEqualTo(kind);
          });
      var given =
          connection
              .bearer()
              .post(
                  SEND,
                  Map.of(
                      "mobileNumber",
                      to,
                      "message",
                      "named",
                      "fileUrl",
                      site.file("/x", "image/png", new byte[] {1}),
                      "fileName",
                      "offer.pdf",
                      "fileType",
                      "application/pdf"));
      assertThat(given.body().at("/data/message/type").asString()).isEqualTo("document");
      Waiting.until("five files", Duration.ofSeconds(20), () -> peer.shown().size() == 5);
      assertThat(peer.shown())
          .extracting(Simulator.Shown::kind)
          .containsExactlyInAnyOrder("image", "video", "audio", "document", "document");
      var document = peer.shown().getLast().all();
      var raw = Base64.getDecoder().decode(document.path("raw").asString());
      assertThat(new String(raw, StandardCharsets.ISO_8859_1)).contains("offer.pdf");
      assertThat(document.path("mimetype").asString()).isEqualTo("application/pdf");

      assertError(
          connection
              .bearer()
              .post(
                  SEND,
                  Map.of(
                      "mobileNumber",
                      to,
                      "message",
                      "",
                      "fileUrl",
                      site.file("/large", "image/png", new byte[101 * MEBIBYTE]))),
          413,
          "media_too_large");
    }
    var parts = new ArrayList<byte[]>();
    parts.add(
        ("--b\r\nContent-Disposition: form-data; name=\"mobileNumber\"\r\n\r\n"
                + to
                + "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    for (var i = 0; i < 101; i++) {
      parts.add(new byte[MEBIBYTE]);
    }
    parts.add("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    var upload =
        connection
            .bearer()
            .send(
                "POST",
                SEND,
                "multipart/form-data; boundary=b",
                BodyPublishers.ofByteArrays(parts));
    assertThat(upload.status()).as(upload.toString()).isEqualTo(413);
    assertThat(upload.body().path("code").asString()).isEqualTo("media_too_large");
  }

  @Test
  void aDeviceThatThePhoneRemovedIsStaleAndARequestBringsANewQr() {
    var own = simulator.phone("96172600004", "Own");
    var connection = Connection.request(tenant, anonymous, "removed");
    var device = connection.link(own);
    own.unlink(device);
    Waiting.until(
        "the connection to be stale",
        Duration.ofSeconds(20),
        () -> connection.status().path("status").asString().equals("stale"));
    assertThat(connection.status().path("socketStatus").asString()).isEqualTo("stale");
    assertThat(connection.status().path("isReachable").asBoolean(true)).isFalse();
    assertError(connection.send("+96172600001", "x"), 403, "connection_stale");
    assertError(
        connection.bearer().post("/api/v1/connections/activate", Map.of()), 409, "relink_required");

    var again = Connection.request(tenant, anonymous, "removed");
    assertThat(again.id()).isEqualTo(connection.id());
    assertThat(again.token()).isEqualTo(connection.token());
    assertThat(again.status().path("status").asString()).isEqualTo("pending_qr");
    again.link(own);
    assertThat(again.status().path("mobileNumber").asString()).isEqualTo("+96172600004");
  }

  @Test
  void whatIsSentWhileTheSocketIsAwayWaitsForIt() {
    var own = simulator.phone("96172600005", "Own");
    var peer = simulator.phone("96172600006", "Peer");
    var connection = Connection.request(tenant, anonymous, "away");
    connection.link(own);
    simulator.fault(Map.of("kind", "login-failure", "target", own.number(), "reason", 503));
    simulator.fault(Map.of("kind", "disconnect", "target", own.number()));
    Waiting.until(
        "the socket to be lost",
        Duration.ofSeconds(20),
        () -> connection.status().path("socketStatus").asString().equals("disconnected"));
    assertThat(connection.status().path("status").asString()).isEqualTo("connected");
    assertThat(connection.status().path("isReachable").asBoolean(true)).isFalse();
    var sent = connection.send("+" + peer.number(), "later");
    assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
    assertThat(sent.body().at("/data/message/status").asString()).isEqualTo("pending");
    simulator.clearFaults();
    Waiting.until("the text", Duration.ofSeconds(40), () -> !peer.shown().isEmpty());
    assertThat(peer.shown().getFirst().text()).isEqualTo("later");
    var id = sent.body().at("/data/message/id").asString();
    Waiting.until(
        "the receipt",
        Duration.ofSeconds(20),
        () -> connection.message(id).path("status").asString().equals("delivered"));
    assertThat(peer.shown()).hasSize(1);
  }

  private Http.Reply request(String customer) {
    return tenant.post(
        "/api/v1/connections/request", Map.of("customerId", customer, "customerName", customer));
  }

  private static void assertError(Http.Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.body().path("success").asBoolean(true)).as(reply.toString()).isFalse();
    assertThat(reply.body().path("error").asString("")).as(reply.toString()).isNotEmpty();
    assertThat(reply.body().path("code").asString()).as(reply.toString()).isEqualTo(code);
  }
}
