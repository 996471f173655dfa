package io.trunkline.whatsapp.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Clock and tick under the test's control.
final class ManualTime implements SessionClock, Ticker {

  private record Beat(EventLoop loop, Runnable action) {}

  private final List<Beat> beats = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private volatile long nanos = 1;

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Registration register(EventLoop loop, Runnable action) {
    var beat = new Beat(loop, action);
    beats.add(beat);
    return () -> beats.remove(beat);
  }

  /// Moves the clock and lets every session notice.
  void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
    for (Beat beat : beats) {
      var unused = beat.loop.submit(beat.action).syncUninterruptibly();
    }
  }

  int sessions() {
    return beats.size();
  }
}
