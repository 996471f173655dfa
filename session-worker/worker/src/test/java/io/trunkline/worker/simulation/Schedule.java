package io.trunkline.worker.simulation;

import io.trunkline.worker.ownership.Shard;
import io.trunkline.worker.simulation.World.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One run under one seed: traffic and faults for a while, then peace, then the account is settled.
final class Schedule {
  private static final int WORKERS = 3;
  private static final int SHARDS = 3;
  private static final int SESSIONS = 4;
  private static final int MESSAGES = 12;
  private static final long CHAOS_MS = 20_000;
  private static final long PEACE_MS = 75_000;

  /// How long a shard may be without its owner when nothing is broken: a lease, a transaction, a
  /// handover, and some latency.
  private static final long STARVED_MS = 16_000;

  private final World world;
  private final FakeRedis redis;
  private final FakeKafka kafka;
  private final FakePostgres postgres;
  private final FakeWhatsApp whatsApp;
  private final Outbox outbox;
  private final SimWorker.Parts parts;
  private final Map<String, SimWorker> workers = new HashMap<>();
  private final Map<Shard, Long> starvedSinceMs = new HashMap<>();
  private int incarnations;
  private boolean isPeace;

  private Schedule(World world) {
    this.world = world;
    redis = new FakeRedis(world);
    kafka = new FakeKafka(world, SHARDS, workers::values);
    postgres = new FakePostgres(world);
    whatsApp = new FakeWhatsApp(world);
    outbox = new Outbox(world, kafka, postgres, whatsApp, SHARDS);
    parts = new SimWorker.Parts(world, redis, kafka, postgres, whatsApp, outbox);
  }

  /// @throws BrokenInvariant with the seed in its message
  static void run(long seed, Set<Rule> removed) {
    try {
      new Schedule(new World(seed, removed, false)).run();
    } catch (BrokenInvariant broken) {
      throw new BrokenInvariant("seed " + seed + ", " + broken.getMessage());
    }
  }

  /// The same with a trace of the last steps, for a human.
  static String explain(long seed, Set<Rule> removed) {
    var world = new World(seed, removed, true);
    var schedule = new Schedule(world);
    try {
      schedule.run();
      return "seed " + seed + " broke nothing";
    } catch (BrokenInvariant broken) {
      var lines = world.traced();
      schedule.workers.values().forEach(worker -> lines.add(worker.toString()));
      return String.join("\n", lines) + "\nseed " + seed + ", " + broken.getMessage();
    }
  }

  private void run() {
    long startMs = world.nowMs();
    for (int i = 0; i < WORKERS; i++) {
      start("w" + i);
    }
    for (int session = 0; session < SESSIONS; session++) {
      traffic(session);
    }
    faults();
    world.after(500, this::watch);
    while (world.step(startMs + CHAOS_MS)) {
      checkAcknowledged();
    }
    makePeace();
    while (!isSettled() && world.step(startMs + CHAOS_MS + PEACE_MS)) {
      checkAcknowledged();
    }
    settle();
  }

  private void start(String name) {
    workers.put(name, new SimWorker(name, ++incarnations, SESSIONS, parts));
  }

  private void traffic(int session) {
    for (int i = 0; i < MESSAGES; i++) {
      var chat = "chat" + world.random.nextInt(2);
      world.after(world.random.nextLong(CHAOS_MS), () -> outbox.accept(session, chat));
      var effects = FakeWhatsApp.Effect.values();
      var effect = effects[world.random.nextInt(effects.length)];
      var messageId = "in/" + session + "/" + i;
      world.after(
          world.random.nextLong(CHAOS_MS),
          () -> whatsApp.receive(session, new FakeWhatsApp.Stanza(messageId, effect)));
    }
  }

  private void faults() {
    int count = 2 + world.random.nextInt(7);
    for (int i = 0; i < count; i++) {
      world.after(world.random.nextLong(CHAOS_MS - 2_000), this::fault);
    }
  }

  private void fault() {
    var names = new ArrayList<>(workers.keySet());
    var name = names.get(world.random.nextInt(names.size()));
    var worker = workers.get(name);
    var servers = Server.values();
    long forMs = 200 + world.random.nextLong(14_000);
    switch (world.random.nextInt(15)) {
      case 0, 1 -> {
        worker.kill();
        world.after(500 + world.random.nextLong(8_000), () -> revive(name, worker));
      }
      case 2, 3 -> {
        worker.stop();
        world.after(200 + world.random.nextLong(20_000), worker::resume);
      }
      case 4, 5, 6 -> world.cut(worker, servers[world.random.nextInt(servers.length)], forMs);
      case 7 -> {
        worker.shutDown();
        world.after(6_000, () -> reviveEnded(name, worker));
      }
      case 8 -> redis.wipe();
      case 9 -> {
        postgres.crash();
        world.down(Server.POSTGRES, 100 + world.random.nextLong(4_000));
      }
      case 10 -> world.down(world.random.nextBoolean() ? Server.REDIS : Server.KAFKA, forMs);
      case 11 -> whatsApp.drop(world.random.nextInt(SESSIONS));
      case 12 -> world.slow(Server.POSTGRES, forMs);
      case 13 -> {
        // Another takes the lease at once, while this one is alive and unaware.
        world.cut(worker, Server.KAFKA, 9_000);
        world.after(6_000 + world.random.nextInt(2_500), redis::wipe);
      }
      case 14 -> {
        for (int i = 0; i < 6; i++) {
          int session = world.random.nextInt(SESSIONS);
          world.after(world.random.nextLong(8_000), () -> whatsApp.lateLogin(session));
        }
      }
      default -> throw new IllegalStateException("Expected a fault");
    }
  }

  private void revive(String name, SimWorker old) {
    if (workers.get(name) == old) {
      start(name);
    }
  }

  private void reviveEnded(String name, SimWorker old) {
    if (!old.isDead()) {
      old.kill();
    }
    revive(name, old);
  }

  private void makePeace() {
    world.trace("peace");
    isPeace = true;
    world.heal();
    for (var entry : List.copyOf(workers.entrySet())) {
      var worker = entry.getValue();
      worker.resume();
      if (worker.isDead()) {
        start(entry.getKey());
      }
    }
  }

  private void checkAcknowledged() {
    if (!world.takeMoved()) {
      return;
    }
    for (int session = 0; session < SESSIONS; session++) {
      outbox.checkAcknowledged(session);
    }
  }

  /// Nobody waits for a stopped worker, nor for one that is cut off.
  private void watch() {
    for (int number = 0; number < SHARDS; number++) {
      var shard = new Shard(number);
      var owner =
          kafka.assigned(shard).stream()
              .flatMap(id -> workers.values().stream().filter(w -> w.id().equals(id)))
              .findFirst();
      boolean isStarved = owner.isPresent() && isWhole(owner.get()) && !owner.get().owns(shard);
      if (isStarved) {
        long sinceMs = starvedSinceMs.computeIfAbsent(shard, _ -> world.nowMs());
        world.check(
            world.nowMs() - sinceMs <= STARVED_MS,
            "%s waits for shard %s since %d",
            owner.get().id(),
            shard,
            sinceMs);
      } else {
        starvedSinceMs.remove(shard);
      }
    }
    world.after(500, this::watch);
  }

  private boolean isWhole(SimWorker worker) {
    if (!worker.isRunning() || worker.isLeaving()) {
      return false;
    }
    for (var server : Server.values()) {
      if (!world.isReachable(worker, server) || world.isSlow(server)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSettled() {
    return isPeace && outbox.isAllSent() && postgres.isInboxEmpty() && isEveryInboundSettled();
  }

  private boolean isEveryInboundSettled() {
    for (int session = 0; session < SESSIONS; session++) {
      var account = whatsApp.account(session);
      if (!account.isConnected() || !account.queue.isEmpty() || !outbox.isPublished(account.all)) {
        return false;
      }
    }
    return true;
  }

  private void settle() {
    world.check(outbox.isAllSent(), "messages %s are still pending", outbox.pending());
    for (int session = 0; session < SESSIONS; session++) {
      outbox.checkPublished(session);
      world.check(whatsApp.account(session).isConnected(), "session %d is not connected", session);
      world.check(
          whatsApp.account(session).queue.isEmpty(),
          "stanzas of session %d are not acknowledged",
          session);
    }
    world.check(postgres.isInboxEmpty(), "inbox rows are left");
  }
}
