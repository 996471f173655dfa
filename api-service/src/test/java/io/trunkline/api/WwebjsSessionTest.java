package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The life of sessions in the dialect wwebjs.
class WwebjsSessionTest extends ApiTest {
  private UUID tenant;
  private Caller caller;

  @BeforeEach
  void newCaller() {
    tenant = newTenant();
    caller = tenant(tenant);
  }

  @Test
  void pingNeedsNoTenant() {
    assertThat(get(GATEWAY, "/ping").expect(200).body().toString())
        .isEqualTo("{\"success\":true,\"message\":\"pong\"}");
  }

  @Test
  void aSessionIsStartedScannedStoppedAndStartedAgainWithoutAScan() {
    assertThat(get(caller, "/session/status/s1").expect(200).body().toString())
        .isEqualTo("{\"success\":false,\"state\":null,\"message\":\"session_not_found\"}");
    assertThat(message(get(caller, "/session/start/s1").expect(200)))
        .isEqualTo("Session initiated successfully");
    assertThat(get(caller, "/session/status/s1").body().toString())
        .isEqualTo(
            "{\"success\":false,\"state\":\"UNPAIRED\",\"message\":\"session_not_connected\"}");
    fails(get(caller, "/session/start/s1"), 422, "Session already exists for: s1");

    link("s1");
    assertThat(get(caller, "/session/status/s1").body().toString())
        .isEqualTo("{\"success\":true,\"state\":\"CONNECTED\",\"message\":\"session_connected\"}");
    assertThat(get(caller, "/session/getSessions").expect(200).body().get("result").toString())
        .isEqualTo("[\"s1\"]");

    assertThat(message(get(caller, "/session/stop/s1").expect(200)))
        .isEqualTo("Session stopped successfully");
    assertThat(message(get(caller, "/session/status/s1"))).isEqualTo("session_not_found");
    assertThat(get(caller, "/session/getSessions").body().get("result").isEmpty()).isTrue();
    get(caller, "/session/start/s1").expect(200);
    awaitConnected("s1");
  }

  @Test
  void stoppingWhatIsNotThereIsFine() {
    assertThat(message(get(caller, "/session/stop/none").expect(200)))
        .isEqualTo("Session stopped successfully");
  }

  @Test
  void theQrIsShownAsTextAndImageWhileItIsOut() throws IOException {
    assertThat(message(get(caller, "/session/qr/s1").expect(200))).isEqualTo("session_not_found");
    get(caller, "/session/start/s1").expect(200);
    var qr = get(caller, "/session/qr/s1").expect(200);
    assertThat(qr.body().get("qr").stringValue()).startsWith("qr-of-");
    assertThat(qr.raw().headers().firstValue("Cache-Control"))
        .contains("no-cache, no-store, must-revalidate");
    assertThat(qr.raw().headers().firstValue("Expires")).contains("0");
    var image = raw(caller, "/session/qr/s1/image");
    assertThat(image.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(ImageIO.read(new ByteArrayInputStream(image.body())).getWidth()).isEqualTo(360);
    link("s1");
    assertThat(message(get(caller, "/session/qr/s1/image")))
        .isEqualTo("qr code not ready or already scanned");
  }

  @Test
  void aPairingCodeComesWithoutItsDash() {
    assertThat(
            message(
                post(
                    caller,
                    "/session/requestPairingCode/s1",
                    Map.of("phoneNumber", "919876500000"))))
        .isEqualTo("session_not_found");
    get(caller, "/session/start/s1").expect(200);
    fails(post(caller, "/session/requestPairingCode/s1", Map.of()), 400, "phoneNumber is required");
    fails(
        post(caller, "/session/requestPairingCode/s1", Map.of("phoneNumber", "no")),
        500,
        "wid error: invalid wid");
    assertThat(
            post(
                    caller,
                    "/session/requestPairingCode/s1",
                    Map.of("phoneNumber", "+91 98765-00000", "showNotification", false))
                .expect(200)
                .body()
                .get("result")
                .stringValue())
        .isEqualTo("ABCDEFGH");
    var command = worker().commands(id("s1")).getLast().getLink();
    assertThat(command.getPhoneNumber()).isEqualTo("919876500000");
    assertThat(command.getWithoutNotification()).isTrue();
    link("s1");
    fails(
        post(caller, "/session/requestPairingCode/s1", Map.of("phoneNumber", "919876500000")),
        500,
        "The session is linked already");
  }

  @Test
  void anUnlinkOnThePhoneLeavesTheSessionForARestart() {
    connect("s1");
    worker().unlink(id("s1"));
    eventually(() -> assertThat(state("s1")).isEqualTo("UNPAIRED"));
    assertThat(message(get(caller, "/session/restart/s1").expect(200)))
        .isEqualTo("Restarted successfully");
    assertThat(get(caller, "/session/qr/s1").body().get("success").booleanValue()).isTrue();
  }

  @Test
  void restartingReconnects() {
    assertThat(get(caller, "/session/restart/s1").expect(200).body().toString())
        .isEqualTo("{\"success\":false,\"state\":null,\"message\":\"session_not_found\"}");
    connect("s1");
    get(caller, "/session/restart/s1").expect(200);
    awaitConnected("s1");
  }

  @Test
  void logoutUnlinksAndTakesTheSessionOutOfMemory() {
    fails(get(caller, "/session/logout/s1"), 404, "session_not_found");
    get(caller, "/session/start/s1").expect(200);
    fails(get(caller, "/session/logout/s1"), 404, "session_not_connected");
    link("s1");
    assertThat(message(get(caller, "/session/logout/s1").expect(200)))
        .isEqualTo("Logged out successfully");
    assertThat(message(get(caller, "/session/status/s1"))).isEqualTo("session_not_found");
  }

  @Test
  void terminateDeletesByEitherMethod() {
    assertThat(call(caller, "DELETE", "/session/terminate/s1", null, Map.of()).expect(200).body())
        .isEqualTo(
            JSON.readTree("{\"success\":false,\"state\":null,\"message\":\"session_not_found\"}"));
    connect("s1");
    connect("s2");
    assertThat(message(call(caller, "DELETE", "/session/terminate/s1", null, Map.of()).expect(200)))
        .isEqualTo("Logged out successfully");
    assertThat(message(get(caller, "/session/terminate/s2").expect(200)))
        .isEqualTo("Logged out successfully");
    assertThat(get(caller, "/api/v1/connections").data().get("total").intValue()).isZero();
  }

  @Test
  void namesOfOtherCharactersAreRefused() {
    for (var name : List.of("a.b", "a%20b", "%C3%A4", "x".repeat(129))) {
      fails(get(caller, "/session/start/" + name), 422, "Session should be alphanumerical or -");
    }
    get(caller, "/session/start/a_B-9").expect(200);
  }

  @Test
  void withoutTheScopeItIsForbiddenAndAnotherTenantsSessionDoesNotExist() {
    connect("s1");
    var reader = tenant(tenant, Scope.READ);
    assertThat(get(reader, "/session/status/s1").expect(200).body().get("state").stringValue())
        .isEqualTo("CONNECTED");
    get(reader, "/session/stop/s1").expect(403);
    get(reader, "/session/qr/s1").expect(403);
    var other = tenant(newTenant());
    assertThat(message(get(other, "/session/status/s1"))).isEqualTo("session_not_found");
    fails(post(other, "/client/getChats/s1", Map.of()), 404, "session_not_found");
  }

  private static String message(Answer answer) {
    return answer.body().path("message").stringValue("");
  }

  static void fails(Answer answer, int status, String error) {
    answer.expect(status);
    assertThat(answer.body()).isEqualTo(error(error));
  }

  private static JsonNode error(String text) {
    return JSON.createObjectNode().put("success", false).put("error", text);
  }

  private String state(String name) {
    return get(caller, "/session/status/" + name).body().path("state").stringValue("");
  }

  private UUID id(String name) {
    return UUID.fromString(
        get(caller, "/api/v1/connections?customerId=" + name)
            .data()
            .at("/connections/0/id")
            .stringValue());
  }

  private void connect(String name) {
    get(caller, "/session/start/" + name).expect(200);
    link(name);
  }

  private void link(String name) {
    worker().scan(id(name), "919876500000:7@s.whatsapp.net");
    awaitConnected(name);
  }

  private void awaitConnected(String name) {
    eventually(() -> assertThat(state(name)).isEqualTo("CONNECTED"));
  }
}
