package io.trunkline.worker.ownership;

/// One partition of the command topic, and with it every session that falls into it.
public record Shard(int number) implements Comparable<Shard> {
  public Shard {
    if (number < 0) {
      throw new IllegalArgumentException("Expected a shard number of 0 or more but was " + number);
    }
  }

  /// Locks are taken in this order.
  @Override
  public int compareTo(Shard other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
