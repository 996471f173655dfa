package io.trunkline.api.media;

import io.trunkline.api.database.Jobs;
import io.trunkline.api.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Deletes files of messages from the media store once they are older than the retention. One that
/// a message still waits to be sent with stays. What others sent is at WhatsApp for a while, and is
/// brought again when it is asked for.
@Component
class FileExpiry {
  private static final Logger log = LoggerFactory.getLogger(FileExpiry.class);

  private static final String OLD =
      """
      SELECT tenant_id, reference FROM kept_files WHERE kept_at < :oldest
      ORDER BY kept_at LIMIT 100
      """;
  private static final String LOCK =
      """
      SELECT reference FROM kept_files
      WHERE tenant_id = :tenant AND reference = :reference AND kept_at < :oldest
      FOR UPDATE SKIP LOCKED
      """;

  /// A content names its file as it is.
  private static final String IS_AWAITED =
      """
      SELECT EXISTS (SELECT FROM messages
                     WHERE tenant_id = :tenant AND status = 'pending' AND outgoing IS NOT NULL
                       AND position(:name IN outgoing) > 0)
          OR EXISTS (SELECT FROM notifications
                     WHERE tenant_id = :tenant AND status = 'pending'
                       AND position(:name IN content) > 0)
          OR EXISTS (SELECT FROM bulk_files f JOIN bulk_batches b ON b.id = f.batch_id
                     WHERE f.tenant_id = :tenant AND b.release_at IS NOT NULL
                       AND position(:name IN f.content) > 0)
      """;
  private static final String LATER =
      """
      UPDATE kept_files SET kept_at = :now WHERE tenant_id = :tenant AND reference = :reference
      """;
  private static final String FORGET_FETCHED =
      "DELETE FROM fetched_media WHERE tenant_id = :tenant AND reference = :reference";
  private static final String FORGET =
      "DELETE FROM kept_files WHERE tenant_id = :tenant AND reference = :reference";

  private final Jobs jobs;
  private final MediaFiles files;
  private final Duration retention;
  private final Clock clock;

  FileExpiry(Jobs jobs, MediaFiles files, MediaSettings settings, Clock clock) {
    this.jobs = jobs;
    this.files = files;
    this.retention = settings.retention();
    this.clock = clock;
  }

  private record Old(UUID tenant, String reference) {}

  @Scheduled(fixedDelayString = "${trunkline.api.media.sweep}")
  void sweep() {
    var oldest = Timestamp.from(clock.instant().minus(retention));
    try {
      List<Old> old;
      do {
        old =
            jobs.compute(
                jdbc ->
                    jdbc.sql(OLD)
                        .param("oldest", oldest)
                        .query(
                            (row, _) ->
                                new Old(
                                    row.getObject("tenant_id", UUID.class),
                                    row.getString("reference")))
                        .list());
        old.forEach(file -> jobs.run(jdbc -> expire(jdbc, file, oldest)));
      } while (old.size() == 100);
    } catch (Failure | DataAccessException | TransactionException e) {
      log.warn("Old files must stay for now: {}", e.toString());
    }
  }

  /// The row is locked meanwhile, so whoever keeps the same file now notes it afterwards and sees
  /// that it is gone.
  private void expire(JdbcClient jdbc, Old file, Timestamp oldest) {
    if (of(jdbc, LOCK, file).param("oldest", oldest).query(String.class).optional().isEmpty()) {
      return;
    }
    var name = file.reference().getBytes(StandardCharsets.US_ASCII);
    if (jdbc.sql(IS_AWAITED)
        .param("tenant", file.tenant())
        .param("name", name)
        .query(Boolean.class)
        .single()) {
      of(jdbc, LATER, file).param("now", Timestamp.from(clock.instant())).update();
      return;
    }
    files.delete(file.tenant(), file.reference());
    of(jdbc, FORGET_FETCHED, file).update();
    of(jdbc, FORGET, file).update();
  }

  private static JdbcClient.StatementSpec of(JdbcClient jdbc, String sql, Old file) {
    return jdbc.sql(sql).param("tenant", file.tenant()).param("reference", file.reference());
  }
}
