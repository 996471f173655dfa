package io.trunkline.api.connection;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.credential.ConnectionTokens;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.tenant.Tenants;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.PageRequest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The stored connections of tenants. What a session is told to do is [Linking]'s.
@Service
public class Connections {
  private static final String OUTBOX_SESSION =
      """
      INSERT INTO outbox_sessions (session_id, tenant_id) VALUES (?, ?)
      ON CONFLICT (session_id) DO NOTHING
      """;
  private static final String COUNTS =
      """
      SELECT count(*) AS total,
             count(*) FILTER (WHERE status = 'connected') AS connected,
             count(*) FILTER (WHERE status = 'pending_qr') AS pending_qr,
             count(*) FILTER (WHERE status = 'stale') AS stale
      FROM connections WHERE tenant_id = ? AND name ~ '^[A-Za-z0-9._-]{1,128}$'
      """;

  private final ConnectionRows rows;
  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final ConnectionTokens tokens;
  private final Tenants tenants;
  private final IdempotencyKeys idempotency;
  private final SessionNames names;
  private final Audit audit;
  private final Clock clock;

  Connections(
      ConnectionRows rows,
      TenantTransactions transactions,
      JdbcClient jdbc,
      ConnectionTokens tokens,
      Tenants tenants,
      IdempotencyKeys idempotency,
      SessionNames names,
      Audit audit,
      Clock clock) {
    this.rows = rows;
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.tokens = tokens;
    this.tenants = tenants;
    this.idempotency = idempotency;
    this.names = names;
    this.audit = audit;
    this.clock = clock;
  }

  /// @param name the session's name
  /// @param displayName what people call it
  /// @param settings of a new one
  public record Draft(
      String name, String displayName, Optional<String> websiteUrl, SessionSettings settings) {
    static Draft of(String name, SessionSettings settings) {
      return new Draft(name, name, Optional.empty(), settings);
    }
  }

  /// @param created whether the connection is new
  /// @param token its connection token
  record Prepared(Connection connection, String token, boolean created) {}

  public record Counts(long total, long connected, long pendingQr, long stale) {}

  public record Page(List<Connection> connections, long total) {}

  public Optional<Connection> find(UUID tenant, UUID id) {
    return transactions.in(
        tenant, () -> rows.findByTenantIdAndId(tenant, id).map(ConnectionRow::view));
  }

  public Optional<Connection> find(UUID tenant, String name) {
    return transactions.in(
        tenant, () -> rows.findByTenantIdAndName(tenant, name).map(ConnectionRow::view));
  }

  /// @param text a session's id or name, its device's id, or its linked number's digits
  public Optional<Connection> resolve(UUID tenant, String text) {
    return transactions.in(tenant, () -> rows.resolve(tenant, text).map(ConnectionRow::view));
  }

  /// Every session of the tenant, oldest first.
  public List<Connection> all(UUID tenant) {
    return transactions.in(
        tenant,
        () ->
            rows.findByTenantIdOrderByCreatedAtAscIdAsc(tenant).stream()
                .map(ConnectionRow::view)
                .toList());
  }

  /// @throws Failure `CONNECTION_NOT_FOUND`, also for another tenant's
  public Connection get(UUID tenant, UUID id) {
    return find(tenant, id).orElseThrow(Connections::unknown);
  }

  /// @return the connection's token; the same each time
  public String token(UUID tenant, UUID id) {
    return transactions.in(
        tenant,
        () ->
            rows.findByTenantIdAndId(tenant, id)
                .orElseThrow(Connections::unknown)
                .signToken(tokens));
  }

  /// Newest first.
  ///
  /// @param only the one connection that may be seen, where the caller is limited to it
  /// @param page from 1
  public Page list(
      UUID tenant,
      Optional<UUID> only,
      Optional<ConnectionStatus> status,
      Optional<String> name,
      int page,
      int limit) {
    return transactions.in(
        tenant,
        () -> {
          var found =
              rows.search(
                  tenant,
                  only.orElse(null),
                  status.map(value -> value.name().toLowerCase(Locale.ROOT)).orElse(null),
                  name.orElse(null),
                  PageRequest.of(page - 1, limit));
          return new Page(
              found.getContent().stream().map(ConnectionRow::view).toList(),
              found.getTotalElements());
        });
  }

  public Counts count(UUID tenant) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(COUNTS)
                .param(tenant)
                .query(
                    (row, _) ->
                        new Counts(
                            row.getLong("total"),
                            row.getLong("connected"),
                            row.getLong("pending_qr"),
                            row.getLong("stale")))
                .single());
  }

  /// Creates the connection, or resets the one of this name, so that a new link can begin.
  ///
  /// @throws Failure `QUOTA_EXCEEDED`, `TENANT_SUSPENDED`
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  Prepared prepare(UUID tenant, Draft draft, Optional<IdempotentRequest> request) {
    var limit = tenants.active(tenant).quotas().sessions();
    return prepare(tenant, draft, limit, true, request);
  }

  /// Creates the connection, or leaves the one of this name as it is.
  ///
  /// @throws Failure as [#prepare] does
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  Prepared ensure(UUID tenant, Draft draft, Optional<IdempotentRequest> request) {
    var limit = tenants.active(tenant).quotas().sessions();
    return prepare(tenant, draft, limit, false, request);
  }

  /// As [#ensure], without a limit of sessions.
  Connection ensureDefault(UUID tenant, Draft draft) {
    return prepare(tenant, draft, Optional.empty(), false, Optional.empty()).connection();
  }

  private Prepared prepare(
      UUID tenant,
      Draft draft,
      Optional<Integer> limit,
      boolean relinks,
      Optional<IdempotentRequest> request) {
    var prepared = prepared(tenant, draft, limit, relinks, request);
    names.tell(prepared.connection().id());
    return prepared;
  }

  private Prepared prepared(
      UUID tenant,
      Draft draft,
      Optional<Integer> limit,
      boolean relinks,
      Optional<IdempotentRequest> request) {
    try {
      return transactions.in(tenant, () -> prepareOnce(tenant, draft, limit, relinks, request));
    } catch (DataIntegrityViolationException e) {
      // Another request created the name in between; now it is found.
      return transactions.in(tenant, () -> prepareOnce(tenant, draft, limit, relinks, request));
    }
  }

  private Prepared prepareOnce(
      UUID tenant,
      Draft draft,
      Optional<Integer> limit,
      boolean relinks,
      Optional<IdempotentRequest> request) {
    var now = clock.instant();
    var known = rows.findByTenantIdAndName(tenant, draft.name());
    if (known.isEmpty() && limit.filter(most -> rows.countByTenantId(tenant) >= most).isPresent()) {
      throw new Failure(Problem.QUOTA_EXCEEDED, "The tenant's limit of connections is reached");
    }
    var row =
        known.orElseGet(
            () ->
                new ConnectionRow(UUID.randomUUID(), tenant, draft.name(), draft.settings(), now));
    request.ifPresent(key -> idempotency.claim(tenant, key, row.getId()));
    if (relinks || known.isEmpty()) {
      row.describe(draft.displayName(), draft.websiteUrl(), now);
      row.awaitLink(now);
    }
    var token = row.signToken(tokens);
    var stored = rows.saveAndFlush(row);
    jdbc.sql(OUTBOX_SESSION).param(stored.getId()).param(tenant).update();
    if (relinks || known.isEmpty()) {
      audit.record(
          tenant,
          known.isEmpty() ? "connection.created" : "connection.relinked",
          stored.getId().toString(),
          draft.name());
    }
    return new Prepared(stored.view(), token, known.isEmpty());
  }

  /// Resets what was known of a link, so that a new one can begin.
  Connection awaitLink(UUID tenant, UUID id) {
    return transactions.in(
        tenant,
        () -> {
          var row = rows.findByTenantIdAndId(tenant, id).orElseThrow(Connections::unknown);
          row.awaitLink(clock.instant());
          return rows.saveAndFlush(row).view();
        });
  }

  /// From now on its recipients are asked for their consent.
  public void askForConsent(UUID tenant, UUID id) {
    transactions.run(
        tenant, () -> rows.findByTenantIdAndId(tenant, id).ifPresent(ConnectionRow::askForConsent));
  }

  /// With its messages and contacts.
  void remove(UUID tenant, UUID id) {
    transactions.run(
        tenant,
        () -> {
          rows.deleteByTenantIdAndId(tenant, id);
          audit.record(tenant, "connection.deleted", id.toString(), "");
        });
  }

  private static Failure unknown() {
    return new Failure(Problem.CONNECTION_NOT_FOUND, "Connection not found");
  }
}
