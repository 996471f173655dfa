package io.trunkline.api.audit;

import io.trunkline.api.database.Jobs;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.identity.CurrentCaller;
import io.trunkline.api.web.RequestIds;
import io.trunkline.contract.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Records changes in the transaction that makes them, so that neither is there without the other.
/// Who asked and from where is the current request's.
@Service
public class Audit {
  private static final int MAX_TARGET = 256;
  private static final int MAX_DETAIL = 1024;
  private static final String RECORD =
      """
      INSERT INTO audit (tenant_id, occurred_at, actor_kind, actor, action, target, detail, address,
                         request_id)
      VALUES (:tenant, :now, :kind, :actor, :action, :target, :detail, :address, :request)
      """;
  private static final String TAKE =
      "INSERT INTO processed_events (event_id) VALUES (?) ON CONFLICT DO NOTHING";
  private static final String RECORD_TOLD =
      """
      INSERT INTO audit (tenant_id, occurred_at, actor_kind, actor, action, target, detail, address,
                         request_id)
      SELECT id, :now, :kind, :actor, :action, :target, :detail, :address, :request
      FROM tenants WHERE id = :tenant
      """;
  private static final String COLUMNS =
      """
      SELECT id, tenant_id, occurred_at, actor_kind, actor, action, target, detail, address,
             request_id
      FROM audit
      """;
  private static final String OF_TENANT =
      COLUMNS + "WHERE tenant_id = :tenant AND id < :before ORDER BY id DESC LIMIT :limit";
  private static final String ALL = COLUMNS + "WHERE id < :before ORDER BY id DESC LIMIT :limit";
  private static final String FORGET = "DELETE FROM audit WHERE tenant_id = ?";

  private final JdbcClient jdbc;
  private final TenantTransactions transactions;
  private final Jobs jobs;
  private final Clock clock;

  Audit(JdbcClient jdbc, TenantTransactions transactions, Jobs jobs, Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.jobs = jobs;
    this.clock = clock;
  }

  /// @param next the cursor of the following page; empty on the last
  public record Page(List<AuditEntry> entries, OptionalLong next) {}

  /// For use within a [TenantTransactions] of `tenant`.
  ///
  /// @param action subject and past participle, e.g. `key.created`
  /// @param target id of what was changed
  /// @param detail never a secret; what is too long is cut
  public void record(UUID tenant, String action, String target, String detail) {
    insert(jdbc, Optional.of(tenant), action, target, detail);
  }

  /// As [#record], in a transaction of its own, for changes that are not rows of ours.
  public void recordAlone(UUID tenant, String action, String target, String detail) {
    transactions.run(tenant, () -> record(tenant, action, target, detail));
  }

  /// For use within [Jobs], whose client is given.
  ///
  /// @param tenant absent: of the installation
  public void recordIn(
      JdbcClient client, Optional<UUID> tenant, String action, String target, String detail) {
    insert(client, tenant, action, target, detail);
  }

  /// A change that another service made and told by an event; told again, it is recorded once. What
  /// is told of a tenant that is gone is not kept.
  ///
  /// @param eventId names the event
  public void recordTold(String eventId, AuditEntry entry) {
    jobs.run(
        client -> {
          if (client.sql(TAKE).param(eventId).update() == 1) {
            client
                .sql(RECORD_TOLD)
                .param("tenant", entry.tenant().orElseThrow())
                .param("now", Timestamp.from(entry.at()))
                .param("kind", entry.actorKind())
                .param("actor", entry.actor())
                .param("action", entry.action())
                .param("target", cut(entry.target(), MAX_TARGET))
                .param("detail", cut(entry.detail(), MAX_DETAIL))
                .param("address", entry.address().orElse(null))
                .param("request", entry.requestId())
                .update();
          }
        });
  }

  private void insert(
      JdbcClient client, Optional<UUID> tenant, String action, String target, String detail) {
    var caller = CurrentCaller.get();
    client
        .sql(RECORD)
        .param("tenant", tenant.orElse(null))
        .param("now", Timestamp.from(clock.instant()))
        .param(
            "kind",
            caller
                .map(Caller::kind)
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .orElse("system"))
        .param("actor", caller.map(Caller::subject).orElse("system"))
        .param("action", action)
        .param("target", cut(target, MAX_TARGET))
        .param("detail", cut(detail, MAX_DETAIL))
        .param("address", CurrentCaller.address().orElse(null))
        .param("request", RequestIds.current())
        .update();
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, text.offsetByCodePoints(0, max / 2));
  }

  /// The tenant's changes, newest first.
  ///
  /// @param before the cursor of the page before; empty: from the newest
  public Page list(UUID tenant, OptionalLong before, int limit) {
    return page(
        transactions.in(
            tenant,
            () ->
                jdbc.sql(OF_TENANT)
                    .param("tenant", tenant)
                    .param("before", before.orElse(Long.MAX_VALUE))
                    .param("limit", limit + 1)
                    .query((row, _) -> entry(row))
                    .list()),
        limit);
  }

  /// Everybody's changes, newest first.
  public Page list(OptionalLong before, int limit) {
    return page(
        jobs.compute(
            client ->
                client
                    .sql(ALL)
                    .param("before", before.orElse(Long.MAX_VALUE))
                    .param("limit", limit + 1)
                    .query((row, _) -> entry(row))
                    .list()),
        limit);
  }

  /// Removes a deleted tenant's entries; for use within [Jobs].
  public void forget(JdbcClient client, UUID tenant) {
    client.sql(FORGET).param(tenant).update();
  }

  private static Page page(List<AuditEntry> found, int limit) {
    return found.size() <= limit
        ? new Page(found, OptionalLong.empty())
        : new Page(
            List.copyOf(found.subList(0, limit)), OptionalLong.of(found.get(limit - 1).id()));
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong("id"),
        Optional.ofNullable(row.getObject("tenant_id", UUID.class)),
        row.getTimestamp("occurred_at").toInstant(),
        row.getString("actor_kind"),
        row.getString("actor"),
        row.getString("action"),
        row.getString("target"),
        row.getString("detail"),
        Optional.ofNullable(row.getString("address")),
        row.getString("request_id"));
  }
}
