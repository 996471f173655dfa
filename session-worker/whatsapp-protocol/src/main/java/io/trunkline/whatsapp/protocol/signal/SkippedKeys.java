package io.trunkline.whatsapp.protocol.signal;

import java.util.Arrays;
import java.util.Optional;

/// The seeds of messages that a chain has passed over and that may still arrive, at most 2000; the
/// oldest are dropped.
///
/// Two flat arrays with rising counters: most chains have none, and copying the worst case, 72 KB,
/// takes microseconds.
final class SkippedKeys {

  static final int LIMIT = 2000;
  static final int SEED_BYTES = 32;
  static final SkippedKeys NONE = new SkippedKeys(new int[0], new byte[0]);

  private final int[] counters;
  private final byte[] seeds;

  /// Takes the arrays over.
  ///
  /// @param counters rising
  /// @param seeds 32 bytes for each
  SkippedKeys(int[] counters, byte[] seeds) {
    this.counters = counters;
    this.seeds = seeds;
  }

  int count() {
    return counters.length;
  }

  int[] counters() {
    return counters;
  }

  byte[] seeds() {
    return seeds;
  }

  Optional<byte[]> seed(int counter) {
    int index = Arrays.binarySearch(counters, counter);
    return index < 0
        ? Optional.empty()
        : Optional.of(Arrays.copyOfRange(seeds, index * SEED_BYTES, (index + 1) * SEED_BYTES));
  }

  SkippedKeys without(int counter) {
    int index = Arrays.binarySearch(counters, counter);
    if (index < 0) {
      return this;
    }
    if (counters.length == 1) {
      return NONE;
    }
    int[] fewerCounters = new int[counters.length - 1];
    byte[] fewerSeeds = new byte[fewerCounters.length * SEED_BYTES];
    System.arraycopy(counters, 0, fewerCounters, 0, index);
    System.arraycopy(counters, index + 1, fewerCounters, index, fewerCounters.length - index);
    System.arraycopy(seeds, 0, fewerSeeds, 0, index * SEED_BYTES);
    System.arraycopy(
        seeds,
        (index + 1) * SEED_BYTES,
        fewerSeeds,
        index * SEED_BYTES,
        (fewerCounters.length - index) * SEED_BYTES);
    return new SkippedKeys(fewerCounters, fewerSeeds);
  }

  /// Adds the seeds of `count` counters from `chain` on, which is where the last ones ended.
  ///
  /// @param count at most 2000
  SkippedKeys with(ChainKey chain, int count) {
    int kept = Math.min(counters.length, LIMIT - count);
    int[] moreCounters = new int[kept + count];
    byte[] moreSeeds = new byte[moreCounters.length * SEED_BYTES];
    int dropped = counters.length - kept;
    System.arraycopy(counters, dropped, moreCounters, 0, kept);
    System.arraycopy(seeds, dropped * SEED_BYTES, moreSeeds, 0, kept * SEED_BYTES);
    ChainKey passed = chain;
    for (int i = kept; i < moreCounters.length; i++) {
      moreCounters[i] = passed.counter();
      System.arraycopy(passed.seed(), 0, moreSeeds, i * SEED_BYTES, SEED_BYTES);
      passed = passed.next();
    }
    return new SkippedKeys(moreCounters, moreSeeds);
  }

  @Override
  public String toString() {
    return "SkippedKeys[" + counters.length + "]";
  }
}
