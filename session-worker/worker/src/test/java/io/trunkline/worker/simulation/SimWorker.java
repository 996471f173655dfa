package io.trunkline.worker.simulation;

import io.trunkline.worker.command.OffsetPrefix;
import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.LeaseOutcome;
import io.trunkline.worker.ownership.Ownership;
import io.trunkline.worker.ownership.OwnershipEffect;
import io.trunkline.worker.ownership.OwnershipEvent;
import io.trunkline.worker.ownership.OwnershipTimes;
import io.trunkline.worker.ownership.Shard;
import io.trunkline.worker.simulation.FakePostgres.InboxRow;
import io.trunkline.worker.simulation.FakePostgres.StoredSession;
import io.trunkline.worker.simulation.World.Server;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One process of the worker: the real [Ownership], with the simulation around it. A restarted
/// process is another object under the same name.
final class SimWorker {
  static final OwnershipTimes TIMES = OwnershipTimes.DEFAULT;

  private enum Life {
    RUNNING,
    STOPPED,
    DEAD
  }

  final World world;
  final FakeRedis redis;
  final FakeKafka kafka;
  final FakePostgres postgres;
  final FakeWhatsApp whatsApp;
  final Outbox outbox;
  private final String name;
  private final String id;
  private final int sessionCount;
  private final Ownership ownership = new Ownership(TIMES);
  private final Deque<OwnershipEvent> events = new ArrayDeque<>();
  private final Deque<Runnable> backlog = new ArrayDeque<>();
  private final Map<Shard, Tenure> tenures = new HashMap<>();
  private final Map<Shard, Lane> lanes = new HashMap<>();
  private Set<Shard> assigned = new HashSet<>();
  private Life life = Life.RUNNING;
  private boolean isFeeding;
  private boolean isLeaving;

  SimWorker(String name, int incarnation, int sessionCount, Parts parts) {
    this.name = name;
    this.id = name + "#" + incarnation;
    this.sessionCount = sessionCount;
    this.world = parts.world();
    this.redis = parts.redis();
    this.kafka = parts.kafka();
    this.postgres = parts.postgres();
    this.whatsApp = parts.whatsApp();
    this.outbox = parts.outbox();
    world.after(world.latency(), () -> run(this::tick));
  }

  record Parts(
      World world,
      FakeRedis redis,
      FakeKafka kafka,
      FakePostgres postgres,
      FakeWhatsApp whatsApp,
      Outbox outbox) {}

  String name() {
    return name;
  }

  String id() {
    return id;
  }

  @Override
  public String toString() {
    var text =
        new StringBuilder(id + " " + life + " assigned " + assigned + " owns " + ownership.owned());
    lanes.forEach(
        (shard, lane) ->
            text.append(
                "\n  lane "
                    + shard
                    + " at "
                    + lane.position
                    + " of "
                    + kafka.read(shard, 0, 9999).size()));
    tenures.forEach(
        (shard, tenure) ->
            text.append(
                "\n  tenure "
                    + shard
                    + " "
                    + tenure.framesUntilMs
                    + " "
                    + tenure.sessions.values()));
    return text.toString();
  }

  boolean isRunning() {
    return life == Life.RUNNING;
  }

  boolean isDead() {
    return life == Life.DEAD;
  }

  boolean isLeaving() {
    return isLeaving;
  }

  boolean owns(Shard shard) {
    return ownership.owned().contains(shard);
  }

  boolean hasLetGo(Shard shard) {
    return ownership.epochOf(shard).isEmpty();
  }

  void run(Runnable action) {
    switch (life) {
      case RUNNING -> action.run();
      case STOPPED -> backlog.add(action);
      case DEAD -> {}
    }
  }

  void kill() {
    world.trace("kill %s", id);
    life = Life.DEAD;
  }

  void stop() {
    if (life == Life.RUNNING) {
      world.trace("stop %s", id);
      life = Life.STOPPED;
    }
  }

  void resume() {
    if (life == Life.STOPPED) {
      world.trace("resume %s", id);
      life = Life.RUNNING;
      while (!backlog.isEmpty() && life == Life.RUNNING) {
        backlog.remove().run();
      }
    }
  }

  void shutDown() {
    run(
        () -> {
          world.trace("shut down %s", id);
          isLeaving = true;
          feed(new OwnershipEvent.ShuttingDown());
        });
  }

  void toldByKafka(OwnershipEvent event) {
    switch (event) {
      case OwnershipEvent.Assigned(var added, _) -> assigned.addAll(added);
      case OwnershipEvent.Revoked(var shards) -> assigned.removeAll(shards);
      default -> {}
    }
    feed(event);
  }

  void lostByKafka() {
    if (!assigned.isEmpty()) {
      var lost = assigned;
      assigned = new HashSet<>();
      feed(new OwnershipEvent.Lost(lost));
    }
  }

  void feed(OwnershipEvent event) {
    events.add(event);
    if (isFeeding) {
      return;
    }
    isFeeding = true;
    while (!events.isEmpty()) {
      var next = events.remove();
      ownership.on(next, world.nowMs()).forEach(this::carryOut);
    }
    isFeeding = false;
  }

  private void tick() {
    feed(new OwnershipEvent.Tick());
    if (isLeaving && ownership.isIdle()) {
      world.trace("%s ends", id);
      life = Life.DEAD;
      if (world.isReachable(this, Server.KAFKA)) {
        kafka.leave(id);
      }
      return;
    }
    if (world.isReachable(this, Server.KAFKA)) {
      lanes.keySet().forEach(this::poll);
    }
    for (var tenure : List.copyOf(tenures.values())) {
      tenure.sessions.values().forEach(SimSession::pump);
      tenure.checkQuiesced();
    }
    world.after(100 + world.random.nextInt(150), () -> run(this::tick));
  }

  private void poll(Shard shard) {
    var lane = lanes.get(shard);
    var tenure = tenures.get(shard);
    boolean isServed =
        tenure != null
            && !tenure.sessions.isEmpty()
            && (!tenure.isQuiescing || !world.holds(Rule.NOTHING_IS_SENT_AFTER_THE_EXACT_FLUSH));
    if (lane == null || !isServed) {
      return;
    }
    for (var command : kafka.read(shard, lane.position, 8)) {
      long offset = lane.position++;
      lane.prefix.taken(offset);
      tenure.sessions.get(command.session()).send(command, () -> lane.prefix.completed(offset));
    }
    lane.prefix.takeCommit().ifPresent(offset -> kafka.commit(id, shard, offset));
  }

  private void carryOut(OwnershipEffect effect) {
    switch (effect) {
      case OwnershipEffect.PausePartition(var shard) -> {
        if (world.holds(Rule.NOTHING_IS_SENT_AFTER_THE_EXACT_FLUSH)) {
          lanes.remove(shard);
        }
      }
      case OwnershipEffect.ResumePartition(var shard) ->
          lanes.put(shard, new Lane(kafka.committed(shard)));
      case OwnershipEffect.AskLeases(var sentAtMs, var held, var wanted, var generation) ->
          world.<Map<Shard, LeaseOutcome>>call(
              this,
              Server.REDIS,
              answer -> answer.accept(redis.ask(id, TIMES.leaseMs(), held, wanted, generation)),
              outcomes -> leasesAnswered(sentAtMs, outcomes),
              () -> {});
      case OwnershipEffect.ReleaseLease(var shard) ->
          world.<Boolean>call(this, Server.REDIS, _ -> redis.release(shard, id), _ -> {}, () -> {});
      case OwnershipEffect.RaiseEpoch(var shard, var attempt) ->
          world.<Epoch>call(
              this,
              Server.POSTGRES,
              answer -> postgres.raise(shard, id, answer),
              epoch -> feed(new OwnershipEvent.EpochRaised(shard, attempt, epoch)),
              () -> feed(new OwnershipEvent.RaiseFailed(shard, attempt)));
      case OwnershipEffect.ReadEpochs(var askedAtMs, var shards) ->
          world.<Map<Shard, Epoch>>call(
              this,
              Server.POSTGRES,
              answer -> answer.accept(epochsOf(shards)),
              epochs -> feed(new OwnershipEvent.EpochsSeen(askedAtMs, epochs)),
              () -> {});
      case OwnershipEffect.Load(var shard, var epoch) -> load(shard, epoch);
      case OwnershipEffect.AllowFrames(var shard, var epoch, var untilMs) ->
          tenures.compute(
                      shard,
                      (_, tenure) ->
                          tenure != null && tenure.epoch.equals(epoch)
                              ? tenure
                              : new Tenure(shard, epoch))
                  .framesUntilMs =
              untilMs;
      case OwnershipEffect.Quiesce(var shard, _, var waitUntilMs) ->
          tenures.get(shard).quiesce(waitUntilMs);
      case OwnershipEffect.Abandon(var shard, _) -> {
        world.trace("%s abandons %s", id, shard);
        end(shard);
      }
    }
  }

  private void leasesAnswered(long sentAtMs, Map<Shard, LeaseOutcome> outcomes) {
    if (!world.holds(Rule.WANTED_LEASES_ARE_HANDED_OVER)) {
      outcomes.replaceAll(
          (_, outcome) ->
              outcome instanceof LeaseOutcome.Held
                  ? new LeaseOutcome.Held(LeaseOutcome.NOBODY)
                  : outcome);
    }
    feed(new OwnershipEvent.LeasesAnswered(sentAtMs, outcomes));
  }

  private Map<Shard, Epoch> epochsOf(Collection<Shard> shards) {
    var epochs = new HashMap<Shard, Epoch>();
    shards.forEach(shard -> epochs.put(shard, postgres.epochOf(shard)));
    return epochs;
  }

  private void load(Shard shard, Epoch epoch) {
    world.<Map<Integer, LoadedSession>>call(
        this,
        Server.POSTGRES,
        answer -> answer.accept(read(shard)),
        loaded -> {
          var tenure = tenures.get(shard);
          if (tenure != null && tenure.epoch.equals(epoch)) {
            tenure.begin(loaded);
            feed(new OwnershipEvent.Loaded(shard, epoch));
          }
        },
        () -> feed(new OwnershipEvent.LoadFailed(shard, epoch)));
  }

  private Map<Integer, LoadedSession> read(Shard shard) {
    var loaded = new HashMap<Integer, LoadedSession>();
    for (int session = 0; session < sessionCount; session++) {
      if (outbox.shardOf(session).equals(shard)) {
        loaded.put(session, readSession(session));
      }
    }
    return loaded;
  }

  LoadedSession readSession(int session) {
    return new LoadedSession(postgres.load(session), postgres.inboxOf(session));
  }

  private void end(Shard shard) {
    var tenure = tenures.remove(shard);
    if (tenure != null) {
      tenure.sessions.values().forEach(SimSession::end);
    }
  }

  record LoadedSession(StoredSession stored, List<InboxRow> leftover) {}

  private static final class Lane {
    final OffsetPrefix prefix = new OffsetPrefix();
    long position;

    Lane(long position) {
      this.position = position;
    }
  }

  /// A shard under one epoch.
  final class Tenure {
    final Shard shard;
    final Epoch epoch;
    final long sinceMs = world.nowMs();
    final Map<Integer, SimSession> sessions = new HashMap<>();
    long framesUntilMs;
    boolean isQuiescing;

    Tenure(Shard shard, Epoch epoch) {
      this.shard = shard;
      this.epoch = epoch;
    }

    boolean mayWriteFrames() {
      return world.nowMs() < framesUntilMs || !world.holds(Rule.FRAMES_NEED_A_LEASE_OR_THE_EPOCH);
    }

    void fenced() {
      feed(new OwnershipEvent.Fenced(shard, epoch));
    }

    void begin(Map<Integer, LoadedSession> loaded) {
      loaded.forEach(
          (number, row) -> {
            var session = new SimSession(SimWorker.this, this, number);
            sessions.put(number, session);
            session.begin(row);
          });
    }

    void quiesce(long waitUntilMs) {
      isQuiescing = true;
      var waiting = new ArrayList<>(sessions.values());
      waiting.forEach(session -> session.quiesce(waitUntilMs));
      checkQuiesced();
    }

    void checkQuiesced() {
      if (isQuiescing && sessions.values().stream().allMatch(SimSession::isEnded)) {
        tenures.remove(shard);
        isQuiescing = false;
        feed(new OwnershipEvent.Quiesced(shard, epoch));
      }
    }
  }
}
