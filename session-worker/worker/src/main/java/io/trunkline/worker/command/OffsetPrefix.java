package io.trunkline.worker.command;

import java.util.OptionalLong;
import java.util.TreeSet;

/// Which offset of one partition may be committed: the end of the contiguous run of completed
/// commands. A slow command holds the offset back, never the commands behind it.
///
/// Not safe for several threads.
public final class OffsetPrefix {
  private final TreeSet<Long> open = new TreeSet<>();
  private long next = -1;
  private long committed = -1;

  /// A command was taken from the partition. Offsets rise, with gaps.
  public void taken(long offset) {
    if (offset < next) {
      throw new IllegalArgumentException("Expected an offset from " + next + " but was " + offset);
    }
    open.add(offset);
    next = offset + 1;
  }

  /// Its result is with the broker, or it needs none.
  public void completed(long offset) {
    open.remove(offset);
  }

  public int inFlight() {
    return open.size();
  }

  /// The offset to commit: that of the next command to read after a restart. Empty where nothing
  /// has moved since the last time.
  public OptionalLong takeCommit() {
    long end = open.isEmpty() ? next : open.first();
    if (end <= committed || end < 0) {
      return OptionalLong.empty();
    }
    committed = end;
    return OptionalLong.of(end);
  }

  /// The last commit did not reach the broker.
  public void commitFailed() {
    committed = -1;
  }
}
