package io.trunkline.worker.shard;

/// Milliseconds that only rise, from an origin of their own.
@FunctionalInterface
public interface MonotonicClock {
  long nowMs();

  static MonotonicClock system() {
    long origin = System.nanoTime();
    return () -> (System.nanoTime() - origin) / 1_000_000 + 1_000_000;
  }
}
