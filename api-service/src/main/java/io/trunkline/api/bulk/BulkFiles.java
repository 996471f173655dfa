package io.trunkline.api.bulk;

import io.trunkline.api.database.Jobs;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.media.FileMessages;
import io.trunkline.api.media.UrlMessages;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Fetches the files that batches send next, a few ahead, so that a release waits for no site. A
/// file that several items name is fetched once. What a process that died was fetching is fetched
/// again by another after [#PATIENCE].
@Component
class BulkFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BulkFiles.class);

  /// Items of a batch whose files are fetched ahead.
  private static final int AHEAD = 4;

  /// Fetches at a time in this process.
  private static final int MOST = 32;

  /// Longer than a fetch may take.
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration RETRY = Duration.ofSeconds(5);

  private static final String CLAIM =
      """
      UPDATE bulk_files SET look_at = :until
      WHERE (batch_id, number) IN (
        SELECT f.batch_id, f.number
        FROM bulk_batches b
        CROSS JOIN LATERAL (
          SELECT i.file FROM bulk_items i
          WHERE i.batch_id = b.id AND i.message_id IS NULL AND i.error_code IS NULL
          ORDER BY i.position LIMIT :ahead) next
        JOIN bulk_files f ON f.batch_id = b.id AND f.number = next.file
        WHERE b.has_files AND b.release_at IS NOT NULL AND b.not_before <= :now
          AND f.content IS NULL AND f.error_code IS NULL AND f.look_at <= :now
        ORDER BY f.look_at LIMIT :limit
        FOR UPDATE OF f SKIP LOCKED)
      RETURNING tenant_id, batch_id, number, url, name, mimetype
      """;
  private static final String FETCHED =
      "UPDATE bulk_files SET content = :content WHERE batch_id = :batch AND number = :number";
  private static final String REFUSED =
      """
      UPDATE bulk_files SET error_code = :code, error = :error
      WHERE batch_id = :batch AND number = :number
      """;
  private static final String LOOK_AT =
      "UPDATE bulk_files SET look_at = :at WHERE batch_id = :batch AND number = :number";

  private final Jobs jobs;
  private final UrlMessages urls;
  private final Clock clock;
  private final Semaphore free = new Semaphore(MOST);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  BulkFiles(Jobs jobs, UrlMessages urls, Clock clock) {
    this.jobs = jobs;
    this.urls = urls;
    this.clock = clock;
  }

  private record Due(UUID tenant, UUID batch, int number, UrlFile file) {}

  @Scheduled(fixedDelayString = "PT0.25S")
  void fetch() {
    try {
      for (var due : claimed(free.availablePermits())) {
        free.acquireUninterruptibly();
        threads.execute(() -> fetch(due));
      }
    } catch (DataAccessException | TransactionException e) {
      log.warn("Files of batches must wait: {}", e.getClass().getSimpleName());
    }
  }

  private List<Due> claimed(int limit) {
    var now = clock.instant();
    return limit == 0
        ? List.of()
        : jobs.compute(
            jdbc ->
                jdbc.sql(CLAIM)
                    .param("now", Timestamp.from(now))
                    .param("until", Timestamp.from(now.plus(PATIENCE)))
                    .param("ahead", AHEAD)
                    .param("limit", limit)
                    .query(
                        (row, _) ->
                            new Due(
                                row.getObject("tenant_id", UUID.class),
                                row.getObject("batch_id", UUID.class),
                                row.getInt("number"),
                                new UrlFile(
                                    row.getString("url"),
                                    Optional.ofNullable(row.getString("name")),
                                    Optional.ofNullable(row.getString("mimetype")))))
                    .list());
  }

  private void fetch(Due due) {
    try {
      var file = due.file();
      var content =
          urls.content(
              due.tenant(), file.url(), file.mimetype(), file.name(), FileMessages::kind, "");
      update(FETCHED, due, "content", content.toByteArray(), Types.BINARY);
    } catch (Failure e) {
      if (e.problem() == Problem.GATEWAY_UNAVAILABLE) {
        update(LOOK_AT, due, "at", Timestamp.from(clock.instant().plus(RETRY)), Types.TIMESTAMP);
      } else {
        refused(due, e.problem(), e.getMessage());
      }
    } catch (DataAccessException | TransactionException e) {
      log.warn("A file of batch {} must be fetched again: {}", due.batch(), e.toString());
    } catch (RuntimeException e) {
      log.error("A file of batch {} cannot be fetched", due.batch(), e);
      refused(due, Problem.INTERNAL_ERROR, "The file could not be read");
    } finally {
      free.release();
    }
  }

  private void refused(Due due, Problem problem, String message) {
    jobs.run(
        jdbc ->
            of(jdbc, REFUSED, due)
                .param("code", problem.name().toLowerCase(Locale.ROOT))
                .param("error", message)
                .update());
  }

  private void update(String sql, Due due, String name, Object value, int type) {
    jobs.run(jdbc -> of(jdbc, sql, due).param(name, value, type).update());
  }

  private static JdbcClient.StatementSpec of(JdbcClient jdbc, String sql, Due due) {
    return jdbc.sql(sql).param("batch", due.batch()).param("number", due.number());
  }

  /// What is under way ends, or is fetched again by whoever is there.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
