package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.command.Command;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SessionsTest extends ApiTest {
  private static final String OWN = "573001234567:3@s.whatsapp.net";

  @Test
  void aSessionIsCreatedLinkedStoppedAndDeleted() {
    var tenant = newTenant();
    var created = post(tenant(tenant), "/api/v1/sessions", Map.of("name", "shop.one")).expect(201);
    var session = created.data().get("session");
    assertThat(session.get("phase").stringValue()).isEqualTo("created");
    assertThat(session.get("isProtected").booleanValue()).isFalse();
    var id = UUID.fromString(session.get("id").stringValue());

    var shown = act(tenant, id, "connect");
    assertThat(shown.get("phase").stringValue()).isEqualTo("showing_qr");
    assertThat(shown.get("qr").get("dataUrl").stringValue()).startsWith("data:image/png;base64,");
    assertThat(shown.get("qr").get("expiresAt").stringValue()).endsWith("Z");

    worker().scan(id, OWN);
    eventually(() -> assertThat(phase(tenant, id)).isEqualTo("connected"));
    assertThat(shown(tenant, id).get("mobileNumber").stringValue()).isEqualTo("+573001234567");
    assertThat(shown(tenant, id).has("qr")).isFalse();

    assertThat(act(tenant, id, "disconnect").get("phase").stringValue()).isEqualTo("stopped");
    assertThat(worker().commands(id)).anyMatch(Command::hasStop);
    call(tenant(tenant), "DELETE", path(id), null, Map.of()).expect(204);
    get(tenant(tenant), path(id)).expect(404);
  }

  @Test
  void aListTellsThatAQrWaitsButNotWhichOne() {
    var tenant = newTenant();
    var id = create(tenant, "shop");
    act(tenant, id, "connect");
    var listed = get(tenant(tenant), "/api/v1/sessions").expect(200).data().get("sessions").get(0);
    assertThat(listed.get("hasQr").booleanValue()).isTrue();
    assertThat(listed.has("qr")).isFalse();
  }

  @Test
  void anUnlinkedSessionIsLinkedAnew() {
    var tenant = newTenant();
    var id = create(tenant, "shop");
    act(tenant, id, "connect");
    worker().scan(id, OWN);
    eventually(() -> assertThat(phase(tenant, id)).isEqualTo("connected"));
    assertThat(act(tenant, id, "unlink").get("phase").stringValue()).isEqualTo("logged_out");
    assertThat(shown(tenant, id).get("mobileNumber").isNull()).isTrue();
    assertThat(act(tenant, id, "relink").get("phase").stringValue()).isEqualTo("showing_qr");
  }

  @Test
  void usedUpReconnectsBeginAnew() {
    var tenant = newTenant();
    var id = create(tenant, "shop");
    act(tenant, id, "connect");
    worker().scan(id, OWN);
    eventually(() -> assertThat(phase(tenant, id)).isEqualTo("connected"));
    worker().exhaust(id, 5);
    eventually(() -> assertThat(phase(tenant, id)).isEqualTo("exhausted"));
    assertThat(act(tenant, id, "reset-reconnects").get("reconnectAttempts").intValue()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345", "1234567890123456", "phone"})
  void aPairingCodeNeedsANumber(String number) {
    var tenant = newTenant();
    var id = create(tenant, "shop");
    var refused =
        post(tenant(tenant), path(id) + "/pairing-code", Map.of("phoneNumber", number)).expect(400);
    assertThat(refused.body().get("code").stringValue()).isEqualTo("invalid_number");
  }

  @Test
  void whatCannotBeIsRefused() {
    var tenant = newTenant();
    create(tenant, "shop");
    var again = post(tenant(tenant), "/api/v1/sessions", Map.of("name", "shop")).expect(409);
    assertThat(again.body().get("code").stringValue()).isEqualTo("session_exists");
    post(tenant(tenant), "/api/v1/sessions", Map.of("name", "a b")).expect(400);
    get(tenant(tenant), "/sessions").expect(200);
    var standard =
        get(tenant(tenant), "/api/v1/sessions")
            .expect(200)
            .data()
            .get("sessions")
            .valueStream()
            .filter(session -> session.get("isProtected").booleanValue())
            .findFirst()
            .orElseThrow();
    call(
            tenant(tenant),
            "DELETE",
            "/api/v1/sessions/" + standard.get("id").stringValue(),
            null,
            Map.of())
        .expect(409);
  }

  @Test
  void anotherTenantsSessionDoesNotExist() {
    var id = create(newTenant(), "secret");
    var other = newTenant();
    get(tenant(other), path(id)).expect(404);
    for (var action : new String[] {"connect", "relink", "disconnect", "unlink"}) {
      post(tenant(other), path(id) + "/" + action, Map.of()).expect(404);
    }
    call(tenant(other), "DELETE", path(id), null, Map.of()).expect(404);
    assertThat(get(tenant(other), "/api/v1/sessions").expect(200).data().get("sessions")).isEmpty();
  }

  @Test
  void aReaderChangesNothing() {
    var tenant = newTenant();
    var id = create(tenant, "shop");
    var reader = tenant(tenant, Scope.READ);
    get(reader, path(id)).expect(200);
    post(reader, "/api/v1/sessions", Map.of("name", "other")).expect(403);
    post(reader, path(id) + "/connect", Map.of()).expect(403);
  }

  private UUID create(UUID tenant, String name) {
    var created = post(tenant(tenant), "/api/v1/sessions", Map.of("name", name)).expect(201);
    return UUID.fromString(created.data().get("session").get("id").stringValue());
  }

  private JsonNode act(UUID tenant, UUID id, String action) {
    return post(tenant(tenant), path(id) + "/" + action, Map.of())
        .expect(200)
        .data()
        .get("session");
  }

  private String phase(UUID tenant, UUID id) {
    return shown(tenant, id).get("phase").stringValue();
  }

  private JsonNode shown(UUID tenant, UUID id) {
    return get(tenant(tenant), path(id)).expect(200).data().get("session");
  }

  private static String path(UUID id) {
    return "/api/v1/sessions/" + id;
  }
}
