package io.trunkline.worker.simulation;

import io.trunkline.worker.ownership.LeaseOutcome;
import io.trunkline.worker.ownership.Shard;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Leases and marks as the Lua scripts keep them.
final class FakeRedis {
  private static final long MARK_MS = 4_000;

  private final World world;
  private final Map<Shard, Lease> leases = new HashMap<>();
  private final Map<Shard, Mark> marks = new HashMap<>();
  private long wipedAtMs = Long.MIN_VALUE / 2;

  FakeRedis(World world) {
    this.world = world;
  }

  Map<Shard, LeaseOutcome> ask(
      String owner, long leaseMs, Set<Shard> held, Set<Shard> wanted, int generation) {
    var outcomes = new HashMap<Shard, LeaseOutcome>();
    for (var shard : held) {
      outcomes.put(shard, renewOrTake(shard, owner, leaseMs));
    }
    for (var shard : wanted) {
      outcomes.put(shard, takeOrMark(shard, owner, leaseMs, generation));
    }
    return outcomes;
  }

  private LeaseOutcome renewOrTake(Shard shard, String owner, long leaseMs) {
    var lease = live(shard);
    if (lease != null && !lease.owner().equals(owner)) {
      return new LeaseOutcome.Foreign();
    }
    leases.put(shard, new Lease(owner, world.nowMs() + leaseMs));
    return lease == null ? new LeaseOutcome.Taken() : new LeaseOutcome.Held(markOf(shard));
  }

  private LeaseOutcome takeOrMark(Shard shard, String owner, long leaseMs, int generation) {
    var lease = live(shard);
    boolean isFree = lease == null || lease.owner().equals(owner);
    if (isFree && markOf(shard) <= generation) {
      leases.put(shard, new Lease(owner, world.nowMs() + leaseMs));
      marks.remove(shard);
      return new LeaseOutcome.Taken();
    }
    if (markOf(shard) <= generation) {
      marks.put(shard, new Mark(generation, world.nowMs() + MARK_MS));
    }
    return new LeaseOutcome.Foreign();
  }

  void release(Shard shard, String owner) {
    var lease = live(shard);
    if (lease != null && lease.owner().equals(owner)) {
      leases.remove(shard);
    }
  }

  void wipe() {
    world.trace("redis wiped");
    leases.clear();
    marks.clear();
    wipedAtMs = world.nowMs();
  }

  long wipedAtMs() {
    return wipedAtMs;
  }

  private Lease live(Shard shard) {
    var lease = leases.get(shard);
    return lease != null && lease.untilMs() > world.nowMs() ? lease : null;
  }

  private int markOf(Shard shard) {
    var mark = marks.get(shard);
    return mark != null && mark.untilMs() > world.nowMs() ? mark.generation() : LeaseOutcome.NOBODY;
  }

  private record Lease(String owner, long untilMs) {}

  private record Mark(int generation, long untilMs) {}
}
