package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.command.Command.BodyCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorTest extends ApiTest {
  private static final String TENANTS = "/admin/v1/tenants";

  @Test
  void aTenantIsCreatedFoundListedAndChanged() {
    var name = "tenant " + UUID.randomUUID();
    var tenant =
        post(
                OPERATOR,
                TENANTS,
                Map.of("name", name, "defaultCountry", "+44", "quotas", Map.of("sessions", 3)))
            .expect(201)
            .data()
            .get("tenant");
    var path = TENANTS + "/" + tenant.get("id").stringValue();
    assertThat(tenant.get("defaultCountry").stringValue()).isEqualTo("44");
    assertThat(tenant.get("state").stringValue()).isEqualTo("active");
    assertThat(tenant.get("quotas").get("sessions").intValue()).isEqualTo(3);
    assertThat(tenant.get("quotas").get("messagesPerDay").isNull()).isTrue();
    assertThat(get(OPERATOR, path).expect(200).data().get("tenant")).isEqualTo(tenant);
    assertThat(get(OPERATOR, TENANTS).expect(200).data().get("tenants").findValuesAsString("name"))
        .contains(name);

    var quotas = new HashMap<String, Object>();
    quotas.put("sessions", null);
    quotas.put("requestsPerSecond", 50);
    var changed =
        call(OPERATOR, "PATCH", path, Map.of("name", name + "!", "quotas", quotas), Map.of())
            .expect(200)
            .data()
            .get("tenant");
    assertThat(changed.get("name").stringValue()).isEqualTo(name + "!");
    assertThat(changed.get("defaultCountry").stringValue()).isEqualTo("44");
    assertThat(changed.get("quotas").get("sessions").isNull()).isTrue();
    assertThat(changed.get("quotas").get("requestsPerSecond").intValue()).isEqualTo(50);
  }

  @Test
  void aNameIsTakenOnce() {
    var name = "tenant " + UUID.randomUUID();
    var other = newTenant();
    post(OPERATOR, TENANTS, Map.of("name", name)).expect(201);
    post(OPERATOR, TENANTS, Map.of("name", name)).fails(409, "tenant_exists");
    call(OPERATOR, "PATCH", TENANTS + "/" + other, Map.of("name", name), Map.of())
        .fails(409, "tenant_exists");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":\"\"}",
        "{\"name\":7}",
        "{\"name\":\"x\",\"defaultCountry\":\"0\"}",
        "{\"name\":\"x\",\"defaultCountry\":\"abc\"}",
        "{\"name\":\"x\",\"quotas\":7}",
        "{\"name\":\"x\",\"quotas\":{\"sessions\":-1}}",
        "{\"name\":\"x\",\"quotas\":{\"sessions\":\"3\"}}",
        "{\"name\":\"x\",\"quotas\":{\"sessions\":99999999999}}",
        "{\"name\":\"x\",\"quotas\":{\"requestsPerSecond\":0}}"
      })
  void aBadTenantIsInvalid(String body) {
    post(OPERATOR, TENANTS, body).fails(400, "invalid_request");
  }

  @Test
  void anUnknownTenantIsNotFound() {
    for (var id : List.of(UUID.randomUUID().toString(), "nonsense")) {
      var path = TENANTS + "/" + id;
      get(OPERATOR, path).fails(404, "tenant_not_found");
      call(OPERATOR, "PATCH", path, "{}", Map.of()).fails(404, "tenant_not_found");
      call(OPERATOR, "DELETE", path, null, Map.of()).fails(404, "tenant_not_found");
      post(OPERATOR, path + "/suspend", null).fails(404, "tenant_not_found");
      post(OPERATOR, path + "/resume", null).fails(404, "tenant_not_found");
      get(OPERATOR, path + "/keys").fails(404, "tenant_not_found");
      post(OPERATOR, path + "/keys", Map.of("name", "k", "scopes", List.of("read")))
          .fails(404, "tenant_not_found");
      call(OPERATOR, "DELETE", path + "/keys/" + UUID.randomUUID(), null, Map.of())
          .fails(404, "tenant_not_found");
    }
  }

  @Test
  void theOperatorMakesAndRevokesKeys() {
    var path = TENANTS + "/" + newTenant() + "/keys";
    var key =
        post(OPERATOR, path, Map.of("name", "first", "scopes", List.of("read", "send")))
            .expect(201)
            .data()
            .get("key");
    assertThat(key.get("secret").stringValue()).matches("tlk_[0-9a-f]{64}");
    var listed = get(OPERATOR, path).expect(200).data().get("keys");
    assertThat(listed.size()).isEqualTo(1);
    assertThat(listed.get(0).has("secret")).isFalse();
    var one = path + "/" + key.get("id").stringValue();
    call(OPERATOR, "DELETE", one, null, Map.of()).expect(204);
    call(OPERATOR, "DELETE", one, null, Map.of()).fails(404, "key_not_found");
  }

  @Test
  void aSuspendedTenantIsRefusedItsSocketsCloseAndNothingIsLost() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    post(OPERATOR, TENANTS + "/" + tenant + "/suspend", null).expect(204);
    eventually(
        () ->
            assertThat(worker().commands(connection))
                .anyMatch(c -> c.getBodyCase() == BodyCase.STOP));
    send(tenant, connection, "9999900000", "x").fails(403, "tenant_suspended");
    post(
            tenant(tenant),
            "/api/v1/connections/request",
            Map.of("customerId", "a", "customerName", "A"))
        .fails(403, "tenant_suspended");
    assertThat(
            get(OPERATOR, TENANTS + "/" + tenant)
                .expect(200)
                .data()
                .get("tenant")
                .get("state")
                .stringValue())
        .isEqualTo("suspended");

    post(OPERATOR, TENANTS + "/" + tenant + "/resume", null).expect(204);
    awaitStatus(tenant, connection, "connected", "connected");
    send(tenant, connection, "9999900000", "x").expect(200);
  }

  @Test
  void aDeletedTenantLeavesNothing() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    send(tenant, connection, "9999900000", "x").expect(200);
    call(OPERATOR, "DELETE", TENANTS + "/" + tenant, null, Map.of()).expect(204);
    eventually(
        () ->
            assertThat(worker().commands(connection))
                .anyMatch(c -> c.getBodyCase() == BodyCase.DELETE));
    assertThat(
            EventTopic.await(
                event -> event.hasTenantDeleted() && event.getTenantId().equals(tenant.toString()),
                1))
        .hasSize(1);
    get(OPERATOR, TENANTS + "/" + tenant).fails(404, "tenant_not_found");
    get(tenant(tenant), "/api/v1/me").fails(401, "unauthorized");
    assertThat(get(tenant(tenant), "/api/v1/messages").expect(200).data().get("messages").size())
        .isZero();
  }
}
