package io.trunkline.worker.fleet;

import io.trunkline.whatsapp.client.ClientVersions;
import io.trunkline.worker.fleet.WorkerRow.State;
import io.trunkline.worker.secret.MasterKeys;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Announces this worker once a second and does what it is asked: hand over, claim another client
/// version, wrap by another master key. While PostgreSQL is away it announces nothing and is asked
/// nothing.
public final class Heartbeat implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
  private static final long EVERY_MS = 1_000;

  private final WorkerRows rows;
  private final FleetVersion version;
  private final ClientVersions versions;
  private final KeyRotation rotation;
  private final MasterKeys keys;
  private final String id;
  private final String process;
  private final Instant startedAt;
  private final Load load;
  private final Runnable handOver;
  private final Thread thread;
  private volatile State state = State.SERVING;
  private volatile boolean isClosed;

  /// What the worker bears.
  public record Load(IntSupplier sessions, IntSupplier openSockets) {}

  /// @param process as in leases
  /// @param handOver gives every shard away and takes none until the process ends; returns then
  public Heartbeat(
      WorkerRows rows,
      FleetVersion version,
      ClientVersions versions,
      KeyRotation rotation,
      MasterKeys keys,
      String id,
      String process,
      Instant startedAt,
      Load load,
      Runnable handOver) {
    this.rows = rows;
    this.version = version;
    this.versions = versions;
    this.rotation = rotation;
    this.keys = keys;
    this.id = id;
    this.process = process;
    this.startedAt = startedAt;
    this.load = load;
    this.handOver = handOver;
    this.thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
  }

  /// Announces for the first time, takes over what the fleet uses, and goes on by itself.
  public void start() {
    beat();
    thread.start();
  }

  private void run() {
    try {
      while (!isClosed) {
        TimeUnit.MILLISECONDS.sleep(EVERY_MS);
        beat();
      }
    } catch (InterruptedException e) {
      log.debug("heartbeat ends");
    }
  }

  private void beat() {
    try {
      refreshKeys();
      if (announce() && state == State.SERVING) {
        state = State.DRAINING;
        log.info("worker {} is drained: it hands over and takes no shard until it restarts", id);
        Thread.ofVirtual().name("drain").start(this::drain);
      }
      var wanted = version.read().version();
      if (!wanted.equals(versions.current())) {
        log.info("client version {} is claimed from now on", wanted);
        versions.use(wanted);
      }
      rotation.follow();
    } catch (RuntimeException e) {
      log.warn("worker {} could not be announced: {}", id, e.toString());
    }
  }

  private void refreshKeys() {
    try {
      keys.refresh();
    } catch (RuntimeException e) {
      log.warn("The master keys cannot be read again: {}", e.getMessage());
    }
  }

  private boolean announce() {
    return rows.announce(
        new WorkerRow(
            id,
            process,
            state,
            load.sessions().getAsInt(),
            load.openSockets().getAsInt(),
            versions.current().text(),
            keys.ids(),
            startedAt,
            startedAt,
            true));
  }

  private void drain() {
    handOver.run();
    state = State.DRAINED;
    log.info("worker {} has handed everything over", id);
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join(EVERY_MS);
      rows.forget(id, process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.debug("worker {} could not be forgotten: {}", id, e.toString());
    }
  }
}
