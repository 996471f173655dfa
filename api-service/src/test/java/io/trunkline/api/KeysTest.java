package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KeysTest extends ApiTest {
  private static final String INTROSPECT = "/internal/v1/credentials/introspect";

  @Test
  void aKeyIsMadeListedUsedAndRevoked() {
    var tenant = newTenant(Map.of("quotas", Map.of("requestsPerSecond", 50)));
    var key = create(tenant, Map.of("name", "app", "scopes", List.of("send", "read")));
    assertThat(key.get("scopes").toString()).isEqualTo("[\"read\",\"send\"]");
    assertThat(key.get("expiresAt").isNull()).isTrue();

    var answer = introspect("api_key", key.get("secret").stringValue());
    assertThat(answer.get("active").booleanValue()).isTrue();
    assertThat(answer.get("kind").stringValue()).isEqualTo("API_KEY");
    assertThat(answer.get("tenantId").stringValue()).isEqualTo(tenant.toString());
    assertThat(answer.get("subject").stringValue()).isEqualTo("key:" + key.get("id").stringValue());
    assertThat(answer.get("scopes").toString()).isEqualTo("[\"READ\",\"SEND\"]");
    assertThat(answer.get("suspended").booleanValue()).isFalse();
    assertThat(answer.get("limits").toString()).isEqualTo("{\"requestsPerSecond\":50}");

    var listed = get(tenant(tenant), "/api/v1/keys").expect(200).data().get("keys");
    assertThat(listed.size()).isEqualTo(1);
    assertThat(listed.get(0).has("secret")).isFalse();
    assertThat(listed.get(0).get("lastUsedAt").isNull()).isFalse();

    var path = "/api/v1/keys/" + key.get("id").stringValue();
    call(tenant(newTenant()), "DELETE", path, null, Map.of()).fails(404, "key_not_found");
    call(tenant(tenant), "DELETE", path, null, Map.of()).expect(204);
    call(tenant(tenant), "DELETE", path, null, Map.of()).fails(404, "key_not_found");
    assertThat(introspect("api_key", key.get("secret").stringValue()).toString())
        .isEqualTo("{\"active\":false}");
  }

  @Test
  void theSecretOfTheSettingsIsAKeyOfTheFirstTenant() {
    var answer = introspect("api_key", "a-secret-of-notify's-users");
    assertThat(answer.get("kind").stringValue()).isEqualTo("API_KEY");
    assertThat(answer.get("scopes").toString())
        .isEqualTo("[\"READ\",\"SEND\",\"SESSIONS\",\"ADMIN\"]");
    var tenant = UUID.fromString(answer.get("tenantId").stringValue());
    var first = get(OPERATOR, "/admin/v1/tenants").expect(200).data().get("tenants").get(0);
    assertThat(first.get("id").stringValue()).isEqualTo(tenant.toString());
    assertThat(first.get("name").stringValue()).isEqualTo("default");
    var listed = get(tenant(tenant), "/api/v1/keys").expect(200).data().get("keys");
    assertThat(listed.findValuesAsString("name")).containsExactly("API_SECRET");
  }

  @Test
  void aLongListComesInParts() {
    var tenant = newTenant();
    for (var name : List.of("a", "b", "c")) {
      create(tenant, Map.of("name", name, "scopes", List.of("read")));
      post(tenant(tenant), "/api/v1/sessions", Map.of("name", name)).expect(201);
    }
    for (var list : List.of("keys", "sessions")) {
      var first = get(tenant(tenant), "/api/v1/" + list + "?limit=2").expect(200).data();
      assertThat(first.get(list).findValuesAsString("name")).containsExactly("a", "b");
      var after = first.get("next").stringValue();
      var rest = get(tenant(tenant), "/api/v1/" + list + "?limit=2&after=" + after).data();
      assertThat(rest.get(list).findValuesAsString("name")).containsExactly("c");
      assertThat(rest.get("next").isNull()).isTrue();
      assertThat(get(tenant(tenant), "/api/v1/" + list).data().get("next").isNull()).isTrue();
      for (var bad : List.of("limit=0", "limit=1001", "after=-1", "after=x")) {
        get(tenant(tenant), "/api/v1/" + list + "?" + bad).fails(400, "invalid_request");
      }
    }
    for (var list : List.of("tenants", "users", "tenants/" + tenant + "/keys")) {
      get(OPERATOR, "/admin/v1/" + list + "?limit=0").fails(400, "invalid_request");
    }
    var keys = "/admin/v1/tenants/" + tenant + "/keys?limit=1&after=1";
    assertThat(get(OPERATOR, keys).data().get("keys").findValuesAsString("name"))
        .containsExactly("b");
    assertThat(get(OPERATOR, "/admin/v1/tenants?limit=1").data().get("tenants").size())
        .isEqualTo(1);
  }

  @Test
  void aKeyMayHaveARateLimitOfItsOwn() {
    var tenant = newTenant(Map.of("quotas", Map.of("requestsPerSecond", 50)));
    var key =
        create(tenant, Map.of("name", "slow", "scopes", List.of("read"), "requestsPerSecond", 3));
    assertThat(key.get("requestsPerSecond").intValue()).isEqualTo(3);
    assertThat(introspect("api_key", key.get("secret").stringValue()).get("limits").toString())
        .isEqualTo("{\"requestsPerSecond\":50,\"keyRequestsPerSecond\":3}");
    for (var bad : List.of(0, -1, "3", 1.5, 1_000_001)) {
      post(
              tenant(tenant),
              "/api/v1/keys",
              Map.of("name", "k", "scopes", List.of("read"), "requestsPerSecond", bad))
          .fails(400, "invalid_request");
    }
  }

  @Test
  void aKeyEndsWhenItSays() throws InterruptedException {
    var tenant = newTenant();
    var key =
        create(
            tenant,
            Map.of(
                "name", "short",
                "scopes", List.of("read"),
                "expiresAt", Instant.now().plusSeconds(2).toString()));
    assertThat(introspect("api_key", key.get("secret").stringValue()).get("active").booleanValue())
        .isTrue();
    eventually(
        () ->
            assertThat(
                    introspect("api_key", key.get("secret").stringValue())
                        .get("active")
                        .booleanValue())
                .isFalse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":\"x\"}",
        "{\"name\":\"x\",\"scopes\":[]}",
        "{\"name\":\"x\",\"scopes\":\"read\"}",
        "{\"name\":\"x\",\"scopes\":[\"root\"]}",
        "{\"name\":\"x\",\"scopes\":[\"READ\"]}",
        "{\"name\":\"x\",\"scopes\":[1]}",
        "{\"scopes\":[\"read\"]}",
        "{\"name\":\"x\",\"scopes\":[\"read\"],\"expiresAt\":\"tomorrow\"}",
        "{\"name\":\"x\",\"scopes\":[\"read\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"}"
      })
  void aBadKeyIsInvalid(String body) {
    post(tenant(newTenant()), "/api/v1/keys", body).fails(400, "invalid_request");
  }

  @Test
  void aConnectionTokenStandsForItsConnection() {
    var tenant = newTenant();
    var data =
        post(
                tenant(tenant),
                "/api/v1/connections/request",
                Map.of("customerId", "acme", "customerName", "Acme"))
            .expect(201)
            .data();
    var token = data.get("auth").get("connectionToken").stringValue();
    var answer = introspect("connection_token", token);
    assertThat(answer.get("kind").stringValue()).isEqualTo("CONNECTION_TOKEN");
    assertThat(answer.get("tenantId").stringValue()).isEqualTo(tenant.toString());
    assertThat(answer.get("sessionId")).isEqualTo(data.get("connection").get("id"));
    assertThat(answer.get("scopes").toString()).isEqualTo("[\"READ\",\"SEND\",\"SESSIONS\"]");
    assertThat(answer.get("limits").toString()).isEqualTo("{}");
    for (var forged :
        List.of(
            token + "A",
            token.substring(0, token.length() - 2),
            token.substring(0, token.lastIndexOf('.') + 1),
            "eyJhbGciOiJub25lIn0" + token.substring(token.indexOf('.')),
            "a.b.c",
            "",
            "nonsense")) {
      assertThat(introspect("connection_token", forged).get("active").booleanValue()).isFalse();
    }
  }

  @Test
  void theSeededOperatorKeyStandsForTheOperator() {
    var answer = introspect("operator_key", "tla_seeded");
    assertThat(answer.get("kind").stringValue()).isEqualTo("OPERATOR");
    assertThat(answer.has("tenantId")).isFalse();
    assertThat(introspect("operator_key", "tla_wrong").get("active").booleanValue()).isFalse();
    assertThat(introspect("api_key", "tla_seeded").get("active").booleanValue()).isFalse();
  }

  @Test
  void theAnonymousTenantIsThereWhenItIsNeeded() {
    var first = introspect("anonymous", "");
    assertThat(first.get("kind").stringValue()).isEqualTo("ANONYMOUS");
    assertThat(first.get("scopes").toString()).isEqualTo("[\"READ\",\"SEND\",\"SESSIONS\"]");
    assertThat(introspect("anonymous", "").get("tenantId")).isEqualTo(first.get("tenantId"));
    assertThat(
            get(tenant(UUID.fromString(first.get("tenantId").stringValue())), "/api/v1/me")
                .expect(200)
                .data()
                .get("tenant")
                .get("name")
                .stringValue())
        .isEqualTo("anonymous");
  }

  @Test
  void aSuspendedTenantIsShownAsSuch() {
    var tenant = newTenant();
    var key = create(tenant, Map.of("name", "app", "scopes", List.of("read")));
    post(OPERATOR, "/admin/v1/tenants/" + tenant + "/suspend", null).expect(204);
    var answer = introspect("api_key", key.get("secret").stringValue());
    assertThat(answer.get("active").booleanValue()).isTrue();
    assertThat(answer.get("suspended").booleanValue()).isTrue();
    get(tenant(tenant), "/api/v1/me").fails(403, "tenant_suspended");
  }

  @Test
  void aTokenNobodyMadeIsInactiveAndAnUnknownFormInvalid() {
    assertThat(introspect("api_token", "tlt_x").get("active").booleanValue()).isFalse();
    post(GATEWAY, INTROSPECT, Map.of("form", "password")).expect(400);
    post(GATEWAY, INTROSPECT, Map.of()).expect(400);
  }

  @Test
  void meTellsTenantScopesQuotasAndUsage() {
    var tenant = newTenant(Map.of("quotas", Map.of("sessions", 5)));
    var connection = connected(tenant, "acme");
    send(tenant, connection, "9999900000", "x").expect(200);
    var me = get(tenant(tenant), "/api/v1/me").expect(200).data();
    assertThat(me.get("tenant").get("id").stringValue()).isEqualTo(tenant.toString());
    assertThat(me.get("scopes").toString()).isEqualTo("[\"read\",\"send\",\"sessions\",\"admin\"]");
    assertThat(me.get("quotas").get("sessions").intValue()).isEqualTo(5);
    assertThat(me.get("usage").get("sessions").intValue()).isEqualTo(1);
    assertThat(me.get("usage").get("messagesSent").intValue()).isEqualTo(1);
  }

  private JsonNode create(UUID tenant, Map<String, Object> body) {
    var key = post(tenant(tenant), "/api/v1/keys", body).expect(201).data().get("key");
    assertThat(key.get("secret").stringValue()).matches("tlk_[0-9a-f]{64}");
    return key;
  }

  private JsonNode introspect(String form, String credential) {
    return post(GATEWAY, INTROSPECT, Map.of("form", form, "credential", credential))
        .expect(200)
        .body();
  }
}
