package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller.Scope;
import io.trunkline.local.TestInfrastructure;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BulkTest extends ApiTest {
  private static final String BULK = "/api/v1/messages/bulk";

  @Test
  void everyMessageOfABatchIsSentOnceAndInOrder() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var batch = accepted(tenant, connection, 200, Map.of());
    assertThat(batch.get("total").intValue()).isEqualTo(200);
    eventually(() -> assertThat(counts(tenant, batch)).isEqualTo(Map.of("sent", 200)));
    assertThat(get(tenant, batch).get("status").stringValue()).isEqualTo("done");
    assertThat(worker().sends(connection))
        .extracting(command -> command.getSend().getMessage().getContent().getText().getBody())
        .containsExactlyElementsOf(IntStream.range(0, 200).mapToObj(i -> "text " + i).toList());
  }

  @Test
  void aSessionIsNeverFloodedByABatch() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().mute(connection);
    var batch = accepted(tenant, connection, 150, Map.of());
    eventually(() -> assertThat(counts(tenant, batch)).containsEntry("pending", 64));
    assertThat(counts(tenant, batch)).isEqualTo(Map.of("pending", 64, "queued", 86));
    worker().unmute(connection);
    eventually(() -> assertThat(counts(tenant, batch)).isEqualTo(Map.of("sent", 150)));
  }

  @Test
  void whatWaitsIsCancelledAndNeverLeaves() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var batch =
        accepted(
            tenant, connection, 3, Map.of("notBefore", Instant.now().plusSeconds(600).toString()));
    assertThat(counts(tenant, batch)).isEqualTo(Map.of("queued", 3));
    for (var repeat = 0; repeat < 2; repeat++) {
      call(tenant(tenant), "DELETE", path(batch), null, Map.of()).expect(200);
      assertThat(counts(tenant, batch)).isEqualTo(Map.of("cancelled", 3));
    }
    assertThat(worker().sends(connection)).isEmpty();
  }

  @Test
  void aPacedBatchSendsOneAtATime() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var batch = accepted(tenant, connection, 3, Map.of("pace", Map.of("minSeconds", 3600)));
    eventually(() -> assertThat(counts(tenant, batch)).isEqualTo(Map.of("queued", 2, "sent", 1)));
    assertThat(worker().sends(connection)).hasSize(1);
  }

  @Test
  void aBatchOfALoggedOutConnectionFailsVisibly() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var batch =
        accepted(
            tenant, connection, 2, Map.of("notBefore", Instant.now().plusMillis(1500).toString()));
    worker().unlink(connection);
    eventually(() -> assertThat(counts(tenant, batch)).isEqualTo(Map.of("failed", 2)));
    assertThat(get(tenant, batch).get("messages").get(0).get("reason").get("code").stringValue())
        .isEqualTo("connection_stale");
  }

  @Test
  void aRepeatedRequestIsTheSameBatch() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var body = body(connection, 2, Map.of());
    var first = post(tenant(tenant), BULK, body, "key-1").expect(202).data().get("batch");
    var again = post(tenant(tenant), BULK, body, "key-1").expect(202).data().get("batch");
    assertThat(again.get("id")).isEqualTo(first.get("id"));
    post(tenant(tenant), BULK, body(connection, 3, Map.of()), "key-1")
        .fails(409, "idempotency_key_reused");
    eventually(() -> assertThat(counts(tenant, first)).isEqualTo(Map.of("sent", 2)));
    assertThat(worker().sends(connection)).hasSize(2);
  }

  @Test
  void aBatchThatCannotBeReleasedHoldsUpNoOther() throws SQLException {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var soon = Instant.now().plusMillis(1500).toString();
    var bad = accepted(tenant, connection, 2, Map.of("notBefore", soon));
    // No number of these digits can be.
    execute(
        "trunkline_api_jobs",
        "UPDATE api.bulk_items SET phone = '1' WHERE batch_id = '"
            + bad.get("id").stringValue()
            + "'");
    var good = accepted(tenant, connection, 2, Map.of("notBefore", soon));
    eventually(() -> assertThat(counts(tenant, good)).isEqualTo(Map.of("sent", 2)));
    assertThat(counts(tenant, bad)).isEqualTo(Map.of("queued", 2));
  }

  /// Something of the database ends the connection in the middle of the release, as a crash of the
  /// service would.
  @Test
  void aCrashBetweenClaimAndInsertNeitherLosesNorDoublesAMessage() throws SQLException {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    execute(
        "trunkline_api_owner",
        """
        CREATE SEQUENCE api.crashes;
        GRANT USAGE ON api.crashes TO trunkline_api_jobs;
        CREATE FUNCTION api.crash() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('api.crashes') = 1 THEN
            PERFORM pg_terminate_backend(pg_backend_pid());
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER crash BEFORE INSERT ON api.messages FOR EACH ROW
          WHEN (NEW.tenant_id = '%s' AND NEW.body = 'text 5') EXECUTE FUNCTION api.crash();
        """
            .formatted(tenant));
    try {
      var batch = accepted(tenant, connection, 20, Map.of());
      eventually(() -> assertThat(counts(tenant, batch)).isEqualTo(Map.of("sent", 20)));
      assertThat(worker().sends(connection))
          .extracting(command -> command.getSend().getMessage().getContent().getText().getBody())
          .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "text " + i).toList());
    } finally {
      execute(
          "trunkline_api_owner",
          "DROP TRIGGER crash ON api.messages; DROP FUNCTION api.crash; DROP SEQUENCE api.crashes");
    }
  }

  private static void execute(String role, String sql) throws SQLException {
    var infrastructure = TestInfrastructure.shared();
    try (var connection =
            DriverManager.getConnection(
                infrastructure.postgresUrl(), role, infrastructure.password(role));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void itemsAreShownPageByPage() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var batch = accepted(tenant, connection, 3, Map.of());
    var page = data(tenant, path(batch) + "?limit=2");
    assertThat(page.get("messages")).hasSize(2);
    var rest = data(tenant, path(batch) + "?limit=2&after=" + page.get("next").stringValue());
    assertThat(rest.get("messages").get(0).get("position").intValue()).isEqualTo(2);
    assertThat(rest.get("next").isNull()).isTrue();
  }

  @Test
  void badBatchesAreRefusedWhole() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    post(tenant(tenant), BULK, Map.of("connectionId", connection, "messages", List.of()))
        .fails(400, "invalid_request");
    post(tenant(tenant), BULK, body(connection, 10_001, Map.of())).fails(400, "invalid_request");
    var bad =
        List.of(
            Map.of("mobileNumber", "9999900000", "message", "x"),
            Map.of("mobileNumber", "1", "message", "x"));
    var refused =
        post(tenant(tenant), BULK, Map.of("connectionId", connection, "messages", bad))
            .fails(400, "invalid_number");
    assertThat(refused.body().get("error").stringValue()).startsWith("messages[1]");
    post(tenant(tenant), BULK, body(connection, 1, Map.of("pace", Map.of("minSeconds", -1))))
        .fails(400, "invalid_request");
    post(tenant(tenant), BULK, body(pending(tenant, "new"), 1, Map.of())).fails(403, "pending_qr");
    post(tenant(tenant, Scope.READ), BULK, body(connection, 1, Map.of())).fails(403, "forbidden");
  }

  @Test
  void aBatchOfAnotherTenantIsNotFound() {
    var tenant = newTenant();
    var batch = accepted(tenant, connected(tenant, "acme"), 1, Map.of());
    var stranger = tenant(newTenant());
    get(stranger, path(batch)).fails(404, "batch_not_found");
    call(stranger, "DELETE", path(batch), null, Map.of()).fails(404, "batch_not_found");
    get(tenant(tenant), BULK + "/" + UUID.randomUUID()).fails(404, "batch_not_found");
  }

  private JsonNode accepted(UUID tenant, UUID connection, int count, Map<String, Object> more) {
    return post(tenant(tenant), BULK, body(connection, count, more))
        .expect(202)
        .data()
        .get("batch");
  }

  private static Map<String, Object> body(UUID connection, int count, Map<String, Object> more) {
    var body = new HashMap<String, Object>(more);
    body.put("connectionId", connection.toString());
    body.put(
        "messages",
        IntStream.range(0, count)
            .mapToObj(i -> Map.of("mobileNumber", "9999900000", "message", "text " + i))
            .toList());
    return body;
  }

  private JsonNode get(UUID tenant, JsonNode batch) {
    return data(tenant, path(batch));
  }

  private JsonNode data(UUID tenant, String path) {
    return get(tenant(tenant), path).expect(200).data().get("batch");
  }

  private Map<String, Integer> counts(UUID tenant, JsonNode batch) {
    var counts = new HashMap<String, Integer>();
    get(tenant, batch)
        .get("counts")
        .propertyStream()
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue().intValue()));
    return counts;
  }

  private static String path(JsonNode batch) {
    return BULK + "/" + batch.get("id").stringValue();
  }
}
