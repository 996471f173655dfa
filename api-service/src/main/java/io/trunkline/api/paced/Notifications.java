package io.trunkline.api.paced;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.message.ContentWords;
import io.trunkline.api.message.DayQuota;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.proto.content.Content;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The notifications of a tenant: accepted here, sent by the paced queue once their recipients
/// agreed.
@Service
public class Notifications {
  private static final String ACCEPT =
      """
      WITH met AS (
        INSERT INTO consents (tenant_id, phone, opt_in, created_at)
        VALUES (:tenant, :phone, 'pending', :now)
        ON CONFLICT DO NOTHING)
      INSERT INTO notifications (tenant_id, session_id, session, direction, phone, type, body,
                                 caption, content, status, created_at)
      VALUES (:tenant, :session, :name, 'outbound', :phone, :type, :body, :caption, :content,
        CASE WHEN EXISTS (SELECT FROM consents
                          WHERE tenant_id = :tenant AND phone = :phone AND opt_in = 'no')
             THEN 'opted_out' ELSE 'pending' END, :now)
      RETURNING id
      """;
  private static final String WAKE =
      """
      INSERT INTO lanes (session_id, tenant_id, look_at) VALUES (:session, :tenant, :now)
      ON CONFLICT (session_id) DO UPDATE SET look_at = coalesce(lanes.look_at, excluded.look_at)
      """;
  private static final String AGAIN =
      """
      UPDATE notifications n SET status = 'pending', error = NULL, message_id = NULL,
        released_at = NULL, session_id = c.id
      FROM connections c
      WHERE n.tenant_id = :tenant AND n.id = :id AND n.status IN ('failed', 'opted_out')
        AND c.tenant_id = n.tenant_id
        AND (c.id = n.session_id OR n.session_id IS NULL AND c.name = n.session)
      RETURNING n.session_id
      """;
  private static final String WAITING =
      """
      SELECT count(*) FROM notifications
      WHERE tenant_id = ? AND status = 'pending' AND message_id IS NULL AND direction = 'outbound'
      """;
  private static final String ONE =
      "SELECT * FROM notifications WHERE tenant_id = :tenant AND id = :id";
  private static final String LIST =
      """
      SELECT * FROM notifications
      WHERE tenant_id = :tenant
        AND (cast(:before AS bigint) IS NULL OR id < :before)
        AND (cast(:status AS text) IS NULL OR status = :status)
        AND (cast(:session AS text) IS NULL OR session = :session)
        AND (cast(:phone AS text) IS NULL OR phone LIKE '%' || :phone || '%')
        AND (cast(:text AS text) IS NULL
             OR strpos(lower(coalesce(body, '')), lower(:text)) > 0
             OR strpos(lower(coalesce(caption, '')), lower(:text)) > 0)
      ORDER BY id DESC LIMIT :limit
      """;
  private static final String COUNTS =
      """
      SELECT status, count(*) AS rows FROM notifications WHERE tenant_id = :tenant GROUP BY status
      """;

  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final IdempotencyKeys idempotency;
  private final Tenants tenants;
  private final Clock clock;

  Notifications(
      TenantTransactions transactions,
      JdbcClient jdbc,
      IdempotencyKeys idempotency,
      Tenants tenants,
      Clock clock) {
    this.tenants = tenants;
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.idempotency = idempotency;
    this.clock = clock;
  }

  /// Which rows a list shows; what is absent does not count.
  ///
  /// @param session its name
  /// @param phone some of its digits
  /// @param text part of body or caption, in whatever case
  public record Filter(
      Optional<NotificationStatus> status,
      Optional<String> session,
      Optional<String> phone,
      Optional<String> text) {}

  /// @param next cursor of the next page
  public record Page(List<Notification> rows, OptionalLong next) {}

  /// Accepts a text or an image; the recipient becomes known.
  ///
  /// @return the row's id
  /// @throws Failure `QUOTA_EXCEEDED` where the tenant's messages of the day are used up, those
  ///     that wait counted
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before; its resource is
  ///     [#resource] of the row
  public long accept(
      Connection session, PhoneNumber to, Content content, Optional<IdempotentRequest> request) {
    var tenant = session.tenant();
    var now = Timestamp.from(clock.instant());
    var words = ContentWords.words(content).orElse(null);
    var most = tenants.active(tenant).quotas().messagesPerDay();
    return transactions.in(
        tenant,
        () -> {
          if (most.filter(day -> isUsedUp(tenant, day)).isPresent()) {
            throw new Failure(
                Problem.QUOTA_EXCEEDED, "The tenant's messages of the day are used up");
          }
          var id =
              jdbc.sql(ACCEPT)
                  .param("tenant", tenant)
                  .param("session", session.id())
                  .param("name", session.name())
                  .param("phone", to.digits())
                  .param("type", ContentWords.kind(content))
                  .param("body", content.hasText() ? words : null, Types.VARCHAR)
                  .param("caption", content.hasText() ? null : words, Types.VARCHAR)
                  .param("content", content.toByteArray())
                  .param("now", now)
                  .query(Long.class)
                  .single();
          request.ifPresent(key -> idempotency.claim(tenant, key, resource(id)));
          wake(tenant, session.id(), now);
          return id;
        });
  }

  private boolean isUsedUp(UUID tenant, int most) {
    long waiting = jdbc.sql(WAITING).param(tenant).query(Long.class).single();
    return DayQuota.left(jdbc, tenant, most, clock.instant()) <= waiting;
  }

  /// How a row is named where names are UUIDs.
  public static UUID resource(long id) {
    return new UUID(0, id);
  }

  /// The row that is named so.
  public static long row(UUID resource) {
    return resource.getLeastSignificantBits();
  }

  private void wake(UUID tenant, UUID session, Timestamp now) {
    jdbc.sql(WAKE).param("session", session).param("tenant", tenant).param("now", now).update();
  }

  /// Lets a row that failed, or whose recipient said no, wait again.
  ///
  /// @throws Failure `MESSAGE_NOT_FOUND`; `CONNECTION_NOT_FOUND` where its session is gone;
  ///     `NOT_RESENDABLE` for a row of another status
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  public void resend(UUID tenant, long id, Optional<IdempotentRequest> request) {
    transactions.run(
        tenant,
        () -> {
          request.ifPresent(key -> idempotency.claim(tenant, key, resource(id)));
          var row = one(tenant, id);
          if (row.status() != NotificationStatus.FAILED
              && row.status() != NotificationStatus.OPTED_OUT) {
            throw new Failure(
                Problem.NOT_RESENDABLE,
                "A message that is " + row.status().slug() + " cannot be sent again");
          }
          var session =
              jdbc.sql(AGAIN)
                  .param("tenant", tenant)
                  .param("id", id)
                  .query(UUID.class)
                  .optional()
                  .orElseThrow(
                      () ->
                          new Failure(
                              Problem.CONNECTION_NOT_FOUND,
                              "Session \"" + row.session() + "\" not found"));
          wake(tenant, session, Timestamp.from(clock.instant()));
        });
  }

  private Notification one(UUID tenant, long id) {
    return jdbc.sql(ONE)
        .param("tenant", tenant)
        .param("id", id)
        .query((row, _) -> notification(row))
        .optional()
        .orElseThrow(() -> new Failure(Problem.MESSAGE_NOT_FOUND, "Message not found"));
  }

  /// Newest first.
  ///
  /// @param before id of the last one seen
  public Page list(UUID tenant, Filter filter, OptionalLong before, int limit) {
    var rows =
        transactions.in(
            tenant,
            () ->
                jdbc.sql(LIST)
                    .param("tenant", tenant)
                    .param("before", before.isPresent() ? before.getAsLong() : null, Types.BIGINT)
                    .param(
                        "status",
                        filter.status().map(NotificationStatus::slug).orElse(null),
                        Types.VARCHAR)
                    .param("session", filter.session().orElse(null), Types.VARCHAR)
                    .param("phone", filter.phone().orElse(null), Types.VARCHAR)
                    .param("text", filter.text().orElse(null), Types.VARCHAR)
                    .param("limit", limit + 1)
                    .query((row, _) -> notification(row))
                    .list());
    return rows.size() > limit
        ? new Page(rows.subList(0, limit), OptionalLong.of(rows.get(limit - 1).id()))
        : new Page(rows, OptionalLong.empty());
  }

  /// How many rows each status has.
  public Map<NotificationStatus, Long> counts(UUID tenant) {
    var counts = new EnumMap<NotificationStatus, Long>(NotificationStatus.class);
    for (var status : NotificationStatus.values()) {
      counts.put(status, 0L);
    }
    transactions.run(
        tenant,
        () ->
            jdbc.sql(COUNTS)
                .param("tenant", tenant)
                .query(
                    row -> {
                      counts.put(
                          NotificationStatus.ofSlug(row.getString("status")), row.getLong("rows"));
                    }));
    return counts;
  }

  private static Notification notification(ResultSet row) throws SQLException {
    return new Notification(
        row.getLong("id"),
        row.getString("direction").equals("inbound"),
        row.getString("session"),
        row.getString("phone"),
        row.getString("type"),
        Optional.ofNullable(row.getString("body")),
        Optional.ofNullable(row.getString("caption")),
        NotificationStatus.ofSlug(row.getString("status")),
        Optional.ofNullable(row.getString("error")),
        row.getTimestamp("created_at").toInstant(),
        time(row, "sent_at"),
        time(row, "delivered_at"),
        time(row, "read_at"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }
}
