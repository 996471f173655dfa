package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.command.Command;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class TransferTest extends ApiTest {
  private static final FakeMediaStore STORE = new FakeMediaStore(keys().getPublic());
  private static final String IMPORT = "/api/v1/connections/import";
  private static final byte[] AUTH = "an auth folder".getBytes(StandardCharsets.UTF_8);

  @DynamicPropertySource
  static void media(DynamicPropertyRegistry registry) {
    register(registry, STORE);
  }

  @AfterAll
  static void stop() {
    STORE.close();
  }

  @AfterEach
  void takeAllAgain() {
    worker().refuseImports("");
  }

  private Answer upload(UUID tenant, String customerId, byte[] file) {
    return upload(tenant, customerId, file, UUID.randomUUID().toString());
  }

  private Answer upload(UUID tenant, String customerId, byte[] file, String key) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(
        ("""
        --b
        Content-Disposition: form-data; name="customerId"

        %s
        --b
        Content-Disposition: form-data; name="file"; filename="auth.zip"

        """)
            .replace("\n", "\r\n")
            .formatted(customerId)
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(file);
    body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return call(
        tenant(tenant),
        "POST",
        IMPORT,
        body.toByteArray(),
        Map.of("Content-Type", "multipart/form-data; boundary=b", "Idempotency-Key", key));
  }

  @Test
  void aFolderBecomesAConnectionThatIsOpenWithoutAScan() {
    var tenant = newTenant();
    var answer = upload(tenant, "acme", AUTH).expect(201).data();
    var id = UUID.fromString(answer.at("/connection/id").stringValue());
    assertThat(answer.at("/connection/status").stringValue()).isEqualTo("connected");
    assertThat(answer.at("/connection/mobileNumber").stringValue()).isEqualTo("+919876500000");
    assertThat(answer.get("connectionToken").stringValue()).isNotBlank();
    var commands = worker().commands(id);
    assertThat(commands).hasSize(1).allMatch(Command::hasImportSession);
    assertThat(commands.toString()).doesNotContain("an auth folder");
    assertThat(STORE.count(tenant)).as("files that are left").isZero();
    send(tenant, id, "9999900000", "hello").expect(200);
    upload(tenant, "acme", AUTH).fails(409, "already_linked");
    assertThat(get(tenant(tenant), "/api/v1/audit").expect(200).body().toString())
        .contains("connection.imported");
  }

  @Test
  void aFolderThatComesAgainUnderItsKeyGivesTheFirstReplyAgain() {
    var tenant = newTenant();
    var key = UUID.randomUUID().toString();
    var first = upload(tenant, "acme", AUTH, key).expect(201);
    assertThat(upload(tenant, "acme", AUTH, key).expect(201).body()).isEqualTo(first.body());
    upload(tenant, "acme", new byte[] {1}, key).fails(409, "idempotency_key_reused");
    var id = UUID.fromString(first.data().at("/connection/id").stringValue());
    assertThat(worker().commands(id)).hasSize(1);
  }

  @Test
  void whatIsNoFolderLeavesNothing() {
    var tenant = newTenant();
    worker().refuseImports("malformed: Expected JSON in a file");
    upload(tenant, "acme", AUTH).fails(400, "invalid_auth");
    upload(tenant, "acme", new byte[0]).fails(400, "invalid_auth");
    upload(tenant, "acme", new byte[(8 << 20) + 1]).fails(400, "invalid_auth");
    post(tenant(tenant), IMPORT, Map.of("customerId", "acme")).fails(400, "invalid_request");
    upload(tenant, "a b", AUTH).fails(400, "invalid_request");
    assertThat(STORE.count(tenant)).isZero();
    assertThat(
            get(tenant(tenant), "/api/v1/connections").expect(200).data().get("total").intValue())
        .isZero();
  }

  @Test
  void aConnectionThatWaitsForAScanTakesAFolderInstead() {
    var tenant = newTenant();
    var waiting = pending(tenant, "acme");
    var refused = "malformed: x";
    worker().refuseImports(refused);
    upload(tenant, "acme", AUTH).fails(400, "invalid_auth");
    worker().refuseImports("linked: x");
    upload(tenant, "acme", AUTH).fails(409, "already_linked");
    worker().refuseImports("");
    assertThat(upload(tenant, "acme", AUTH).expect(201).data().at("/connection/id").stringValue())
        .isEqualTo(waiting.toString());
  }

  @Test
  void aClosedConnectionIsGivenAsAFileWhichIsDeleted() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var path = "/api/v1/connections/" + connection + "/export";
    get(tenant(tenant), path).fails(409, "connection_active");
    post(tenant(tenant), "/api/v1/connections/logout", Map.of("connectionId", connection))
        .expect(200);
    var file = ("0123456789abcdef" + "a folder").getBytes(StandardCharsets.UTF_8);
    STORE.put(tenant, file);
    worker().export(FakeMediaStore.hex(file));
    var answer = raw(tenant(tenant), path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("a folder");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/zip");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(STORE.count(tenant)).isZero();
    assertThat(get(tenant(tenant), "/api/v1/audit").expect(200).body().toString())
        .contains("connection.exported");
  }

  @Test
  void onlyWhoMayDoEverythingExportsAndOnlyItsOwn() {
    var tenant = newTenant();
    var connection = pending(tenant, "acme");
    var path = "/api/v1/connections/" + connection + "/export";
    get(tenant(tenant, Scope.READ, Scope.SEND, Scope.SESSIONS), path).fails(403, "forbidden");
    get(token(tenant, connection), path).fails(403, "forbidden");
    get(tenant(newTenant()), path).fails(404, "connection_not_found");
    get(tenant(tenant), path).fails(409, "relink_required");
  }
}
