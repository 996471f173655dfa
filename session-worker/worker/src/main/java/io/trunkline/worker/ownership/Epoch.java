package io.trunkline.worker.ownership;

/// A number that fences writes: drawn from one sequence for all shards, so that it rises with every
/// change of owner and no two tenures share one.
public record Epoch(long value) implements Comparable<Epoch> {
  /// Events count in the low 24 bits of their sequence; the epoch has the rest.
  public static final long MAX = (1L << 39) - 1;

  public Epoch {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException("Expected an epoch of 1 to " + MAX + " but was " + value);
    }
  }

  public boolean isAfter(Epoch other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
