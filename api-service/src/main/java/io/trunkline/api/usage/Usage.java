package io.trunkline.api.usage;

import io.trunkline.api.database.Jobs;
import java.sql.Date;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// What tenants use, by days of UTC.
@Service
public class Usage {
  private static final String ADD_CALLS =
      """
      INSERT INTO usage_days (tenant_id, day, api_calls)
      SELECT id, CAST(:day AS date), CAST(:count AS bigint) FROM tenants WHERE id = :tenant
      ON CONFLICT (tenant_id, day) DO UPDATE
      SET api_calls = usage_days.api_calls + excluded.api_calls
      """;
  private static final String DAYS =
      """
      SELECT day, api_calls, media_bytes FROM usage_days
      WHERE tenant_id = :tenant AND day BETWEEN :from AND :to ORDER BY day
      """;
  private static final String MESSAGES =
      """
      SELECT (accepted_at AT TIME ZONE 'UTC')::date AS day, kind, direction, count(*) AS count
      FROM messages
      WHERE tenant_id = :tenant
        AND accepted_at >= :from::date::timestamp AT TIME ZONE 'UTC'
        AND accepted_at < (:to::date + 1)::timestamp AT TIME ZONE 'UTC'
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """;

  private final Jobs jobs;
  private final Clock clock;

  Usage(Jobs jobs, Clock clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  public record Day(LocalDate day, long apiCalls, long mediaBytes) {}

  /// @param direction `in` or `out`
  public record Messages(LocalDate day, String kind, String direction, long count) {}

  /// @param messages by day, kind and direction
  public record Report(List<Day> days, List<Messages> messages) {}

  /// Adds calls that the edge gateway has counted to today's; tenants that are gone are skipped.
  public void addCalls(Map<UUID, Long> calls) {
    var today = Date.valueOf(today());
    jobs.run(
        jdbc ->
            // In one order, so that two gateways never wait for each other.
            calls.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                    entry ->
                        jdbc.sql(ADD_CALLS)
                            .param("day", today)
                            .param("count", entry.getValue())
                            .param("tenant", entry.getKey())
                            .update()));
  }

  /// The days with any use among those asked for.
  public List<Day> days(UUID tenant, LocalDate from, LocalDate to) {
    return jobs.compute(jdbc -> days(jdbc, tenant, from, to));
  }

  private static List<Day> days(JdbcClient jdbc, UUID tenant, LocalDate from, LocalDate to) {
    return jdbc.sql(DAYS)
        .param("tenant", tenant)
        .param("from", Date.valueOf(from))
        .param("to", Date.valueOf(to))
        .query(
            (row, _) ->
                new Day(
                    row.getDate("day").toLocalDate(),
                    row.getLong("api_calls"),
                    row.getLong("media_bytes")))
        .list();
  }

  public LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  /// @param from first day
  /// @param to last day
  public Report report(UUID tenant, LocalDate from, LocalDate to) {
    return jobs.compute(
        jdbc ->
            new Report(
                days(jdbc, tenant, from, to),
                jdbc.sql(MESSAGES)
                    .param("tenant", tenant)
                    .param("from", Date.valueOf(from))
                    .param("to", Date.valueOf(to))
                    .query(
                        (row, _) ->
                            new Messages(
                                row.getDate("day").toLocalDate(),
                                row.getString("kind"),
                                row.getString("direction"),
                                row.getLong("count")))
                    .list()));
  }
}
