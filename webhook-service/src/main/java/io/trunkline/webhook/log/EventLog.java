package io.trunkline.webhook.log;

import io.trunkline.proto.event.Event;
import io.trunkline.webhook.database.Jobs;
import io.trunkline.webhook.database.TenantTransactions;
import io.trunkline.webhook.event.PublicEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The log at rest. Appends are serialized over all instances by one lock, taken as late as may be
/// and held to the end of the transaction: positions become visible in their order, so that a
/// reader who remembers the last one it saw misses none.
@Component
public class EventLog {
  private static final int BATCH = 200;
  private static final String LOCK = "SELECT pg_advisory_xact_lock(4740151)";
  private static final String KNOWN =
      """
      SELECT session_id || ' ' || event_id
      FROM events JOIN unnest(:sessions::uuid[], :ids::text[]) AS asked (session, id)
        ON session_id = session AND event_id = id
      """;
  private static final String APPEND =
      """
      INSERT INTO events (tenant_id, session_id, event_id, sequence, type, body, wwebjs,
                          occurred_at, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String COLUMNS =
      "SELECT position, session_id, sequence, type, body FROM events WHERE body IS NOT NULL AND ";
  private static final String OF_TENANT =
      COLUMNS + "tenant_id = :tenant AND position > :after ORDER BY position LIMIT :most";
  // An event may be stored after one of a higher sequence, so the place of `after` counts.
  private static final String OF_SESSION =
      COLUMNS
          + """
          tenant_id = :tenant AND session_id = :session AND position > coalesce(
            (SELECT position FROM events WHERE session_id = :session AND sequence = :after LIMIT 1),
            (SELECT max(position) FROM events
             WHERE session_id = :session AND sequence <= :after),
            0)
          ORDER BY position LIMIT :most
          """;
  private static final String LAST =
      COLUMNS
          + """
          tenant_id = :tenant AND (:session::uuid IS NULL OR session_id = :session)
          ORDER BY position DESC LIMIT 1
          """;
  private static final String TAIL =
      """
      SELECT position, e.tenant_id, e.session_id, name, occurred_at, wwebjs
      FROM events e LEFT JOIN sessions s ON s.session_id = e.session_id
      WHERE position > :after ORDER BY position LIMIT :most
      """;

  private final Jobs jobs;
  private final TenantTransactions tenants;

  EventLog(Jobs jobs, TenantTransactions tenants) {
    this.jobs = jobs;
    this.tenants = tenants;
  }

  /// Those that are not in the log yet, each once; within the caller's transaction of [Jobs].
  public List<Event> fresh(JdbcClient jdbc, List<Event> events) {
    var ofSessions = events.stream().filter(event -> !event.getSessionId().isEmpty()).toList();
    var seen =
        new HashSet<>(
            jdbc.sql(KNOWN)
                .param(
                    "sessions",
                    ofSessions.stream()
                        .map(event -> UUID.fromString(event.getSessionId()))
                        .toArray(UUID[]::new))
                .param("ids", ofSessions.stream().map(Event::getEventId).toArray(String[]::new))
                .query(String.class)
                .list());
    var fresh = new ArrayList<Event>();
    for (var event : events) {
      if (seen.add(event.getSessionId() + " " + event.getEventId())) {
        fresh.add(event);
      }
    }
    return fresh;
  }

  /// The last thing to do in the caller's transaction of [Jobs].
  public void append(JdbcClient jdbc, Collection<Entry> entries, Instant now) {
    if (entries.isEmpty()) {
      return;
    }
    jdbc.sql(LOCK).query(Object.class).list();
    jobs.batches()
        .batchUpdate(
            APPEND,
            entries,
            BATCH,
            (statement, entry) -> {
              var event = entry.event();
              statement.setObject(1, UUID.fromString(event.getTenantId()));
              statement.setObject(2, UUID.fromString(event.getSessionId()));
              statement.setString(3, event.getEventId());
              statement.setLong(4, event.getSequence());
              statement.setString(5, entry.own().map(PublicEvent::type).orElse(null));
              statement.setString(6, entry.own().map(PublicEvent::json).orElse(null));
              statement.setArray(
                  7,
                  statement
                      .getConnection()
                      .createArrayOf(
                          "text", entry.wwebjs().stream().map(PublicEvent::json).toArray()));
              statement.setTimestamp(8, new Timestamp(event.getOccurredAtMs()));
              statement.setTimestamp(9, Timestamp.from(now));
            });
  }

  /// Oldest first.
  ///
  /// @param after with a session a sequence, else a position; 0 = from the oldest
  public List<Logged> page(UUID tenant, Optional<UUID> session, long after, int most) {
    return tenants.in(
        tenant,
        jdbc -> {
          var query =
              jdbc.sql(session.isPresent() ? OF_SESSION : OF_TENANT)
                  .param("tenant", tenant)
                  .param("after", after)
                  .param("most", most);
          session.ifPresent(id -> query.param("session", id));
          return query.query(EventLog::logged).list();
        });
  }

  /// The newest event.
  public Optional<Logged> last(UUID tenant, Optional<UUID> session) {
    return tenants.in(
        tenant,
        jdbc ->
            jdbc.sql(LAST)
                .param("tenant", tenant)
                .param("session", session.orElse(null), java.sql.Types.OTHER)
                .query(EventLog::logged)
                .optional());
  }

  /// The newest position; 0 where there is none.
  public long end() {
    return jobs.compute(
        jdbc ->
            jdbc.sql("SELECT coalesce(max(position), 0) FROM events").query(Long.class).single());
  }

  /// Of all tenants, oldest first.
  public List<LiveEvent> tail(long after, int most) {
    return jobs.compute(
        jdbc ->
            jdbc.sql(TAIL).param("after", after).param("most", most).query(EventLog::live).list());
  }

  public void deleteTenant(JdbcClient jdbc, UUID tenant) {
    jdbc.sql("DELETE FROM events WHERE tenant_id = :tenant").param("tenant", tenant).update();
  }

  public int forgetBefore(Instant time) {
    return jobs.compute(
        jdbc ->
            jdbc.sql("DELETE FROM events WHERE created_at < :time")
                .param("time", Timestamp.from(time))
                .update());
  }

  private static Logged logged(ResultSet row, int index) throws SQLException {
    return new Logged(
        row.getLong("position"),
        row.getObject("session_id", UUID.class),
        row.getLong("sequence"),
        row.getString("type"),
        row.getString("body"));
  }

  private static LiveEvent live(ResultSet row, int index) throws SQLException {
    return new LiveEvent(
        row.getLong("position"),
        row.getObject("tenant_id", UUID.class),
        row.getObject("session_id", UUID.class),
        Optional.ofNullable(row.getString("name")),
        row.getTimestamp("occurred_at").toInstant(),
        List.of((String[]) row.getArray("wwebjs").getArray()));
  }
}
