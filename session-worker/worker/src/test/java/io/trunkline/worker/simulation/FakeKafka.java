package io.trunkline.worker.simulation;

import io.trunkline.worker.ownership.OwnershipEvent;
import io.trunkline.worker.ownership.Shard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The broker: a log of commands per shard, a consumer group that rebalances cooperatively, and the
/// road of events to whoever listens.
final class FakeKafka {
  private static final long SESSION_TIMEOUT_MS = 6_000;
  private static final long LOOK_EVERY_MS = 400;

  private final World world;
  private final int shardCount;
  private final Supplier<Collection<SimWorker>> workers;
  private final Map<String, Member> members = new TreeMap<>();
  private final Map<Shard, String> assignment = new HashMap<>();
  private final Map<Shard, String> moves = new HashMap<>();
  private final Map<Shard, List<Command>> logs = new HashMap<>();
  private final Map<Shard, Long> committed = new HashMap<>();
  private int generation;

  FakeKafka(World world, int shardCount, Supplier<Collection<SimWorker>> workers) {
    this.world = world;
    this.shardCount = shardCount;
    this.workers = workers;
    world.after(0, this::look);
  }

  record Command(
      int session,
      String chat,
      int index,
      String messageId,
      long acceptedAtMs,
      long connection,
      long deadlineMs) {}

  void append(Shard shard, Command command) {
    logs.computeIfAbsent(shard, _ -> new ArrayList<>()).add(command);
  }

  List<Command> read(Shard shard, long position, int max) {
    var log = logs.getOrDefault(shard, List.of());
    int from = (int) Math.min(position, log.size());
    return log.subList(from, Math.min(log.size(), from + max));
  }

  long committed(Shard shard) {
    return committed.getOrDefault(shard, 0L);
  }

  void commit(String member, Shard shard, long offset) {
    if (member.equals(assignment.get(shard))) {
      committed.merge(shard, offset, Math::max);
    }
  }

  Optional<String> assigned(Shard shard) {
    return Optional.ofNullable(assignment.get(shard));
  }

  void leave(String id) {
    if (members.remove(id) != null) {
      rebalance();
    }
  }

  private void look() {
    if (world.isUp(World.Server.KAFKA)) {
      boolean hasChanged = false;
      for (var worker : workers.get()) {
        if (worker.isRunning() && world.isReachable(worker, World.Server.KAFKA)) {
          hasChanged |= heartbeat(worker);
        }
      }
      hasChanged |= members.values().removeIf(this::hasTimedOut);
      if (hasChanged) {
        rebalance();
      }
      completeMoves();
    } else {
      // A broker that was away gives everybody time to report.
      members.values().forEach(member -> member.lastSeenMs = world.nowMs());
    }
    world.after(LOOK_EVERY_MS, this::look);
  }

  private boolean heartbeat(SimWorker worker) {
    var member = members.get(worker.id());
    if (member != null) {
      member.lastSeenMs = world.nowMs();
      member.deliver();
      return false;
    }
    if (worker.isLeaving()) {
      return false;
    }
    worker.lostByKafka();
    members.put(worker.id(), new Member(worker, world.nowMs()));
    return true;
  }

  private boolean hasTimedOut(Member member) {
    return world.nowMs() - member.lastSeenMs > SESSION_TIMEOUT_MS;
  }

  private void rebalance() {
    generation++;
    var ids = new ArrayList<>(members.keySet());
    assignment.values().removeIf(id -> !members.containsKey(id));
    moves.keySet().retainAll(assignment.keySet());
    if (ids.isEmpty()) {
      return;
    }
    for (int number = 0; number < shardCount; number++) {
      var shard = new Shard(number);
      var target = ids.get((number + generation / 3) % ids.size());
      var owner = assignment.get(shard);
      if (owner == null) {
        assign(shard, target);
      } else if (moves.containsKey(shard)) {
        moves.put(shard, target);
      } else if (!owner.equals(target)) {
        moves.put(shard, target);
        members.get(owner).send(new OwnershipEvent.Revoked(Set.of(shard)));
      }
    }
    announce();
  }

  private void completeMoves() {
    for (var shard : List.copyOf(moves.keySet())) {
      var owner = members.get(assignment.get(shard));
      if (owner == null || (owner.hasHeardAll() && owner.worker.hasLetGo(shard))) {
        generation++;
        assign(shard, moves.remove(shard));
        announce();
      }
    }
  }

  private void assign(Shard shard, String target) {
    world.trace("kafka assigns %s to %s in generation %d", shard, target, generation);
    assignment.put(shard, target);
    members.get(target).send(new OwnershipEvent.Assigned(Set.of(shard), generation));
  }

  private void announce() {
    members
        .values()
        .forEach(member -> member.send(new OwnershipEvent.Assigned(Set.of(), generation)));
  }

  private final class Member {
    final SimWorker worker;
    final Deque<OwnershipEvent> news = new ArrayDeque<>();
    long lastSeenMs;

    Member(SimWorker worker, long nowMs) {
      this.worker = worker;
      this.lastSeenMs = nowMs;
    }

    void send(OwnershipEvent event) {
      news.add(event);
      if (worker.isRunning() && world.isReachable(worker, World.Server.KAFKA)) {
        deliver();
      }
    }

    void deliver() {
      while (!news.isEmpty()) {
        var event = news.remove();
        worker.run(() -> worker.toldByKafka(event));
      }
    }

    boolean hasHeardAll() {
      return news.isEmpty();
    }
  }
}
