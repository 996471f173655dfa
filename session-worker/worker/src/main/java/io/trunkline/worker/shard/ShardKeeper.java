package io.trunkline.worker.shard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.Ownership;
import io.trunkline.worker.ownership.OwnershipEffect;
import io.trunkline.worker.ownership.OwnershipEvent;
import io.trunkline.worker.ownership.OwnershipTimes;
import io.trunkline.worker.ownership.Shard;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds the ownership machine with events and time, on one thread, and carries out its effects.
/// Redis and PostgreSQL are asked beside that thread, so that neither holds the other up.
public final class ShardKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ShardKeeper.class);
  private static final long TICK_MS = 50;

  /// Fewer than the connections of the epochs' pool, so that a confirmation never waits for a
  /// raise.
  private static final int RAISES_AT_A_TIME = 2;

  private final Ownership ownership;
  private final MonotonicClock clock;
  private final Leases leases;
  private final Epochs epochs;
  private final String owner;
  private final Executor blocking;
  private final BlockingQueue<OwnershipEvent> events = new LinkedBlockingQueue<>();
  private final Map<Shard, Tenure> tenures = new ConcurrentHashMap<>();
  private final Set<Shard> held = ConcurrentHashMap.newKeySet();
  private final MeterRegistry meters;
  private final Counter takeovers;
  private final Semaphore raises = new Semaphore(RAISES_AT_A_TIME);
  private final Thread thread;
  private ShardSessions sessions;
  private Partitions partitions;
  private volatile Set<Shard> owned = Set.of();
  private volatile boolean isIdle = true;
  private volatile boolean isClosed;

  /// @param owner this process, as in [Leases]
  /// @param blocking runs what waits for PostgreSQL
  public ShardKeeper(
      OwnershipTimes times,
      MonotonicClock clock,
      Leases leases,
      Epochs epochs,
      String owner,
      Executor blocking,
      MeterRegistry meters) {
    this.ownership = new Ownership(times);
    this.clock = clock;
    this.leases = leases;
    this.epochs = epochs;
    this.owner = owner;
    this.blocking = blocking;
    this.meters = meters;
    this.takeovers =
        Counter.builder("trunkline.worker.takeovers")
            .description("Shards taken over")
            .register(meters);
    Gauge.builder("trunkline.worker.shards.owned", () -> owned.size())
        .description("Shards whose sessions this worker serves")
        .register(meters);
    for (var what : List.of("served", "raise_failed", "load_failed", "handed_over", "abandoned")) {
      count(what, 0);
    }
    renewals("failed");
    this.thread = Thread.ofPlatform().name("shard-keeper").unstarted(this::run);
  }

  public void start(ShardSessions shardSessions, Partitions commandPartitions) {
    this.sessions = shardSessions;
    this.partitions = commandPartitions;
    thread.start();
  }

  /// From any thread.
  public void on(OwnershipEvent event) {
    events.add(event);
  }

  /// A write under this epoch was refused.
  public void fenced(Shard shard, Epoch epoch) {
    on(new OwnershipEvent.Fenced(shard, epoch));
  }

  public Optional<Tenure> tenure(Shard shard) {
    return Optional.ofNullable(tenures.get(shard));
  }

  public Set<Shard> owned() {
    return owned;
  }

  /// Whether nothing is held or wanted.
  public boolean isIdle() {
    return isIdle && events.isEmpty();
  }

  /// Waits until none of the shards is ours any more.
  public void awaitLetGo(Collection<Shard> shards, long patienceMs) throws InterruptedException {
    long endMs = clock.nowMs() + patienceMs;
    synchronized (held) {
      while (shards.stream().anyMatch(held::contains) && clock.nowMs() < endMs) {
        held.wait(Math.max(1, endMs - clock.nowMs()));
      }
    }
  }

  /// Hands everything over.
  public void shutDown(long patienceMs) throws InterruptedException {
    on(new OwnershipEvent.ShuttingDown());
    long endMs = clock.nowMs() + patienceMs;
    while (!isIdle() && clock.nowMs() < endMs) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
  }

  private void run() {
    try {
      while (!isClosed) {
        var event = events.poll(TICK_MS, TimeUnit.MILLISECONDS);
        feedSafely(event == null ? new OwnershipEvent.Tick() : event);
      }
    } catch (InterruptedException e) {
      log.debug("shard keeper ends");
    }
  }

  private void feedSafely(OwnershipEvent event) {
    try {
      feed(event);
    } catch (RuntimeException e) {
      // Without this thread every lease would run out.
      log.error("{} could not be taken in", event, e);
    }
  }

  private void feed(OwnershipEvent first) {
    Deque<OwnershipEvent> pending = new ArrayDeque<>();
    pending.add(first);
    while (!pending.isEmpty()) {
      for (var effect : ownership.on(pending.remove(), clock.nowMs())) {
        try {
          carryOut(effect);
        } catch (RuntimeException e) {
          log.error("{} could not be carried out", effect, e);
        }
      }
    }
    owned = Set.copyOf(ownership.owned());
    isIdle = ownership.isIdle();
    noteHeld();
  }

  private void noteHeld() {
    boolean hasLetGo = held.removeIf(shard -> ownership.epochOf(shard).isEmpty());
    tenures.keySet().forEach(shard -> ownership.epochOf(shard).ifPresent(_ -> held.add(shard)));
    if (hasLetGo) {
      synchronized (held) {
        held.notifyAll();
      }
    }
  }

  private void carryOut(OwnershipEffect effect) {
    switch (effect) {
      case OwnershipEffect.PausePartition(var shard) -> partitions.pause(shard);
      case OwnershipEffect.ResumePartition(var shard) -> {
        log.info("shard {} is served", shard);
        count("served", 1);
        partitions.resume(shard);
      }
      case OwnershipEffect.AskLeases ask -> askLeases(ask);
      case OwnershipEffect.ReleaseLease(var shard) ->
          leases
              .release(shard)
              .whenComplete((_, failure) -> logIfFailed("lease of shard " + shard, failure));
      case OwnershipEffect.RaiseEpoch(var shard, var attempt) ->
          blocking.execute(() -> raise(shard, attempt));
      case OwnershipEffect.ReadEpochs(var askedAtMs, var shards) ->
          blocking.execute(() -> read(askedAtMs, shards));
      case OwnershipEffect.Load(var shard, var epoch) -> load(shard, epoch);
      case OwnershipEffect.AllowFrames(var shard, var epoch, var untilMs) -> {
        var tenure = tenureOf(shard, epoch);
        tenure.allowFramesUntil(untilMs);
        sessions.framesAllowed(tenure);
      }
      case OwnershipEffect.Quiesce(var shard, var epoch, var waitUntilMs) ->
          quiesce(shard, epoch, waitUntilMs);
      case OwnershipEffect.Abandon(var shard, var epoch) -> abandon(shard, epoch);
    }
  }

  private Tenure tenureOf(Shard shard, Epoch epoch) {
    return tenures.compute(
        shard,
        (_, tenure) ->
            tenure != null && tenure.epoch().equals(epoch)
                ? tenure
                : new Tenure(shard, epoch, clock));
  }

  private void askLeases(OwnershipEffect.AskLeases ask) {
    leases
        .ask(ask.held(), ask.wanted(), ask.generation())
        .whenComplete(
            (outcomes, failure) -> {
              if (!ask.held().isEmpty()) {
                renewals(failure == null ? "answered" : "failed").increment();
              }
              if (failure == null) {
                on(new OwnershipEvent.LeasesAnswered(ask.sentAtMs(), outcomes));
              } else {
                logIfFailed("leases", failure);
              }
            });
  }

  private void raise(Shard shard, long attempt) {
    raises.acquireUninterruptibly();
    try {
      var epoch = epochs.raise(shard, owner);
      takeovers.increment();
      log.info("shard {} is ours under epoch {}", shard, epoch);
      on(new OwnershipEvent.EpochRaised(shard, attempt, epoch));
    } catch (RuntimeException e) {
      log.warn("The epoch of shard {} could not be raised: {}", shard, e.toString());
      count("raise_failed", 1);
      on(new OwnershipEvent.RaiseFailed(shard, attempt));
    } finally {
      raises.release();
    }
  }

  private void read(long askedAtMs, Set<Shard> shards) {
    try {
      on(new OwnershipEvent.EpochsSeen(askedAtMs, epochs.read(shards)));
    } catch (RuntimeException e) {
      log.warn("The epochs of {} shards could not be read: {}", shards.size(), e.toString());
    }
  }

  private void load(Shard shard, Epoch epoch) {
    sessions
        .load(tenureOf(shard, epoch))
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                on(new OwnershipEvent.Loaded(shard, epoch));
              } else {
                log.warn("Shard {} could not be loaded: {}", shard, failure.toString());
                count("load_failed", 1);
                on(new OwnershipEvent.LoadFailed(shard, epoch));
              }
            });
  }

  private void quiesce(Shard shard, Epoch epoch, long waitUntilMs) {
    var tenure = tenureOf(shard, epoch);
    log.info("shard {} is handed over", shard);
    count("handed_over", 1);
    tenure.quiesce();
    sessions
        .quiesce(tenure, waitUntilMs)
        .whenComplete(
            (_, _) -> {
              tenure.end();
              tenures.remove(shard, tenure);
              on(new OwnershipEvent.Quiesced(shard, epoch));
            });
  }

  private void abandon(Shard shard, Epoch epoch) {
    var tenure = tenureOf(shard, epoch);
    log.warn("shard {} under epoch {} is abandoned", shard, epoch);
    count("abandoned", 1);
    tenure.end();
    tenures.remove(shard, tenure);
    sessions.abandon(tenure);
  }

  private Counter renewals(String result) {
    return meters.counter("trunkline.worker.lease.renewals", "result", result);
  }

  private void count(String what, int times) {
    Counter.builder("trunkline.worker.shard.events")
        .description("What happened to shards; abandoned is a lease or an epoch lost")
        .tag("event", what)
        .register(meters)
        .increment(times);
  }

  private static void logIfFailed(String what, Throwable failure) {
    if (failure != null) {
      log.debug("{}: Redis did not answer: {}", what, failure.toString());
    }
  }
}
