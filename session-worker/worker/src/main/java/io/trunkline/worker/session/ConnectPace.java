package io.trunkline.worker.session;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Spreads the logins after a takeover: each gets the next free moment.
final class ConnectPace {
  private final ScheduledExecutorService timer;
  private final long gapNanos;
  private long nextNanos = System.nanoTime();

  ConnectPace(ScheduledExecutorService timer, int perSecond) {
    this.timer = timer;
    this.gapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  synchronized void next(Runnable connect) {
    long now = System.nanoTime();
    nextNanos = Math.max(now, nextNanos + gapNanos);
    var _ = timer.schedule(connect, nextNanos - now, TimeUnit.NANOSECONDS);
  }
}
