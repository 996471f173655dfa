package io.trunkline.worker.shard;

import io.trunkline.whatsapp.client.FrameGate;
import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.Shard;

/// A shard under one epoch, as the sessions see it: may frames be written, and is it still ours.
/// Answers from memory, to any thread.
public final class Tenure implements FrameGate {
  private final Shard shard;
  private final Epoch epoch;
  private final MonotonicClock clock;
  private final long sinceMs;
  private volatile long framesUntilMs;
  private volatile boolean isOver;
  private volatile boolean isQuiescing;

  Tenure(Shard shard, Epoch epoch, MonotonicClock clock) {
    this.shard = shard;
    this.epoch = epoch;
    this.clock = clock;
    this.sinceMs = clock.nowMs();
  }

  public Shard shard() {
    return shard;
  }

  public Epoch epoch() {
    return epoch;
  }

  /// When it began, on the monotonic clock.
  public long sinceMs() {
    return sinceMs;
  }

  @Override
  public Answer ask() {
    if (isOver) {
      return Answer.CLOSED;
    }
    return clock.nowMs() < framesUntilMs ? Answer.OPEN : Answer.WAIT;
  }

  public boolean isOver() {
    return isOver;
  }

  /// Whether it is about to be handed over: no more commands are taken.
  public boolean isQuiescing() {
    return isQuiescing;
  }

  void allowFramesUntil(long untilMs) {
    framesUntilMs = untilMs;
  }

  void quiesce() {
    isQuiescing = true;
  }

  void end() {
    isOver = true;
  }
}
