package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.local.TestInfrastructure;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LifetimeTest extends ApiTest {
  @Test
  void aMessageThatCouldNotLeaveInItsLifetimeFailsAsExpired() throws SQLException {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().lose(connection);
    awaitStatus(tenant, connection, "connected", "disconnected");
    var id = pendingMessage(tenant, connection);
    age(id);
    eventually(() -> assertThat(text(tenant, id)).isEqualTo("failed"));
    var failed = message(tenant, id);
    assertThat(failed.get("reason").get("code").stringValue()).isEqualTo("expired");
    assertThat(failed.get("statusHistory").findValuesAsString("status"))
        .containsExactly("pending", "failed");
    worker().reconnect(connection);
    awaitStatus(tenant, connection, "connected", "connected");
    send(tenant, connection, "9999900000", "next").expect(200);
    assertThat(worker().sends(connection)).hasSize(1);
  }

  @Test
  void aMessageWithACopyThatMayStillRunIsNotFailedYet() throws SQLException {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().onSend(connection, FakeWorker.Sending.IGNORE);
    var id = pendingMessage(tenant, connection);
    try (var jobs = jobs();
        var statement =
            jobs.prepareStatement(
                "UPDATE api.dispatches SET deadline = now() + interval '1 hour'"
                    + " WHERE message_id = ?")) {
      statement.setObject(1, UUID.fromString(id));
      statement.executeUpdate();
    }
    age(id);
    var other = newTenant();
    var lost = connected(other, "acme");
    worker().lose(lost);
    awaitStatus(other, lost, "connected", "disconnected");
    var sibling = pendingMessage(other, lost);
    age(sibling);
    // When the sibling has failed, the sweep has seen both.
    eventually(() -> assertThat(text(other, sibling)).isEqualTo("failed"));
    assertThat(text(tenant, id)).isEqualTo("pending");
  }

  private String pendingMessage(UUID tenant, UUID connection) {
    var message = send(tenant, connection, "9999900000", "x").expect(200).data().get("message");
    assertThat(message.get("status").stringValue()).isEqualTo("pending");
    return message.get("id").stringValue();
  }

  private String text(UUID tenant, String id) {
    return message(tenant, id).get("status").stringValue();
  }

  private static void age(String id) throws SQLException {
    try (var jobs = jobs();
        var statement =
            jobs.prepareStatement(
                "UPDATE api.messages SET expires_at = now() - interval '1 second' WHERE id = ?")) {
      statement.setObject(1, UUID.fromString(id));
      assertThat(statement.executeUpdate()).isOne();
    }
  }

  private static java.sql.Connection jobs() throws SQLException {
    var infrastructure = TestInfrastructure.shared();
    return DriverManager.getConnection(
        infrastructure.postgresUrl(),
        "trunkline_api_jobs",
        infrastructure.password("trunkline_api_jobs"));
  }
}
