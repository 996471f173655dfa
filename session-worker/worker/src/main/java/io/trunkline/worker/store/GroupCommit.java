package io.trunkline.worker.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.Shard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the changes of many sessions in one transaction, so that a disk flush is shared.
///
/// A transaction locks the epochs of the shards it touches, shared and in ascending order, and
/// leaves out what has been fenced. It ends by itself after 2 s, so that nobody waits for a process
/// that was stopped in the middle. The writes of one session complete in their order, at most one
/// in a transaction.
///
/// What becomes of a failure:
///
/// | failure | consequence |
/// |---|---|
/// | no connection before the commit was sent | nothing was written: tried again for a while |
/// | a statement is refused | nothing was written: each session again by itself |
/// | the commit itself | unknown: its sessions are to be loaded anew |
///
/// One thread of its own.
public final class GroupCommit implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private static final String LOCK_EPOCHS =
      "SELECT shard, epoch FROM shard_epoch WHERE shard = ANY (?) ORDER BY shard FOR SHARE";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long RETRY_MS = 150;

  private final DataSource pool;
  private final int most;
  private final BiConsumer<Shard, Epoch> fenced;
  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final Deque<Pending> deferred = new ArrayDeque<>();
  private final DistributionSummary sizes;
  private final Timer times;
  private final Counter fencedWrites;
  private final Counter unknownOutcomes;
  private final Thread thread;
  private volatile boolean isClosed;

  /// @param pool whose connections have `transaction_timeout` set
  /// @param most sessions in a transaction
  /// @param fenced told when a write was refused
  public GroupCommit(
      DataSource pool, int most, BiConsumer<Shard, Epoch> fenced, MeterRegistry meters) {
    this.pool = pool;
    this.most = most;
    this.fenced = fenced;
    this.sizes =
        DistributionSummary.builder("trunkline.worker.group.commit.size")
            .description("Sessions whose changes shared a transaction")
            .register(meters);
    this.times =
        Timer.builder("trunkline.worker.group.commit.time")
            .description("Time of one transaction, from its begin to its commit")
            .register(meters);
    this.fencedWrites =
        Counter.builder("trunkline.worker.writes.fenced")
            .description("Writes refused because another worker owns the shard")
            .register(meters);
    this.unknownOutcomes =
        Counter.builder("trunkline.worker.writes.unknown")
            .description("Transactions of which nobody knows whether they committed")
            .register(meters);
    this.thread = Thread.ofPlatform().name("group-commit").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private record Pending(
      OwnedSession session, SessionWrite write, CompletableFuture<Void> done, long sinceNanos) {}

  /// Completes when the write is durable; fails with [FencedException] or [StoreUnavailable].
  public CompletionStage<Void> write(OwnedSession session, SessionWrite write) {
    var done = new CompletableFuture<Void>();
    if (isClosed) {
      done.completeExceptionally(new StoreUnavailable("The worker is stopping", null));
    } else {
      queue.add(new Pending(session, write, done, System.nanoTime()));
    }
    return done;
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
  }

  private void run() {
    try {
      while (!isClosed) {
        commitNext();
      }
    } catch (InterruptedException e) {
      log.debug("group commit ends");
    }
    var left = new ArrayList<>(deferred);
    queue.drainTo(left);
    left.forEach(pending -> fail(pending, new StoreUnavailable("The worker is stopping", null)));
  }

  /// A fault of ours in one batch must not end the writes of all sessions.
  private void commitNext() throws InterruptedException {
    var batch = nextBatch();
    try {
      commit(batch);
    } catch (RuntimeException e) {
      log.error("A group commit of {} sessions failed", batch.size(), e);
      batch.forEach(pending -> fail(pending, new StoreUnavailable("Unknown outcome", e)));
    }
  }

  /// At least one; of each session the oldest.
  private List<Pending> nextBatch() throws InterruptedException {
    var candidates = new ArrayList<Pending>(deferred);
    deferred.clear();
    if (candidates.isEmpty()) {
      candidates.add(queue.take());
    }
    queue.drainTo(candidates, most);
    var batch = new ArrayList<Pending>();
    var sessions = new HashSet<UUID>();
    for (var candidate : candidates) {
      if (batch.size() < most && sessions.add(candidate.session().id())) {
        batch.add(candidate);
      } else {
        deferred.add(candidate);
        sessions.add(candidate.session().id());
      }
    }
    return batch;
  }

  private void commit(List<Pending> batch) throws InterruptedException {
    var outcome = attempt(batch);
    while (outcome instanceof Outcome.NotSent(var cause)) {
      if (isClosed || isTooOld(batch.getFirst())) {
        batch.forEach(pending -> fail(pending, new StoreUnavailable("Not written", cause)));
        return;
      }
      TimeUnit.MILLISECONDS.sleep(RETRY_MS);
      outcome = attempt(batch);
    }
    switch (outcome) {
      case Outcome.Committed(var written) -> written.forEach(p -> p.done().complete(null));
      case Outcome.Refused(var cause) when batch.size() == 1 -> refused(batch.getFirst(), cause);
      case Outcome.Refused _ -> {
        for (var pending : batch) {
          commit(List.of(pending));
        }
      }
      case Outcome.Unknown(var cause) -> {
        unknownOutcomes.increment();
        log.warn("A transaction of {} sessions is of unknown outcome", batch.size(), cause);
        batch.forEach(pending -> fail(pending, new StoreUnavailable("Unknown outcome", cause)));
      }
      case Outcome.NotSent _ -> throw new IllegalStateException("Expected an end of the retries");
    }
  }

  private void refused(Pending pending, SQLException cause) {
    log.error(
        "A change of session {} of tenant {} was refused",
        pending.session().id(),
        pending.session().tenant(),
        cause);
    fail(pending, new StoreUnavailable("Refused", cause));
  }

  private static boolean isTooOld(Pending pending) {
    return System.nanoTime() - pending.sinceNanos() > PATIENCE.toNanos();
  }

  private sealed interface Outcome {
    record Committed(List<Pending> written) implements Outcome {}

    /// Nothing was written and the connection is to blame.
    record NotSent(SQLException cause) implements Outcome {}

    /// Nothing was written and a statement is to blame.
    record Refused(SQLException cause) implements Outcome {}

    record Unknown(SQLException cause) implements Outcome {}
  }

  private Outcome attempt(List<Pending> batch) {
    long startedAt = System.nanoTime();
    boolean isCommitSent = false;
    try (var connection = pool.getConnection()) {
      try {
        var written = leaveOutFenced(connection, batch);
        if (!written.isEmpty()) {
          var statements = new WriteBatch(connection);
          for (var pending : written) {
            statements.add(pending.session(), pending.write());
          }
          statements.execute();
        }
        isCommitSent = true;
        connection.commit();
        sizes.record(written.size());
        times.record(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS);
        return new Outcome.Committed(written);
      } catch (SQLException | RuntimeException e) {
        rollback(connection);
        throw e;
      }
    } catch (SQLException e) {
      if (isCommitSent) {
        return new Outcome.Unknown(e);
      }
      return isConnectionToBlame(e) ? new Outcome.NotSent(e) : new Outcome.Refused(e);
    } catch (RuntimeException e) {
      return new Outcome.Refused(new SQLException(e));
    }
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      log.debug("rollback failed: {}", e.getMessage());
    }
  }

  /// Classes 08 (connection), 57P (shutdown, crash), 25P04 (transaction timeout), 40 (deadlock) and
  /// 55P03 (lock not available); and no state at all, which is the pool's.
  private static boolean isConnectionToBlame(SQLException e) {
    var state = e.getSQLState();
    return state == null
        || state.startsWith("08")
        || state.startsWith("57P")
        || state.startsWith("40")
        || state.equals("25P04")
        || state.equals("55P03")
        || state.equals("57014");
  }

  private List<Pending> leaveOutFenced(Connection connection, List<Pending> batch)
      throws SQLException {
    var shards = new TreeSet<Integer>();
    batch.forEach(pending -> shards.add(pending.session().shard().number()));
    var epochs = lockEpochs(connection, shards);
    var written = new ArrayList<Pending>();
    for (var pending : batch) {
      var session = pending.session();
      var epoch = epochs.get(session.shard().number());
      if (epoch != null && epoch == session.epoch().value()) {
        written.add(pending);
      } else {
        fencedWrites.increment();
        // Reported first: whoever hears of the failure finds it known.
        fenced.accept(session.shard(), session.epoch());
        fail(pending, new FencedException(session));
      }
    }
    return written;
  }

  private static Map<Integer, Long> lockEpochs(Connection connection, TreeSet<Integer> shards)
      throws SQLException {
    var epochs = new HashMap<Integer, Long>();
    try (var sql = connection.prepareStatement(LOCK_EPOCHS)) {
      sql.setArray(1, connection.createArrayOf("integer", shards.toArray()));
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          epochs.put(rows.getInt(1), rows.getLong(2));
        }
      }
    }
    return epochs;
  }

  private static void fail(Pending pending, RuntimeException cause) {
    pending.done().completeExceptionally(cause);
  }
}
