package io.trunkline.webhook.subscription;

import io.trunkline.webhook.database.Jobs;
import io.trunkline.webhook.seal.Seal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Seals anew by the newest master key what an older one sealed, one webhook a transaction, while
/// deliveries go on. Repeating it is harmless.
@Component
public class Resealing {
  private static final Logger log = LoggerFactory.getLogger(Resealing.class);
  private static final String ALL = "SELECT id FROM webhooks ORDER BY id";
  private static final String ONE =
      """
      SELECT tenant_id, secret, headers, previous_secret FROM webhooks WHERE id = ? FOR UPDATE
      """;
  private static final String WRITE =
      "UPDATE webhooks SET secret = ?, headers = ?, previous_secret = ? WHERE id = ?";

  private final Jobs jobs;
  private final Seal seal;
  private final ReentrantLock working = new ReentrantLock();

  Resealing(Jobs jobs, Seal seal) {
    this.jobs = jobs;
    this.seal = seal;
  }

  private record Sealed(UUID tenant, byte[] secret, byte[] headers, byte[] previous) {
    static Sealed of(ResultSet row, int index) throws SQLException {
      return new Sealed(
          row.getObject("tenant_id", UUID.class),
          row.getBytes("secret"),
          row.getBytes("headers"),
          row.getBytes("previous_secret"));
    }
  }

  /// Begins beside the caller.
  public void begin() {
    Thread.ofVirtual().name("resealing").start(this::run);
  }

  /// For what an outage or an instance without the key left behind.
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void run() {
    working.lock();
    try {
      seal.refresh();
      List<UUID> ids = jobs.compute(jdbc -> jdbc.sql(ALL).query(UUID.class).list());
      long resealed = ids.stream().filter(id -> jobs.compute(jdbc -> reseal(jdbc, id))).count();
      if (resealed > 0) {
        log.info("{} webhooks were sealed by the newest master key", resealed);
      }
    } catch (RuntimeException e) {
      log.warn("Webhooks could not be sealed anew: {}", e.toString());
    } finally {
      working.unlock();
    }
  }

  private boolean reseal(JdbcClient jdbc, UUID id) {
    Optional<Sealed> found = jdbc.sql(ONE).param(id).query(Sealed::of).optional();
    if (found.isEmpty() || isCurrent(found.get())) {
      return false;
    }
    var old = found.get();
    return jdbc.sql(WRITE)
            .param(1, anew(old.tenant(), id, Webhooks.SECRET, old.secret()))
            .param(2, anew(old.tenant(), id, Webhooks.HEADERS, old.headers()))
            .param(3, anew(old.tenant(), id, Webhooks.SECRET, old.previous()), Types.BINARY)
            .param(4, id)
            .update()
        == 1;
  }

  private boolean isCurrent(Sealed sealed) {
    return seal.isCurrent(sealed.secret())
        && seal.isCurrent(sealed.headers())
        && (sealed.previous() == null || seal.isCurrent(sealed.previous()));
  }

  private byte[] anew(UUID tenant, UUID id, String field, byte[] sealed) {
    return sealed == null
        ? null
        : seal.close(tenant, id, field, seal.open(tenant, id, field, sealed));
  }
}
