package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.contract.Topics;
import io.trunkline.proto.event.Audited;
import io.trunkline.proto.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;

class AuditTest extends ApiTest {
  private static final String AUDIT = "/api/v1/audit";

  @Autowired private KafkaTemplate<String, byte[]> kafka;

  @Test
  void aChangeTellsWhoWhatWhenAndFromWhere() {
    var tenant = newTenant();
    var made =
        call(
                tenant(tenant),
                "POST",
                "/api/v1/keys",
                Map.of("name", "app", "scopes", List.of("read")),
                Map.of(Caller.ADDRESS_HEADER, "192.0.2.7", "X-Request-Id", "r-7"))
            .expect(201)
            .data()
            .get("key");
    var entry = entries(tenant, "").getFirst();
    assertThat(entry.get("action").stringValue()).isEqualTo("key.created");
    assertThat(entry.get("target")).isEqualTo(made.get("id"));
    assertThat(entry.get("detail").stringValue()).isEqualTo("app");
    assertThat(entry.get("actorKind").stringValue()).isEqualTo("api_key");
    assertThat(entry.get("actor").stringValue()).isEqualTo("key:test");
    assertThat(entry.get("address").stringValue()).isEqualTo("192.0.2.7");
    assertThat(entry.get("requestId").stringValue()).isEqualTo("r-7");
    assertThat(entry.get("at").stringValue()).matches("20\\d\\d-.*Z");
    assertThat(entries(tenant, "").toString()).doesNotContain(made.get("secret").stringValue());
  }

  @Test
  void startsAndStopsOfSessionsAreRecorded() {
    var tenant = newTenant();
    var connection = connected(tenant, "recorded");
    var path = "/api/v1/sessions/" + connection;
    post(tenant(tenant), path + "/disconnect", null).expect(200);
    post(tenant(tenant), path + "/connect", null).expect(200);
    post(tenant(tenant), path + "/connect", null).expect(200);
    post(tenant(tenant), path + "/unlink", null).expect(200);
    call(tenant(tenant), "DELETE", path, null, Map.of()).expect(204);
    assertThat(actions(tenant))
        .containsExactly(
            "connection.deleted",
            "connection.logged_out",
            "connection.started",
            "connection.stopped",
            "connection.created",
            "tenant.created");
  }

  @Test
  void whatAnotherServiceTellsIsRecordedOnce() throws Exception {
    var tenant = newTenant();
    var told =
        Event.newBuilder()
            .setEventId("audit/" + UUID.randomUUID())
            .setTenantId(tenant.toString())
            .setOccurredAtMs(1_767_225_600_000L)
            .setAudited(
                Audited.newBuilder()
                    .setAction("webhook.created")
                    .setTarget("w-1")
                    .setActorKind("api_key")
                    .setActor("key:1")
                    .setAddress("192.0.2.9")
                    .setRequestId("r-9"))
            .build();
    var gone =
        told.toBuilder()
            .setEventId("audit/" + UUID.randomUUID())
            .setTenantId(UUID.randomUUID().toString())
            .build();
    for (var event : List.of(told, told, gone)) {
      kafka.send(Topics.EVENTS, tenant.toString(), event.toByteArray()).get();
    }
    eventually(() -> assertThat(actions(tenant)).contains("webhook.created"));
    var entry = entries(tenant, "").getFirst();
    assertThat(entry.get("target").stringValue()).isEqualTo("w-1");
    assertThat(entry.get("actor").stringValue()).isEqualTo("key:1");
    assertThat(entry.get("address").stringValue()).isEqualTo("192.0.2.9");
    assertThat(entry.get("requestId").stringValue()).isEqualTo("r-9");
    assertThat(entry.get("at").stringValue()).startsWith("2026-01-01T00:00:00");
    post(tenant(tenant), "/api/v1/keys", Map.of("name", "k", "scopes", List.of("read")))
        .expect(201);
    assertThat(actions(tenant)).containsExactly("key.created", "webhook.created", "tenant.created");
  }

  @Test
  void whatFailedIsNotRecorded() {
    var tenant = newTenant();
    call(tenant(tenant), "DELETE", "/api/v1/keys/" + UUID.randomUUID(), null, Map.of())
        .fails(404, "key_not_found");
    assertThat(actions(tenant)).containsExactly("tenant.created");
  }

  @Test
  void theTenantSeesItsOwnAndTheOperatorAll() {
    var tenant = newTenant();
    var path = "/admin/v1/tenants/" + tenant;
    call(OPERATOR, "PATCH", path, Map.of("defaultCountry", "44"), Map.of()).expect(200);
    post(OPERATOR, path + "/suspend", null).expect(204);
    post(OPERATOR, path + "/resume", null).expect(204);
    connected(tenant, "acme");
    assertThat(actions(tenant))
        .containsExactly(
            "connection.created",
            "tenant.entered",
            "tenant.entered",
            "tenant.changed",
            "tenant.created");
    assertThat(entries(newTenant(), "").toString()).doesNotContain(tenant.toString());
    assertThat(
            get(OPERATOR, "/admin/v1/audit?limit=200")
                .expect(200)
                .data()
                .get("entries")
                .findValuesAsString("tenantId"))
        .contains(tenant.toString());

    call(OPERATOR, "DELETE", path, null, Map.of()).expect(204);
    var all = get(OPERATOR, "/admin/v1/audit?limit=200").expect(200).data().get("entries");
    assertThat(all.findValuesAsString("tenantId")).doesNotContain(tenant.toString());
    assertThat(all.get(0).get("action").stringValue()).isEqualTo("tenant.deleted");
    assertThat(all.get(0).get("target").stringValue()).isEqualTo(tenant.toString());
  }

  @Test
  void pagesFollowOneAnother() {
    var tenant = newTenant();
    for (var i = 0; i < 4; i++) {
      post(tenant(tenant), "/api/v1/keys", Map.of("name", "k" + i, "scopes", List.of("read")))
          .expect(201);
    }
    var first = get(tenant(tenant), AUDIT + "?limit=3").expect(200).data();
    assertThat(first.get("entries").findValuesAsString("detail")).containsExactly("k3", "k2", "k1");
    var rest =
        get(tenant(tenant), AUDIT + "?limit=3&after=" + first.get("next").stringValue())
            .expect(200)
            .data();
    assertThat(rest.get("entries").size()).isEqualTo(2);
    assertThat(rest.get("next").isNull()).isTrue();
    get(tenant(tenant), AUDIT + "?after=x").fails(400, "invalid_request");
  }

  @Test
  void onlyAdminsReadIt() {
    var tenant = newTenant();
    get(tenant(tenant, Scope.READ), AUDIT).fails(403, "forbidden");
    get(tenant(tenant), "/admin/v1/audit").fails(401, "unauthorized");
    get(OPERATOR, AUDIT).fails(401, "unauthorized");
  }

  private List<String> actions(UUID tenant) {
    return entries(tenant, "").stream().map(entry -> entry.get("action").stringValue()).toList();
  }

  private List<JsonNode> entries(UUID tenant, String query) {
    var found = new ArrayList<JsonNode>();
    get(tenant(tenant), AUDIT + query).expect(200).data().get("entries").forEach(found::add);
    return found;
  }
}
