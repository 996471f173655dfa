package io.trunkline.worker.fleet;

import io.trunkline.worker.fleet.WorkerRow.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Table `worker`. Ages are told by the database's clock, so that workers' clocks do not matter.
public final class WorkerRows {
  private static final String ANNOUNCE =
      """
      INSERT INTO worker AS w (id, process, state, sessions, open_sockets, client_version,
                               master_keys, started_at, seen_at)
      VALUES (:id, :process, :state, :sessions, :sockets, :version, :keys, :started, now())
      ON CONFLICT (id) DO UPDATE
      SET process = excluded.process, state = excluded.state, sessions = excluded.sessions,
          open_sockets = excluded.open_sockets, client_version = excluded.client_version,
          master_keys = excluded.master_keys, started_at = excluded.started_at, seen_at = now()
      RETURNING coalesce(w.drain_process = :process, false)
      """;
  private static final String FORGET = "DELETE FROM worker WHERE id = ? AND process = ?";
  private static final String FORGET_GONE =
      "DELETE FROM worker WHERE seen_at < now() - interval '1 hour'";
  private static final String LIVE = "seen_at > now() - interval '10 seconds'";
  private static final String LIST =
      """
      SELECT id, process, state, sessions, open_sockets, client_version, master_keys, started_at,
             seen_at, %s AS is_live
      FROM worker ORDER BY id
      """
          .formatted(LIVE);
  // The locks make two drains at a time see each other.
  private static final String DRAIN =
      """
      WITH locked AS (SELECT * FROM worker ORDER BY id FOR UPDATE),
           others AS (
             SELECT count(*) AS n FROM locked
             WHERE id <> :id AND drain_process IS DISTINCT FROM process AND %s),
           marked AS (
             UPDATE worker w SET drain_process = w.process FROM others
             WHERE w.id = :id AND others.n > 0 AND w.%s
             RETURNING 1)
      SELECT (SELECT count(*) FROM locked WHERE id = :id AND %s) AS known,
             (SELECT count(*) FROM marked) AS marked
      """
          .formatted(LIVE, LIVE, LIVE);

  private final JdbcClient jdbc;

  public WorkerRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public enum DrainAnswer {
    ASKED,
    /// No such worker runs.
    UNKNOWN,
    /// Nobody else could take its shards.
    NOBODY_ELSE
  }

  /// @return whether this process is to hand over
  boolean announce(WorkerRow row) {
    return jdbc.sql(ANNOUNCE)
        .param("id", row.id())
        .param("process", row.process())
        .param("state", row.state().name().toLowerCase(Locale.ROOT))
        .param("sessions", row.sessions())
        .param("sockets", row.openSockets())
        .param("version", row.clientVersion())
        .param("keys", row.masterKeys().toArray(String[]::new))
        .param("started", Timestamp.from(row.startedAt()))
        .query(Boolean.class)
        .single();
  }

  /// A worker that ended is not shown; one that crashed is, for an hour.
  void forget(String id, String process) {
    jdbc.sql(FORGET).params(id, process).update();
  }

  public List<WorkerRow> list() {
    jdbc.sql(FORGET_GONE).update();
    return jdbc.sql(LIST).query((row, _) -> worker(row)).list();
  }

  /// Those that were seen lately.
  public List<WorkerRow> live() {
    return list().stream().filter(WorkerRow::isLive).toList();
  }

  /// Asks a worker to hand everything over; asked again, it changes nothing.
  public DrainAnswer drain(String id) {
    record Found(int known, int marked) {}
    var found =
        jdbc.sql(DRAIN)
            .param("id", id)
            .query((row, _) -> new Found(row.getInt("known"), row.getInt("marked")))
            .single();
    if (found.known() == 0) {
      return DrainAnswer.UNKNOWN;
    }
    return found.marked() == 0 ? DrainAnswer.NOBODY_ELSE : DrainAnswer.ASKED;
  }

  private static WorkerRow worker(ResultSet row) throws SQLException {
    return new WorkerRow(
        row.getString("id"),
        row.getString("process"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getInt("sessions"),
        row.getInt("open_sockets"),
        row.getString("client_version"),
        List.of((String[]) row.getArray("master_keys").getArray()),
        row.getTimestamp("started_at").toInstant(),
        row.getTimestamp("seen_at").toInstant(),
        row.getBoolean("is_live"));
  }

  /// Whom a process belongs to.
  static Optional<String> idOf(String process) {
    int slash = process.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(process.substring(0, slash));
  }
}
