package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.content.OutgoingMessage;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowLevelSecurityTest extends ApiTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenants",
        "api_keys",
        "connections",
        "messages",
        "message_statuses",
        "outbox_sessions",
        "idempotency_keys"
      })
  void withoutATenantTheServiceSeesNoRow(String table) throws SQLException {
    filled();
    try (var api = connect("trunkline_api");
        var jobs = connect("trunkline_api_jobs")) {
      assertThat(count(api, table, "true")).isZero();
      if (!table.equals("idempotency_keys") && !table.equals("api_keys")) {
        assertThat(count(jobs, table, "true")).isPositive();
      }
    }
  }

  @Test
  void everyTableWithATenantIsGuarded() throws SQLException {
    try (var jobs = connect("trunkline_api_jobs");
        var statement = jobs.createStatement();
        var unguarded =
            statement.executeQuery(
                """
                SELECT c.relname FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
                WHERE c.relnamespace = 'api'::regnamespace AND c.relkind = 'r'
                  AND c.relname <> 'dispatches'
                  AND NOT EXISTS (
                    SELECT FROM pg_policy p
                    WHERE p.polrelid = c.oid AND c.relrowsecurity AND p.polname = 'own_tenant')
                """)) {
      assertThat(unguarded.next()).as("an unguarded table").isFalse();
    }
  }

  @Test
  void withATenantTheServiceSeesItsRowsOnly() throws SQLException {
    var mine = filled();
    filled();
    try (var api = connect("trunkline_api")) {
      bind(api, mine);
      for (var table : new String[] {"connections", "messages", "message_statuses"}) {
        assertThat(count(api, table, "true")).isPositive();
        assertThat(count(api, table, "tenant_id <> '" + mine + "'")).isZero();
      }
      assertThat(count(api, "tenants", "true")).isOne();
    }
  }

  @Test
  void theServiceCannotWriteForAnotherTenant() throws SQLException {
    var mine = filled();
    var other = filled();
    try (var api = connect("trunkline_api")) {
      bind(api, mine);
      assertThat(
              update(api, "UPDATE api.messages SET body = 'x' WHERE tenant_id = '" + other + "'"))
          .isZero();
      assertThatThrownBy(
              () ->
                  update(
                      api,
                      "INSERT INTO api.api_keys (id, tenant_id, name, secret_hash, scopes,"
                          + " created_at) VALUES (gen_random_uuid(), '"
                          + other
                          + "', 'x', sha256('x'), '{READ}', now())"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("row-level security");
    }
  }

  @Test
  void theServiceOwnsNothing() throws SQLException {
    try (var api = connect("trunkline_api")) {
      assertThatThrownBy(() -> update(api, "ALTER TABLE api.messages DISABLE ROW LEVEL SECURITY"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> update(api, "SELECT count(*) FROM api.dispatches"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void aWorkerReadsOutgoingMessagesAndNothingElse() throws Exception {
    var tenant = filled();
    try (var worker = connect("trunkline_worker")) {
      try (var statement = worker.createStatement();
          var row =
              statement.executeQuery(
                  "SELECT id, tenant_id, session_id, whatsapp_id, chat, status, outgoing,"
                      + " accepted_at FROM api.outgoing_messages WHERE tenant_id = '"
                      + tenant
                      + "'")) {
        assertThat(row.next()).isTrue();
        assertThat(OutgoingMessage.parseFrom(row.getBytes("outgoing")).getWhatsappId())
            .isEqualTo(row.getString("whatsapp_id"));
        assertThat(row.getString("chat")).isEqualTo("919999900000@s.whatsapp.net");
      }
      for (var table : new String[] {"messages", "connections", "api_keys", "tenants"}) {
        assertThatThrownBy(() -> count(worker, table, "true")).isInstanceOf(SQLException.class);
      }
    }
  }

  private UUID filled() {
    var tenant = newTenant();
    send(tenant, connected(tenant, "acme"), "9999900000", "x").expect(200);
    return tenant;
  }

  private static Connection connect(String role) throws SQLException {
    var infrastructure = TestInfrastructure.shared();
    return DriverManager.getConnection(
        infrastructure.postgresUrl(), role, infrastructure.password(role));
  }

  private static void bind(Connection connection, UUID tenant) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT set_config('trunkline.tenant', '" + tenant + "', true)");
    }
  }

  private static long count(Connection connection, String table, String where) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM api." + table + " WHERE " + where)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static int update(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
