package io.trunkline.whatsapp.client;

import java.time.Instant;

/// Wall-clock time for what is told, monotonic time for what is waited for.
public interface SessionClock {

  Instant now();

  /// Monotonic nanoseconds with any origin.
  long nanoTime();

  static SessionClock system() {
    return new SessionClock() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }
    };
  }
}
