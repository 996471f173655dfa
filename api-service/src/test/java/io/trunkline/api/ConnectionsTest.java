package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.trunkline.proto.command.Command.BodyCase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConnectionsTest extends ApiTest {
  private static final String REQUEST = "/api/v1/connections/request";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  @Test
  void aRequestShowsTheConnectionItsTokenAndTheQr() {
    var tenant = newTenant();
    var data =
        post(
                tenant(tenant),
                REQUEST,
                Map.of(
                    "customerId", "acme",
                    "customerName", "Acme Ltd",
                    "websiteUrl", "https://acme.example"))
            .expect(201)
            .data();
    var connection = data.get("connection");
    assertThat(connection.propertyNames())
        .containsExactly(
            "id",
            "customerId",
            "customerName",
            "websiteUrl",
            "status",
            "mobileNumber",
            "createdAt",
            "updatedAt",
            "lastConnectedAt");
    assertThat(connection.get("customerId").stringValue()).isEqualTo("acme");
    assertThat(connection.get("customerName").stringValue()).isEqualTo("Acme Ltd");
    assertThat(connection.get("websiteUrl").stringValue()).isEqualTo("https://acme.example");
    assertThat(connection.get("status").stringValue()).isEqualTo("pending_qr");
    assertThat(connection.get("mobileNumber").isNull()).isTrue();
    assertThat(connection.get("lastConnectedAt").isNull()).isTrue();
    assertThat(connection.get("createdAt").stringValue()).matches(TIME);
    var auth = data.get("auth");
    assertThat(auth.get("qrExpiresAt").stringValue()).matches(TIME);
    assertThat(qrText(auth)).isEqualTo("qr-of-" + connection.get("id").stringValue());
    var claims =
        JSON.readTree(
            Base64.getUrlDecoder()
                .decode(auth.get("connectionToken").stringValue().split("\\.", -1)[1]));
    assertThat(claims.propertyNames()).containsExactly("sub", "tid", "cid", "typ", "jti", "iat");
    assertThat(claims.get("sub").stringValue()).isEqualTo(connection.get("id").stringValue());
    assertThat(claims.get("tid").stringValue()).isEqualTo(tenant.toString());
    assertThat(claims.get("typ").stringValue()).isEqualTo("connection");
  }

  @Test
  void aSecondRequestKeepsIdAndTokenAndShowsANewQr() {
    var tenant = newTenant();
    var body = Map.of("customerId", "acme", "customerName", "Acme");
    var first = post(tenant(tenant), REQUEST, body).expect(201).data();
    var id = UUID.fromString(first.get("connection").get("id").stringValue());
    worker().scan(id, "919876500000:7@s.whatsapp.net");
    awaitStatus(tenant, id, "connected", "connected");

    var second =
        post(tenant(tenant), REQUEST, Map.of("customerId", "acme", "customerName", "Acme 2"))
            .expect(200)
            .data();
    assertThat(second.get("connection").get("id")).isEqualTo(first.get("connection").get("id"));
    assertThat(second.get("auth").get("connectionToken"))
        .isEqualTo(first.get("auth").get("connectionToken"));
    assertThat(second.get("connection").get("customerName").stringValue()).isEqualTo("Acme 2");
    assertThat(second.get("connection").get("status").stringValue()).isEqualTo("pending_qr");
    assertThat(second.get("connection").get("mobileNumber").isNull()).isTrue();
    assertThat(second.get("auth").get("qrCodeDataUrl").isNull()).isFalse();
  }

  @Test
  void theSameCustomerIdOfTwoTenantsIsTwoConnections() {
    assertThat(pending(newTenant(), "shared")).isNotEqualTo(pending(newTenant(), "shared"));
  }

  @Test
  void aRequestWhoseWorkerIsSilentIsAnsweredWithoutAQr() {
    var tenant = newTenant();
    var id = pending(tenant, "slow");
    // The event of the first QR must not be taken for the second.
    eventually(() -> assertThat(status(tenant, id).get("qrCodeDataUrl").isNull()).isFalse());
    worker().mute(id);
    var data =
        post(tenant(tenant), REQUEST, Map.of("customerId", "slow", "customerName", "Slow"))
            .expect(200)
            .data();
    assertThat(data.get("auth").get("qrCodeDataUrl").isNull()).isTrue();
    assertThat(data.get("auth").get("qrExpiresAt").isNull()).isTrue();
    assertThat(data.get("auth").get("connectionToken").stringValue()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"customerId\":\"a\"}",
        "{\"customerName\":\"A\"}",
        "{\"customerId\":\"\",\"customerName\":\"A\"}",
        "{\"customerId\":\"a b\",\"customerName\":\"A\"}",
        "{\"customerId\":\"ä\",\"customerName\":\"A\"}",
        "{\"customerId\":7,\"customerName\":\"A\"}",
        "{\"customerId\":[\"a\"],\"customerName\":\"A\"}",
        "{\"customerId\":\"a\",\"customerName\":\"  \"}",
        "{\"customerId\":\"a\",\"customerName\":true}",
        "{\"customerId\":\"a\",\"customerName\":\"A\",\"websiteUrl\":\"ftp://x\"}",
        "{\"customerId\":\"a\",\"customerName\":\"A\",\"websiteUrl\":\"nonsense\"}",
        "{\"customerId\":\"a\",\"customerName\":\"A\\u0000\"}",
        "{\"customerId\":\"a\",\"customerName\":\"\\ud800\"}"
      })
  void aRequestWithABadFieldIsInvalid(String body) {
    post(tenant(newTenant()), REQUEST, body).fails(400, "invalid_request");
  }

  @Test
  void limitsOfLengthHold() {
    var tenant = tenant(newTenant());
    post(tenant, REQUEST, Map.of("customerId", "a".repeat(129), "customerName", "A"))
        .fails(400, "invalid_request");
    post(tenant, REQUEST, Map.of("customerId", "a", "customerName", "A".repeat(256)))
        .fails(400, "invalid_request");
    post(tenant, REQUEST, Map.of("customerId", "a".repeat(128), "customerName", "A".repeat(255)))
        .expect(201);
  }

  @Test
  void theQuotaOfSessionsHolds() {
    var tenant = newTenant(Map.of("quotas", Map.of("sessions", 1)));
    pending(tenant, "one");
    post(tenant(tenant), REQUEST, Map.of("customerId", "two", "customerName", "Two"))
        .fails(403, "quota_exceeded");
    post(tenant(tenant), REQUEST, Map.of("customerId", "one", "customerName", "One")).expect(200);
  }

  @Test
  void aScanConnectsAtOnceAndActivateConfirms() {
    var tenant = newTenant();
    var id = pending(tenant, "acme");
    post(token(tenant, id), "/api/v1/connections/activate", "{}").fails(409, "qr_not_scanned");
    worker().scan(id, "919876500000:7@s.whatsapp.net");
    awaitStatus(tenant, id, "connected", "connected");
    for (var body : new Object[] {"{}", Map.of("connectionId", id.toString())}) {
      var connection =
          post(token(tenant, id), "/api/v1/connections/activate", body)
              .expect(200)
              .data()
              .get("connection");
      assertThat(connection.get("status").stringValue()).isEqualTo("connected");
      assertThat(connection.get("mobileNumber").stringValue()).isEqualTo("+919876500000");
      assertThat(connection.get("lastConnectedAt").stringValue()).matches(TIME);
    }
  }

  @Test
  void statusWhilePendingServesTheRotatedQr() {
    var tenant = newTenant();
    var id = pending(tenant, "acme");
    worker().rotateQr(id, "second qr");
    eventually(() -> assertThat(qrText(status(tenant, id))).isEqualTo("second qr"));
    var status = status(tenant, id);
    assertThat(status.get("status").stringValue()).isEqualTo("pending_qr");
    assertThat(status.get("socketStatus").stringValue()).isEqualTo("disconnected");
    assertThat(status.get("isReachable").booleanValue()).isFalse();
    assertThat(status.get("mobileNumber").isNull()).isTrue();
    worker().qrTimeout(id);
    eventually(() -> assertThat(status(tenant, id).get("qrCodeDataUrl").isNull()).isTrue());
    assertThat(status(tenant, id).get("status").stringValue()).isEqualTo("pending_qr");
  }

  @Test
  void aLostSocketLeavesTheConnectionConnected() {
    var tenant = newTenant();
    var id = connected(tenant, "acme");
    var status = status(tenant, id);
    assertThat(status.get("isReachable").booleanValue()).isTrue();
    assertThat(status.get("mobileNumber").stringValue()).isEqualTo("+919876500000");
    assertThat(status.get("qrCodeDataUrl").isNull()).isTrue();
    worker().lose(id);
    awaitStatus(tenant, id, "connected", "disconnected");
    assertThat(status(tenant, id).get("isReachable").booleanValue()).isFalse();
    worker().reconnect(id);
    awaitStatus(tenant, id, "connected", "connected");
  }

  @Test
  void logoutKeepsTheLinkAndActivateResumesIt() {
    var tenant = newTenant();
    var id = connected(tenant, "acme");
    for (var round = 0; round < 2; round++) {
      var connection =
          post(token(tenant, id), "/api/v1/connections/logout", null)
              .expect(200)
              .data()
              .get("connection");
      assertThat(connection.get("status").stringValue()).isEqualTo("stale");
    }
    assertThat(worker().commands(id)).filteredOn(c -> c.getBodyCase() == BodyCase.STOP).hasSize(1);
    awaitStatus(tenant, id, "stale", "stale");
    send(tenant, id, "9999900000", "x").fails(403, "connection_stale");

    var resumed =
        post(token(tenant, id), "/api/v1/connections/activate", "{}")
            .expect(200)
            .data()
            .get("connection");
    assertThat(resumed.get("status").stringValue()).isEqualTo("connected");
    send(tenant, id, "9999900000", "x").expect(200);
  }

  @Test
  void logoutWithUnlinkNeedsANewLink() {
    var tenant = newTenant();
    var id = connected(tenant, "acme");
    post(token(tenant, id), "/api/v1/connections/logout", Map.of("unlink", true)).expect(200);
    assertThat(worker().commands(id)).anyMatch(c -> c.getBodyCase() == BodyCase.LOGOUT);
    post(token(tenant, id), "/api/v1/connections/activate", "{}").fails(409, "relink_required");
  }

  @Test
  void aDeviceUnlinkedOnThePhoneIsStale() {
    var tenant = newTenant();
    var id = connected(tenant, "acme");
    worker().unlink(id);
    awaitStatus(tenant, id, "stale", "stale");
    post(token(tenant, id), "/api/v1/connections/activate", "{}").fails(409, "relink_required");
    send(tenant, id, "9999900000", "x").fails(403, "connection_stale");
  }

  @Test
  void aPendingConnectionThatIsLoggedOutNeedsANewLink() {
    var tenant = newTenant();
    var id = pending(tenant, "acme");
    post(token(tenant, id), "/api/v1/connections/logout", Map.of("unlink", "yes"))
        .fails(400, "invalid_request");
    post(token(tenant, id), "/api/v1/connections/logout", Map.of("unlink", false)).expect(200);
    post(token(tenant, id), "/api/v1/connections/activate", "{}").fails(409, "relink_required");
  }

  @Test
  void callsOnAnotherTenantsConnectionFindNothing() {
    var mine = newTenant();
    var id = connected(mine, "acme");
    var other = tenant(newTenant());
    var body = Map.of("connectionId", id.toString());
    get(other, "/api/v1/connections/status?connectionId=" + id).fails(404, "connection_not_found");
    post(other, "/api/v1/connections/activate", body).fails(404, "connection_not_found");
    post(other, "/api/v1/connections/logout", body).fails(404, "connection_not_found");
    var send = new HashMap<String, Object>(body);
    send.putAll(Map.of("mobileNumber", "9999900000", "message", "x"));
    post(other, "/api/v1/messages/send", send).fails(404, "connection_not_found");
    assertThat(get(other, "/api/v1/connections").expect(200).data().get("total").intValue())
        .isZero();
  }

  @Test
  void aTokenAndTheIdOfAnotherConnectionDoNotGoTogether() {
    var tenant = newTenant();
    var one = token(tenant, connected(tenant, "one"));
    var two = Map.of("connectionId", connected(tenant, "two").toString());
    get(one, "/api/v1/connections/status?connectionId=" + two.get("connectionId"))
        .fails(403, "connection_mismatch");
    get(one, "/api/v1/connections/status?connectionId=nonsense").fails(403, "connection_mismatch");
    post(one, "/api/v1/connections/activate", two).fails(403, "connection_mismatch");
    post(one, "/api/v1/connections/logout", two).fails(403, "connection_mismatch");
    post(
            one,
            "/api/v1/messages/send",
            Map.of(
                "connectionId",
                two.get("connectionId"),
                "mobileNumber",
                "9999900000",
                "message",
                "x"))
        .fails(403, "connection_mismatch");
  }

  @Test
  void withoutTokenOrIdTheRequestIsInvalid() {
    var tenant = tenant(newTenant());
    get(tenant, "/api/v1/connections/status").fails(400, "invalid_request");
    post(tenant, "/api/v1/connections/activate", "{}").fails(400, "invalid_request");
    post(tenant, "/api/v1/connections/logout", "{}").fails(400, "invalid_request");
    get(tenant, "/api/v1/connections/status?connectionId=nonsense")
        .fails(404, "connection_not_found");
    get(tenant, "/api/v1/connections/status?connectionId=" + UUID.randomUUID())
        .fails(404, "connection_not_found");
  }

  @Test
  void theListIsFilteredAndPaged() {
    var tenant = newTenant();
    pending(tenant, "a");
    pending(tenant, "b");
    var linked = connected(tenant, "c");
    var all = get(tenant(tenant), "/api/v1/connections").expect(200).data();
    assertThat(all.get("total").intValue()).isEqualTo(3);
    assertThat(all.get("page").intValue()).isEqualTo(1);
    assertThat(all.get("limit").intValue()).isEqualTo(50);
    assertThat(customers(all)).containsExactly("c", "b", "a");
    assertThat(customers(list(tenant, "?status=connected"))).containsExactly("c");
    assertThat(customers(list(tenant, "?status=pending_qr"))).containsExactly("b", "a");
    assertThat(customers(list(tenant, "?status=stale"))).isEmpty();
    assertThat(customers(list(tenant, "?customerId=a"))).containsExactly("a");
    assertThat(customers(list(tenant, "?limit=2&page=2"))).containsExactly("a");
    assertThat(customers(get(token(tenant, linked), "/api/v1/connections").expect(200).data()))
        .containsExactly("c");
    for (var bad : new String[] {"?status=open", "?page=0", "?page=x", "?limit=0", "?limit=201"}) {
      get(tenant(tenant), "/api/v1/connections" + bad).fails(400, "invalid_request");
    }
  }

  @Test
  void theOverviewCounts() {
    var tenant = newTenant();
    pending(tenant, "a");
    var linked = connected(tenant, "b");
    send(tenant, linked, "9999900000", "one").expect(200);
    send(tenant, linked, "9000000404", "two").fails(422, "not_on_whatsapp");
    eventually(
        () -> {
          var data = get(tenant(tenant), "/api/v1/dashboard/overview").expect(200).data();
          assertThat(data.get("connections").toString())
              .isEqualTo("{\"total\":2,\"connected\":1,\"pendingQr\":1,\"stale\":0}");
          assertThat(data.get("messages").toString())
              .isEqualTo(
                  "{\"total\":2,\"sent\":1,\"delivered\":0,\"read\":0,\"failed\":1,\"last24h\":2}");
          assertThat(data.get("recentMessages").size()).isEqualTo(2);
          assertThat(data.get("generatedAt").stringValue()).matches(TIME);
        });
  }

  private JsonNode list(UUID tenant, String query) {
    return get(tenant(tenant), "/api/v1/connections" + query).expect(200).data();
  }

  private static java.util.List<String> customers(JsonNode data) {
    return data.get("connections").findValuesAsString("customerId");
  }

  /// Reads the image as a phone would.
  private static String qrText(JsonNode holder) {
    var url = holder.get("qrCodeDataUrl").stringValue("");
    assertThat(url).startsWith("data:image/png;base64,");
    try {
      var image =
          ImageIO.read(
              new ByteArrayInputStream(
                  Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))));
      var pixels =
          image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
      return new QRCodeReader()
          .decode(
              new BinaryBitmap(
                  new HybridBinarizer(
                      new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels))))
          .getText();
    } catch (IOException | ReaderException e) {
      throw new AssertionError(e);
    }
  }
}
