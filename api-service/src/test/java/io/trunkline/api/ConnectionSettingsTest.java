package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller.Scope;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.Command;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

class ConnectionSettingsTest extends ApiTest {
  private static final FakeMediaStore STORE = new FakeMediaStore(keys().getPublic());

  @DynamicPropertySource
  static void media(DynamicPropertyRegistry registry) {
    register(registry, STORE);
  }

  @AfterAll
  static void stop() {
    STORE.close();
  }

  private static String path(UUID connection) {
    return "/api/v1/connections/" + connection + "/settings";
  }

  private JsonNode put(UUID tenant, UUID connection, Object body) {
    return change(tenant, connection, body).expect(200).data().get("settings");
  }

  private Answer change(UUID tenant, UUID connection, Object body) {
    return call(tenant(tenant), "PUT", path(connection), body, Map.of());
  }

  private static Map<String, Object> none(String name) {
    var body = new HashMap<String, Object>();
    body.put(name, null);
    return body;
  }

  @Test
  void nothingIsSetAtFirstAndWhatIsNamedIsChanged() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var first = get(tenant(tenant), path(connection)).expect(200).data().get("settings");
    assertThat(first)
        .isEqualTo(
            JSON.readTree(
                """
                {"proxyUrl":null,"deviceName":null,"pace":{"minSeconds":null,"maxSeconds":null,
                 "pollSeconds":null,"perHour":null,"perDay":null,"quietHours":null},
                 "consent":false,"reconnectLimit":0,"sendReadReceipts":true,"rejectCalls":false,
                 "defaultCountry":null,"historyDays":null,"messageLifetime":null}
                """));
    var all =
        """
        {"proxyUrl":null,"deviceName":"Shop","pace":{"minSeconds":5,"maxSeconds":9,
         "pollSeconds":2,"perHour":60,"perDay":500,
         "quietHours":{"from":"22:00","to":"07:30","zone":"Asia/Kolkata"}},
         "consent":true,"reconnectLimit":3,"sendReadReceipts":false,"rejectCalls":true,
         "defaultCountry":"961","historyDays":30,"messageLifetime":3600}
        """;
    assertThat(put(tenant, connection, all)).isEqualTo(JSON.readTree(all));
    assertThat(put(tenant, connection, "{}")).isEqualTo(JSON.readTree(all));
    var some = put(tenant, connection, Map.of("pace", Map.of("perHour", 10), "consent", false));
    assertThat(some.at("/pace/perHour").intValue()).isEqualTo(10);
    assertThat(some.at("/pace/perDay").intValue()).isEqualTo(500);
    assertThat(some.get("consent").booleanValue()).isFalse();
    assertThat(put(tenant, connection, none("pace")).get("pace")).isEqualTo(first.get("pace"));
    for (var name : List.of("deviceName", "defaultCountry", "historyDays", "messageLifetime")) {
      assertThat(put(tenant, connection, none(name)).get(name).isNull()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"proxyUrl\":\"ftp://hidden:1\"}",
        "{\"proxyUrl\":\"http://hidden\"}",
        "{\"proxyUrl\":\"http://ann:hidden@10.0.0.1:8080\"}",
        "{\"proxyUrl\":\"http://ann:hidden@nowhere.invalid:8080\"}",
        "{\"proxyUrl\":7}",
        "{\"deviceName\":\" \"}",
        "{\"pace\":{\"minSeconds\":9,\"maxSeconds\":8}}",
        "{\"pace\":{\"pollSeconds\":0}}",
        "{\"pace\":{\"perHour\":0}}",
        "{\"pace\":{\"quietHours\":{\"from\":\"22:00\",\"to\":\"7\",\"zone\":\"UTC\"}}}",
        "{\"pace\":{\"quietHours\":{\"from\":\"22:00\",\"to\":\"07:00\",\"zone\":\"Mars\"}}}",
        "{\"consent\":\"yes\"}",
        "{\"reconnectLimit\":-1}",
        "{\"reconnectLimit\":1001}",
        "{\"defaultCountry\":\"IN\"}",
        "{\"historyDays\":-1}",
        "{\"messageLifetime\":59}"
      })
  void whatCannotBeIsRefusedAndNothingChanges(String body) {
    var tenant = newTenant();
    var connection = pending(tenant, "acme");
    var answer = change(tenant, connection, body).fails(400, "invalid_request");
    assertThat(answer.body().toString()).doesNotContain("hidden");
    assertThat(STORE.count(tenant)).isZero();
    assertThat(worker().commands(connection)).noneMatch(Command::hasConfigure);
  }

  @Test
  void onlyTheTenantsOwnConnectionsAndScopesCount() {
    var tenant = newTenant();
    var connection = pending(tenant, "acme");
    get(tenant(newTenant()), path(connection)).fails(404, "connection_not_found");
    change(newTenant(), connection, "{}").fails(404, "connection_not_found");
    call(tenant(tenant, Scope.READ), "PUT", path(connection), "{}", Map.of())
        .fails(403, "forbidden");
    get(token(tenant, connection), path(connection)).fails(403, "forbidden");
  }

  @Test
  void theWorkerIsToldAtOnceAndWithEachLink() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    put(
        tenant,
        connection,
        Map.of(
            "deviceName",
            "Shop",
            "rejectCalls",
            true,
            "sendReadReceipts",
            false,
            "historyDays",
            7));
    var told = lastConfigured(connection);
    assertThat(told.getDeadlineMs()).as("a worker that is away is told later").isZero();
    var config = told.getConfigure().getConfig();
    assertThat(config.getRejectsCalls()).isTrue();
    assertThat(config.getHidesReads()).isTrue();
    assertThat(config.getHistoryDays()).isEqualTo(7);
    post(
            tenant(tenant),
            "/api/v1/connections/request",
            Map.of("customerId", "acme", "customerName", "acme"))
        .expect(200);
    var link = worker().commands(connection).getLast().getLink();
    assertThat(link.getDeviceName()).isEqualTo("Shop");
    assertThat(link.getConfig()).isEqualTo(config);
  }

  private Command lastConfigured(UUID connection) {
    return worker().commands(connection).stream()
        .filter(Command::hasConfigure)
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  @Test
  void aProxysPasswordIsInAnEncryptedFileAloneAndNeverShown() throws SQLException {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var url = "socks5://ann:s3cret@127.0.0.1:1080";
    var shown = put(tenant, connection, Map.of("proxyUrl", url)).get("proxyUrl").stringValue();
    assertThat(shown).isEqualTo("socks5://ann:****@127.0.0.1:1080");
    var file = lastConfigured(connection).getConfigure().getConfig().getProxyFile();
    var bytes = STORE.get(tenant, file);
    assertThat(new String(bytes, 16, bytes.length - 16, StandardCharsets.UTF_8)).isEqualTo(url);
    assertThat(row(connection)).contains("****").doesNotContain("s3cret");
    assertThat(worker().commands(connection).toString()).doesNotContain("s3cret");
    assertThat(get(tenant(tenant), "/api/v1/audit").expect(200).body().toString())
        .contains("connection.settings_changed")
        .doesNotContain("s3cret");

    put(tenant, connection, Map.of("proxyUrl", shown, "rejectCalls", true));
    assertThat(lastConfigured(connection).getConfigure().getConfig().getProxyFile())
        .as("named as it is shown it stays")
        .isEqualTo(file);
    put(tenant, connection, Map.of("proxyUrl", "http://127.0.0.1:8080"));
    assertThat(STORE.get(tenant, file)).as("the file of the one before").isNull();
    assertThat(put(tenant, connection, none("proxyUrl")).get("proxyUrl").isNull()).isTrue();
    assertThat(lastConfigured(connection).getConfigure().getConfig().getProxyFile()).isEmpty();
    assertThat(STORE.count(tenant)).isZero();
  }

  private static String row(UUID connection) throws SQLException {
    var infrastructure = TestInfrastructure.shared();
    try (var jobs =
            DriverManager.getConnection(
                infrastructure.postgresUrl(),
                "trunkline_api_jobs",
                infrastructure.password("trunkline_api_jobs"));
        var statement =
            jobs.prepareStatement(
                "SELECT s::text FROM api.connection_settings s WHERE session_id = ?")) {
      statement.setObject(1, connection);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  @Test
  void numbersWithoutACodeGetTheConnections() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    put(tenant, connection, Map.of("defaultCountry", "+1"));
    send(tenant, connection, "2025550123", "hello").expect(200);
    assertThat(worker().sends(connection).getLast().getSend().getMessage().getTo())
        .isEqualTo("12025550123@s.whatsapp.net");
  }

  @Test
  void aMessageLivesAsLongAsTheConnectionSays() throws SQLException {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    put(tenant, connection, Map.of("messageLifetime", 3600));
    var id =
        send(tenant, connection, "9999900000", "hello")
            .expect(200)
            .data()
            .at("/message/id")
            .stringValue();
    var infrastructure = TestInfrastructure.shared();
    try (var jobs =
            DriverManager.getConnection(
                infrastructure.postgresUrl(),
                "trunkline_api_jobs",
                infrastructure.password("trunkline_api_jobs"));
        var statement =
            jobs.prepareStatement(
                "SELECT extract(epoch FROM expires_at - accepted_at)::int"
                    + " FROM api.messages WHERE id = ?")) {
      statement.setObject(1, UUID.fromString(id));
      try (var rows = statement.executeQuery()) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(3600);
      }
    }
  }

  @Test
  void capsAreShownByHealthAndHoldABatch() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    put(tenant, connection, Map.of("pace", Map.of("perHour", 1, "perDay", 5)));
    var caps =
        get(tenant(tenant), "/api/v1/connections/" + connection + "/health")
            .expect(200)
            .data()
            .get("caps");
    assertThat(caps).isEqualTo(JSON.readTree("{\"perHour\":1,\"perDay\":5}"));
    var text = Map.of("mobileNumber", "9999900000", "message", "x");
    post(
            tenant(tenant),
            "/api/v1/messages/bulk",
            Map.of("connectionId", connection, "messages", List.of(text, text)))
        .expect(202);
    eventually(() -> assertThat(worker().sends(connection)).hasSize(1));
    send(tenant, connection, "9999900001", "not of a batch").expect(200);
    assertThat(worker().sends(connection)).hasSize(2);
  }
}
