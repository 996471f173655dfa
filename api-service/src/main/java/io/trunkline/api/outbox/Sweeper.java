package io.trunkline.api.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.api.database.Jobs;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// The safety net under [Dispatcher#wake]: finds sessions with something to issue that no notice
/// woke, ends messages whose lifetime is over, and clears away what was issued and is answered.
///
/// A message fails as expired only when no copy of it can still run: its last command's deadline
/// and the grace beyond it have passed.
@Component
class Sweeper {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  private static final String DISPATCHABLE =
      """
      SELECT c.id FROM connections c
      WHERE c.state = 'OPEN' AND c.status = 'connected' AND c.connection > 0
        AND EXISTS (
          SELECT FROM messages m LEFT JOIN dispatches d ON d.message_id = m.id
          WHERE m.session_id = c.id AND m.status = 'pending' AND m.outgoing IS NOT NULL
            AND m.expires_at > :now
            AND (d.message_id IS NULL OR d.connection <> c.connection OR d.deadline < :overdue))
      LIMIT 500
      """;
  private static final String EXPIRE =
      """
      WITH expired AS (
        UPDATE messages SET status = 'failed', error_code = 'expired',
               error = 'It could not be sent within its lifetime'
        WHERE id IN (
          SELECT m.id FROM messages m LEFT JOIN dispatches d ON d.message_id = m.id
          WHERE m.status = 'pending' AND m.outgoing IS NOT NULL AND m.expires_at < :now
            AND (d.message_id IS NULL OR d.deadline < :overdue)
          LIMIT 500)
          AND status = 'pending'
        RETURNING tenant_id, id)
      INSERT INTO message_statuses (tenant_id, message_id, status, at)
      SELECT tenant_id, id, 'failed', cast(:now AS timestamptz) FROM expired
      ON CONFLICT DO NOTHING
      """;
  private static final String FORGET_ANSWERED =
      """
      DELETE FROM dispatches d USING messages m
      WHERE m.id = d.message_id AND m.status <> 'pending'
      """;
  private static final String BACKLOG =
      "SELECT count(*) FROM messages WHERE status = 'pending' AND outgoing IS NOT NULL";

  private final Jobs jobs;
  private final Dispatcher dispatcher;
  private final OutboxSettings settings;
  private final Clock clock;
  private final AtomicLong backlog = new AtomicLong();

  Sweeper(
      Jobs jobs,
      Dispatcher dispatcher,
      OutboxSettings settings,
      Clock clock,
      MeterRegistry meters) {
    this.jobs = jobs;
    this.dispatcher = dispatcher;
    this.settings = settings;
    this.clock = clock;
    Gauge.builder("trunkline.api.outbox.backlog", backlog, AtomicLong::get)
        .description("Accepted messages that WhatsApp has not acknowledged")
        .register(meters);
  }

  @Scheduled(fixedDelayString = "${trunkline.api.outbox.poll}")
  void sweep() {
    try {
      dispatchable().forEach(dispatcher::wake);
    } catch (DataAccessException | TransactionException e) {
      log.warn("The outbox cannot be swept, trying again: {}", e.getClass().getSimpleName());
    }
  }

  private List<UUID> dispatchable() {
    var now = clock.instant();
    return jobs.compute(
        jdbc ->
            jdbc.sql(DISPATCHABLE)
                .param("now", Timestamp.from(now))
                .param("overdue", Timestamp.from(now.minus(settings.grace())))
                .query(UUID.class)
                .list());
  }

  @Scheduled(fixedDelayString = "PT10S")
  void expire() {
    try {
      var now = clock.instant();
      var expired =
          jobs.compute(
              jdbc ->
                  jdbc.sql(EXPIRE)
                      .param("now", Timestamp.from(now))
                      .param("overdue", Timestamp.from(now.minus(settings.grace())))
                      .update());
      if (expired > 0) {
        log.warn("{} messages failed: their lifetime was over", expired);
      }
      dispatcher.forgetUnanswered();
      jobs.run(jdbc -> jdbc.sql(FORGET_ANSWERED).update());
      backlog.set(jobs.compute(jdbc -> jdbc.sql(BACKLOG).query(Long.class).single()));
    } catch (DataAccessException | TransactionException e) {
      log.warn("Lifetimes cannot be checked, trying again: {}", e.getClass().getSimpleName());
    }
  }
}
