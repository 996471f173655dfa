package io.trunkline.api.connection;

import io.trunkline.api.database.Jobs;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Notes every minute which sessions are connected.
@Component
class LastSeen {
  private static final Logger log = LoggerFactory.getLogger(LastSeen.class);
  private static final Duration EVERY = Duration.ofSeconds(60);

  // Several instances do it; each row is written once a minute all the same.
  private static final String SEEN =
      """
      UPDATE connections SET last_seen_at = :now
      WHERE state = 'OPEN' AND (last_seen_at IS NULL OR last_seen_at <= :before)
      """;

  private final Jobs jobs;
  private final Clock clock;

  LastSeen(Jobs jobs, Clock clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "PT5S")
  void note() {
    var now = clock.instant();
    try {
      jobs.run(
          jdbc ->
              jdbc.sql(SEEN)
                  .param("now", Timestamp.from(now))
                  .param("before", Timestamp.from(now.minus(EVERY)))
                  .update());
    } catch (DataAccessException | TransactionException e) {
      log.warn("Sessions cannot be seen, trying again: {}", e.getClass().getSimpleName());
    }
  }
}
