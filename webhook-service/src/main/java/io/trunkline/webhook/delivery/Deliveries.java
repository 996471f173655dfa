package io.trunkline.webhook.delivery;

import io.trunkline.webhook.database.Jobs;
import io.trunkline.webhook.database.TenantTransactions;
import io.trunkline.webhook.event.PublicEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The durable queue. Due lanes are claimed in one statement that skips what others hold; a claim
/// runs out by itself, so that a crashed instance delays its lanes and loses none.
@Component
public class Deliveries {
  private static final String INSERT =
      """
      INSERT INTO deliveries (webhook_id, tenant_id, session_id, event_id, type, body,
                              next_attempt_at, created_at, traceparent)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''))
      ON CONFLICT (webhook_id, event_id) DO NOTHING
      """;
  private static final String WAKE =
      """
      INSERT INTO lanes (webhook_id, session_id, due_at) VALUES (?, ?, ?)
      ON CONFLICT (webhook_id, session_id)
      DO UPDATE SET due_at = excluded.due_at WHERE lanes.due_at = 'infinity'
      """;
  private static final String CLAIM =
      """
      UPDATE lanes SET claimed_until = :until, claimed_by = :claim
      FROM (SELECT webhook_id, session_id FROM lanes
            WHERE due_at <= :now AND due_at < 'infinity'
              AND (claimed_until IS NULL OR claimed_until < :now)
              AND webhook_id <> ALL (:busy)
            ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED) AS due
      WHERE lanes.webhook_id = due.webhook_id AND lanes.session_id = due.session_id
      RETURNING lanes.webhook_id, lanes.session_id
      """;
  private static final String PENDING =
      """
      SELECT id, event_id, body, attempts, coalesce(replayed_at, created_at) AS created_at,
             next_attempt_at, traceparent
      FROM deliveries
      WHERE webhook_id = :webhook AND session_id = :session AND status = 'pending'
      ORDER BY position LIMIT :most
      """;
  private static final String HOLD =
      """
      SELECT claimed_by = :claim FROM lanes
      WHERE webhook_id = :webhook AND session_id = :session FOR UPDATE
      """;
  private static final String RELEASE =
      """
      UPDATE lanes SET claimed_until = NULL, claimed_by = NULL,
        due_at = coalesce(:wake, (SELECT min(next_attempt_at) FROM deliveries
                                  WHERE webhook_id = :webhook AND session_id = :session
                                    AND status = 'pending'), 'infinity')
      WHERE webhook_id = :webhook AND session_id = :session
      """;
  private static final String RENEW =
      """
      UPDATE lanes SET claimed_until = :until
      WHERE webhook_id = :webhook AND session_id = :session AND claimed_by = :claim
      """;
  private static final String FINISH =
      """
      UPDATE deliveries SET status = :status, attempts = attempts + 1, status_code = :code,
                            latency_ms = :latency, error = :error, finished_at = :now
      WHERE id = :id AND status = 'pending'
      """;
  private static final String POSTPONE =
      """
      UPDATE deliveries SET attempts = attempts + 1, status_code = :code, latency_ms = :latency,
                            error = :error, next_attempt_at = :next
      WHERE id = :id AND status = 'pending'
      """;
  private static final String REPLAY =
      """
      UPDATE deliveries SET status = 'pending', attempts = 0, status_code = NULL, error = NULL,
                            latency_ms = NULL, next_attempt_at = :now, replayed_at = :now,
                            finished_at = NULL
      WHERE tenant_id = :tenant AND webhook_id = :webhook AND status <> 'pending' AND
      """;
  private static final String REPLAY_IDS = REPLAY + "id = ANY (:ids) RETURNING session_id";
  private static final String REPLAY_TIME =
      REPLAY + "created_at >= :from AND created_at < :to RETURNING session_id";
  private static final String LIST =
      """
      SELECT id, event_id, session_id, type, status, attempts, status_code, latency_ms, error,
             next_attempt_at, created_at, finished_at, position
      FROM deliveries
      WHERE webhook_id = :webhook AND (:status::text IS NULL OR status = :status)
        AND (:after::bigint IS NULL OR position < :after)
      ORDER BY position DESC LIMIT :most
      """;

  private final Jobs jobs;
  private final TenantTransactions tenants;

  Deliveries(Jobs jobs, TenantTransactions tenants) {
    this.jobs = jobs;
    this.tenants = tenants;
  }

  /// An event and a webhook that wants it.
  ///
  /// @param traceparent empty where it is not traced
  public record Order(UUID webhook, PublicEvent event, String traceparent) {}

  /// Queues each order once, however often it comes; within the caller's transaction of [Jobs].
  public void queue(Collection<Order> orders, Instant now) {
    var at = Timestamp.from(now);
    jobs.batches()
        .batchUpdate(
            INSERT,
            orders,
            200,
            (statement, order) -> {
              statement.setObject(1, order.webhook());
              statement.setObject(2, order.event().tenant());
              statement.setObject(3, order.event().session());
              statement.setString(4, order.event().id());
              statement.setString(5, order.event().type());
              statement.setString(6, order.event().json());
              statement.setTimestamp(7, at);
              statement.setTimestamp(8, at);
              statement.setString(9, order.traceparent());
            });
    wake(orders.stream().map(order -> new Lane(order.webhook(), order.event().session())), at);
  }

  private void wake(Stream<Lane> waiting, Timestamp at) {
    // Sorted, so that two instances never wait for each other's lanes.
    var lanes =
        waiting
            .distinct()
            .sorted(java.util.Comparator.comparing(Lane::webhook).thenComparing(Lane::session))
            .toList();
    jobs.batches()
        .batchUpdate(
            WAKE,
            lanes,
            200,
            (statement, lane) -> {
              statement.setObject(1, lane.webhook());
              statement.setObject(2, lane.session());
              statement.setTimestamp(3, at);
            });
  }

  List<Lane> claim(UUID claim, Collection<UUID> busy, int most, Instant now, Duration claimFor) {
    return jobs.compute(
        jdbc ->
            jdbc.sql(CLAIM)
                .param("claim", claim)
                .param("busy", busy.toArray(UUID[]::new))
                .param("most", most)
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(now.plus(claimFor)))
                .query(
                    (row, index) ->
                        new Lane(
                            row.getObject("webhook_id", UUID.class),
                            row.getObject("session_id", UUID.class)))
                .list());
  }

  List<PendingDelivery> pending(Lane lane, int most) {
    return jobs.compute(
        jdbc -> of(jdbc, PENDING, lane).param("most", most).query(Deliveries::pending).list());
  }

  /// @return false when the claim ran out and another holds the lane
  boolean renew(Lane lane, UUID claim, Instant until) {
    return jobs.compute(
        jdbc ->
            of(jdbc, RENEW, lane)
                    .param("claim", claim)
                    .param("until", Timestamp.from(until))
                    .update()
                == 1);
  }

  /// Gives the lane back; it is due again when its first pending delivery is, or at `wake`.
  ///
  /// The row is locked by a statement before: one that both locks and looks would look with a
  /// snapshot from before the lock, and could put a lane to sleep that has just got work.
  void release(Lane lane, UUID claim, Optional<Instant> wake) {
    jobs.run(
        jdbc -> {
          var ours =
              of(jdbc, HOLD, lane)
                  .param("claim", claim)
                  .query(Boolean.class)
                  .optional()
                  .orElse(false);
          if (ours) {
            of(jdbc, RELEASE, lane)
                .param("wake", wake.map(Timestamp::from).orElse(null), java.sql.Types.TIMESTAMP)
                .update();
          }
        });
  }

  void finish(PendingDelivery delivery, String status, Attempt attempt, Instant now) {
    jobs.run(
        jdbc ->
            result(jdbc.sql(FINISH), delivery, attempt)
                .param("status", status)
                .param("now", Timestamp.from(now))
                .update());
  }

  void postpone(PendingDelivery delivery, Attempt attempt, Instant next) {
    jobs.run(
        jdbc ->
            result(jdbc.sql(POSTPONE), delivery, attempt)
                .param("next", Timestamp.from(next))
                .update());
  }

  /// @param after only those that came before this position
  public List<Delivery> list(
      UUID tenant, UUID webhook, Optional<String> status, Optional<Long> after, int most) {
    return tenants.in(
        tenant,
        jdbc ->
            jdbc.sql(LIST)
                .param("webhook", webhook)
                .param("status", status.orElse(null), java.sql.Types.VARCHAR)
                .param("after", after.orElse(null), java.sql.Types.BIGINT)
                .param("most", most)
                .query(Deliveries::delivery)
                .list());
  }

  /// Puts finished deliveries of a tenant's webhook back into the queue, as if they were new.
  ///
  /// @return how many
  public int replay(UUID tenant, UUID webhook, Collection<UUID> ids, Instant now) {
    return replay(
        webhook,
        now,
        jdbc -> replay(jdbc, REPLAY_IDS, tenant, webhook).param("ids", ids.toArray(UUID[]::new)));
  }

  /// The same for those that were made from `from` until before `to`.
  public int replay(UUID tenant, UUID webhook, Instant from, Instant to, Instant now) {
    return replay(
        webhook,
        now,
        jdbc ->
            replay(jdbc, REPLAY_TIME, tenant, webhook)
                .param("from", Timestamp.from(from))
                .param("to", Timestamp.from(to)));
  }

  private int replay(
      UUID webhook, Instant now, Function<JdbcClient, JdbcClient.StatementSpec> statement) {
    return jobs.compute(
        jdbc -> {
          var at = Timestamp.from(now);
          var sessions = statement.apply(jdbc).param("now", at).query(UUID.class).list();
          wake(sessions.stream().map(session -> new Lane(webhook, session)), at);
          return sessions.size();
        });
  }

  private static JdbcClient.StatementSpec replay(
      JdbcClient jdbc, String sql, UUID tenant, UUID webhook) {
    return jdbc.sql(sql).param("tenant", tenant).param("webhook", webhook);
  }

  long backlog() {
    return jobs.compute(
        jdbc ->
            jdbc.sql("SELECT count(*) FROM deliveries WHERE status = 'pending'")
                .query(Long.class)
                .single());
  }

  int forgetFinishedBefore(Instant time) {
    return jobs.compute(
        jdbc ->
            jdbc.sql("DELETE FROM deliveries WHERE finished_at < :time")
                .param("time", Timestamp.from(time))
                .update());
  }

  private static JdbcClient.StatementSpec of(JdbcClient jdbc, String sql, Lane lane) {
    return jdbc.sql(sql).param("webhook", lane.webhook()).param("session", lane.session());
  }

  private static JdbcClient.StatementSpec result(
      JdbcClient.StatementSpec statement, PendingDelivery delivery, Attempt attempt) {
    return statement
        .param("id", delivery.id())
        .param("code", attempt.statusCode(), java.sql.Types.INTEGER)
        .param("latency", attempt.latencyMs())
        .param("error", attempt.error(), java.sql.Types.VARCHAR);
  }

  private static PendingDelivery pending(ResultSet row, int index) throws SQLException {
    return new PendingDelivery(
        row.getObject("id", UUID.class),
        row.getString("event_id"),
        row.getString("body"),
        row.getInt("attempts"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("next_attempt_at").toInstant(),
        Objects.requireNonNullElse(row.getString("traceparent"), ""));
  }

  private static Delivery delivery(ResultSet row, int index) throws SQLException {
    var pending = row.getString("status").equals("pending");
    var finished = row.getTimestamp("finished_at");
    return new Delivery(
        row.getObject("id", UUID.class),
        row.getString("event_id"),
        row.getObject("session_id", UUID.class),
        row.getString("type"),
        row.getString("status"),
        row.getInt("attempts"),
        row.getObject("status_code", Integer.class),
        row.getObject("latency_ms", Integer.class),
        row.getString("error"),
        pending ? row.getTimestamp("next_attempt_at").toInstant() : null,
        row.getTimestamp("created_at").toInstant(),
        finished == null ? null : finished.toInstant(),
        row.getLong("position"));
  }
}
