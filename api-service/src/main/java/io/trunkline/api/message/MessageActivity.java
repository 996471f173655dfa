package io.trunkline.api.message;

import io.trunkline.api.database.TenantTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Messages over time: how many of each status, and how fast they left and arrived.
@Service
public class MessageActivity {
  /// Stands for all slots together.
  private static final int WHOLE = -1;

  /// The first receipt counts, whoever of a group gave it.
  private static final String FIRST =
      """
      extract(epoch FROM (
        SELECT min(s.at) FROM message_statuses s WHERE s.message_id = m.id AND s.status = '%s'
      ) - m.accepted_at) * 1000
      """;

  private static final String SLOTS =
      """
      WITH told AS (
        SELECT floor(extract(epoch FROM accepted_at - cast(:from AS timestamptz)) / :step)::int AS slot, direction, status,
      """
          + FIRST.formatted("sent")
          + " AS sent_ms,"
          + FIRST.formatted("delivered")
          + """
           AS delivered_ms
        FROM messages m
        WHERE tenant_id = :tenant AND accepted_at >= :from AND accepted_at < :to AND NOT past
          AND session_id IN (SELECT id FROM connections WHERE tenant_id = :tenant)
      """
          + MessageHistory.SHOWN
          + """
      )
      SELECT slot,
             count(*) FILTER (WHERE direction = 'in') AS received,
             count(*) FILTER (WHERE status = 'pending') AS pending,
             count(*) FILTER (WHERE status = 'sent') AS sent,
             count(*) FILTER (WHERE status = 'delivered') AS delivered,
             count(*) FILTER (WHERE status IN ('read', 'played')) AS read,
             count(*) FILTER (WHERE status = 'failed') AS failed,
             percentile_disc(0.5) WITHIN GROUP (ORDER BY sent_ms) AS sent_median,
             percentile_disc(0.95) WITHIN GROUP (ORDER BY sent_ms) AS sent_most,
             percentile_disc(0.5) WITHIN GROUP (ORDER BY delivered_ms) AS delivered_median,
             percentile_disc(0.95) WITHIN GROUP (ORDER BY delivered_ms) AS delivered_most
      FROM told GROUP BY GROUPING SETS ((slot), ()) ORDER BY slot NULLS LAST
      """;

  private final JdbcClient jdbc;
  private final TenantTransactions transactions;

  MessageActivity(JdbcClient jdbc, TenantTransactions transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /// How many messages stand at each status now, by when they were accepted.
  public record Counts(
      long received, long pending, long sent, long delivered, long read, long failed) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);
  }

  /// Milliseconds from acceptance; empty where nothing came so far.
  ///
  /// @param most what 95 of 100 stayed below
  public record Latency(OptionalLong median, OptionalLong most) {
    static final Latency UNKNOWN = new Latency(OptionalLong.empty(), OptionalLong.empty());
  }

  /// @param toServer until WhatsApp had it
  /// @param toPhone until it was delivered
  public record Slot(Instant at, Counts counts, Latency toServer, Latency toPhone) {}

  /// @param slots one after the other, all of the same length
  public record Activity(List<Slot> slots, Slot whole) {}

  /// @param slots how many parts the time from `from` to `to` is cut into
  public Activity between(UUID tenant, Instant from, Instant to, int slots) {
    var step = Duration.between(from, to).dividedBy(slots);
    return transactions.in(
        tenant,
        () -> {
          var found =
              jdbc
                  .sql(SLOTS)
                  .param("tenant", tenant)
                  .param("from", Timestamp.from(from))
                  .param("to", Timestamp.from(to))
                  .param("step", step.toMillis() / 1000.0)
                  .query((row, _) -> found(row))
                  .list()
                  .stream()
                  .collect(Collectors.toMap(Found::slot, Function.identity()));
          var all = new ArrayList<Slot>();
          for (var slot = 0; slot < slots; slot++) {
            all.add(at(found, slot, from.plus(step.multipliedBy(slot))));
          }
          return new Activity(List.copyOf(all), at(found, WHOLE, from));
        });
  }

  private record Found(int slot, Counts counts, Latency toServer, Latency toPhone) {}

  private static Slot at(Map<Integer, Found> found, int slot, Instant at) {
    var one =
        found.getOrDefault(slot, new Found(slot, Counts.NONE, Latency.UNKNOWN, Latency.UNKNOWN));
    return new Slot(at, one.counts(), one.toServer(), one.toPhone());
  }

  private static Found found(ResultSet row) throws SQLException {
    var slot = row.getInt("slot");
    return new Found(
        row.wasNull() ? WHOLE : slot,
        new Counts(
            row.getLong("received"),
            row.getLong("pending"),
            row.getLong("sent"),
            row.getLong("delivered"),
            row.getLong("read"),
            row.getLong("failed")),
        new Latency(millis(row, "sent_median"), millis(row, "sent_most")),
        new Latency(millis(row, "delivered_median"), millis(row, "delivered_most")));
  }

  private static OptionalLong millis(ResultSet row, String column) throws SQLException {
    var value = row.getDouble(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(Math.max(0, Math.round(value)));
  }
}
