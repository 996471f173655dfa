package io.trunkline.worker.fleet;

import io.trunkline.worker.secret.MasterKeys;
import io.trunkline.worker.store.SessionRows;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Moves the fleet to the newest master key while it works: when every worker can read the key, its
/// name goes into the table `installation`, all workers wrap by it, and the data keys are wrapped
/// anew. Repeating it is harmless.
public final class KeyRotation {
  private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);
  private static final String IN_USE = "SELECT master_key_id FROM installation";
  private static final String USE = "UPDATE installation SET master_key_id = ?";

  private final JdbcClient jdbc;
  private final MasterKeys keys;
  private final SessionRows rows;
  private final WorkerRows workers;
  private final Executor blocking;
  private final ReentrantLock wrapping = new ReentrantLock();

  /// @param blocking runs what waits for PostgreSQL
  public KeyRotation(
      JdbcClient jdbc, MasterKeys keys, SessionRows rows, WorkerRows workers, Executor blocking) {
    this.jdbc = jdbc;
    this.keys = keys;
    this.rows = rows;
    this.workers = workers;
    this.blocking = blocking;
  }

  public sealed interface Answer {
    /// @param dataKeys how many are still to be wrapped anew
    record Begun(String masterKeyId, int dataKeys) implements Answer {}

    /// @param workers that cannot read the key, at least one
    record NotEverywhere(String masterKeyId, List<String> workers) implements Answer {}
  }

  /// Begins; the wrapping goes on after the answer.
  public Answer begin() {
    keys.refresh();
    var newest = keys.newestId();
    var without =
        workers.live().stream()
            .filter(worker -> !worker.masterKeys().contains(newest))
            .map(WorkerRow::id)
            .toList();
    if (!without.isEmpty()) {
      return new Answer.NotEverywhere(newest, without);
    }
    jdbc.sql(USE).param(newest).update();
    keys.use(newest);
    int left = rows.tenantKeysToWrap();
    blocking.execute(this::wrap);
    return new Answer.Begun(newest, left);
  }

  /// Wraps by the key that the fleet uses, where another worker has changed it.
  void follow() {
    inUse()
        .filter(id -> !id.equals(keys.currentId()))
        .ifPresent(
            id -> {
              if (keys.use(id)) {
                // What was wrapped by the old key until just now.
                wrap();
              } else {
                log.error("Master key {} is in use and cannot be read here", id);
              }
            });
  }

  private Optional<String> inUse() {
    return jdbc.sql(IN_USE).query((row, _) -> Optional.ofNullable(row.getString(1))).single();
  }

  private void wrap() {
    wrapping.lock();
    try {
      int wrapped = rows.rewrapTenantKeys();
      if (wrapped > 0) {
        log.info("{} tenants' keys were wrapped by master key {}", wrapped, keys.currentId());
      }
    } catch (RuntimeException e) {
      log.warn("Tenants' keys could not be wrapped anew: {}", e.toString());
    } finally {
      wrapping.unlock();
    }
  }
}
