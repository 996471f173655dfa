package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class IdempotencyTest extends ApiTest {
  private static final String SEND = "/api/v1/messages/send";

  @Test
  void theSameKeyAndBodyGiveTheFirstReplyAgain() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var key = UUID.randomUUID().toString();
    var first = post(tenant(tenant), SEND, body(connection, "once"), key).expect(200);
    var spaced =
        "{ \"message\" : \"once\", \"mobileNumber\":\"9999900000\", \"connectionId\":\""
            + connection
            + "\" }";
    assertThat(post(tenant(tenant), SEND, spaced, key).expect(200).body()).isEqualTo(first.body());
    assertThat(worker().sends(connection)).hasSize(1);
  }

  @Test
  void anotherBodyUnderTheSameKeyIsAConflict() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var key = UUID.randomUUID().toString();
    post(tenant(tenant), SEND, body(connection, "once"), key).expect(200);
    post(tenant(tenant), SEND, body(connection, "other"), key).fails(409, "idempotency_key_reused");
    post(
            tenant(tenant),
            "/api/v1/connections/request",
            Map.of("customerId", "x", "customerName", "X"),
            key)
        .fails(409, "idempotency_key_reused");
  }

  @Test
  void tenAtOnceSendOne() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var key = UUID.randomUUID().toString();
    var replies =
        IntStream.range(0, 10)
            .mapToObj(
                _ ->
                    CompletableFuture.supplyAsync(
                        () -> post(tenant(tenant), SEND, body(connection, "once"), key)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    assertThat(replies)
        .allSatisfy(
            reply -> assertThat(reply.expect(200).body()).isEqualTo(replies.getFirst().body()));
    assertThat(worker().sends(connection)).hasSize(1);
  }

  @Test
  void aKeyBelongsToItsTenant() {
    var key = UUID.randomUUID().toString();
    var one = newTenant();
    var two = newTenant();
    var first = post(tenant(one), SEND, body(connected(one, "a"), "x"), key).expect(200).body();
    assertThat(post(tenant(two), SEND, body(connected(two, "a"), "x"), key).expect(200).body())
        .isNotEqualTo(first);
  }

  @Test
  void aRefusalAfterAcceptanceIsRepeatedToo() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var key = UUID.randomUUID().toString();
    var body =
        Map.of(
            "connectionId", connection.toString(),
            "mobileNumber", "9000000404",
            "message", "x");
    post(tenant(tenant), SEND, body, key).fails(422, "not_on_whatsapp");
    post(tenant(tenant), SEND, body, key).fails(422, "not_on_whatsapp");
    assertThat(worker().sends(connection)).hasSize(1);
  }

  @Test
  void aRefusalBeforeAcceptanceIsNotRemembered() {
    var tenant = newTenant();
    var connection = pending(tenant, "acme");
    var key = UUID.randomUUID().toString();
    post(tenant(tenant), SEND, body(connection, "x"), key).fails(403, "pending_qr");
    worker().scan(connection, "919876500000:7@s.whatsapp.net");
    awaitStatus(tenant, connection, "connected", "connected");
    post(tenant(tenant), SEND, body(connection, "x"), key).expect(200);
  }

  @Test
  void creatingCallsRepeatTheirSecrets() {
    var tenant = newTenant();
    var key = UUID.randomUUID().toString();
    var request = Map.of("customerId", "acme", "customerName", "Acme");
    var first = post(tenant(tenant), "/api/v1/connections/request", request, key).expect(201);
    assertThat(post(tenant(tenant), "/api/v1/connections/request", request, key).expect(201).body())
        .isEqualTo(first.body());

    var apiKey = Map.of("name", "app", "scopes", List.of("read"));
    var other = UUID.randomUUID().toString();
    var created = post(tenant(tenant), "/api/v1/keys", apiKey, other).expect(201);
    assertThat(post(tenant(tenant), "/api/v1/keys", apiKey, other).expect(201).body())
        .isEqualTo(created.body());
    assertThat(get(tenant(tenant), "/api/v1/keys").data().get("keys").size()).isEqualTo(1);
  }

  @Test
  void whatTheOperatorMakesIsMadeOnce() {
    var tenant = Map.of("name", "once " + UUID.randomUUID());
    var made = twice("/admin/v1/tenants", tenant).get("tenant").get("id").stringValue();
    var key = UUID.randomUUID().toString();
    post(OPERATOR, "/admin/v1/tenants", tenant, key).fails(409, "tenant_exists");
    post(OPERATOR, "/admin/v1/tenants", tenant, key).fails(409, "tenant_exists");
    post(OPERATOR, "/admin/v1/tenants", Map.of("name", "other"), key)
        .fails(409, "idempotency_key_reused");
    var path = "/admin/v1/tenants/" + made;
    var apiKey = twice(path + "/keys", Map.of("name", "k", "scopes", List.of("read"))).get("key");
    assertThat(apiKey.get("secret").stringValue()).startsWith("tlk_");
    assertThat(get(OPERATOR, path + "/keys").data().get("keys").size()).isEqualTo(1);
    var user =
        Map.of("email", UUID.randomUUID() + "@x.example", "password", "12345678", "role", "agent");
    twice(path + "/users", user);
    assertThat(get(OPERATOR, path + "/users").data().get("users").size()).isEqualTo(1);
    twice(
        "/admin/v1/users",
        Map.of("email", UUID.randomUUID() + "@x.example", "password", "12345678"));
    call(OPERATOR, "DELETE", path, null, Map.of()).expect(204);
  }

  /// @return the data of both replies
  private JsonNode twice(String path, Object body) {
    var key = UUID.randomUUID().toString();
    var first = post(OPERATOR, path, body, key).expect(201);
    assertThat(post(OPERATOR, path, body, key).expect(201).body()).isEqualTo(first.body());
    return first.data();
  }

  @Test
  void aKeyHasItsLimits() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    post(tenant(tenant), SEND, body(connection, "x"), "k".repeat(129))
        .fails(400, "invalid_request");
    post(tenant(tenant), SEND, body(connection, "x"), "k".repeat(128)).expect(200);
  }

  private static Map<String, Object> body(UUID connection, String text) {
    return Map.of(
        "connectionId", connection.toString(), "mobileNumber", "9999900000", "message", text);
  }
}
