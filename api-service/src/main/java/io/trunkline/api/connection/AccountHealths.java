package io.trunkline.api.connection;

import io.trunkline.api.command.Questions;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.proto.command.TakePulse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Tells how a session's account fares: what was stored of it, and its worker's word whether its
/// socket is alive.
@Service
public class AccountHealths {
  private static final String STORED =
      """
      SELECT CASE WHEN health_state IS NULL OR health_until <= :now THEN 'good'
                  ELSE health_state END AS state,
             CASE WHEN health_until <= :now THEN NULL ELSE health_reason END AS reason,
             CASE WHEN health_until <= :now THEN NULL ELSE health_until END AS until,
             sent.last_hour, sent.last_day, lanes.per_hour, lanes.per_day,
             (SELECT occurred_at FROM messages m
              WHERE m.session_id = c.id AND m.direction = 'in' AND NOT m.past
              ORDER BY m.seq DESC LIMIT 1) AS last_inbound
      FROM connections c
      LEFT JOIN lanes ON lanes.session_id = c.id
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE m.accepted_at > :hour) AS last_hour, count(*) AS last_day
        FROM messages m
        WHERE m.session_id = c.id AND m.accepted_at > :day AND m.direction = 'out' AND NOT m.past
          AND m.status NOT IN ('pending', 'failed')) sent
      WHERE c.tenant_id = :tenant AND c.id = :id
      """;

  private final Connections connections;
  private final Questions questions;
  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final Clock clock;

  AccountHealths(
      Connections connections,
      Questions questions,
      TenantTransactions transactions,
      JdbcClient jdbc,
      Clock clock) {
    this.connections = connections;
    this.questions = questions;
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// @throws Failure `CONNECTION_NOT_FOUND`, also for another tenant's
  public AccountHealth of(UUID tenant, UUID id) {
    var connection = connections.get(tenant, id);
    var heard = connection.isOpen() ? lastHeard(tenant, id) : Optional.<Instant>empty();
    var now = clock.instant();
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(STORED)
                .param("tenant", tenant)
                .param("id", id)
                .param("now", Timestamp.from(now))
                .param("hour", Timestamp.from(now.minus(Duration.ofHours(1))))
                .param("day", Timestamp.from(now.minus(Duration.ofDays(1))))
                .query((row, _) -> health(row, heard))
                .single());
  }

  private Optional<Instant> lastHeard(UUID tenant, UUID id) {
    try {
      var pulse =
          questions
              .ask(tenant, id, command -> command.setTakePulse(TakePulse.getDefaultInstance()))
              .getPulse();
      return pulse.getLastHeardMs() == 0
          ? Optional.empty()
          : Optional.of(Instant.ofEpochMilli(pulse.getLastHeardMs()));
    } catch (Failure e) {
      // Nobody who knows: that is an answer, too.
      return Optional.empty();
    }
  }

  private static AccountHealth health(ResultSet row, Optional<Instant> heard) throws SQLException {
    return new AccountHealth(
        row.getString("state"),
        Optional.ofNullable(row.getString("reason")),
        time(row, "until"),
        row.getLong("last_hour"),
        row.getLong("last_day"),
        Optional.ofNullable(row.getObject("per_hour", Integer.class)),
        Optional.ofNullable(row.getObject("per_day", Integer.class)),
        time(row, "last_inbound"),
        heard);
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }
}
