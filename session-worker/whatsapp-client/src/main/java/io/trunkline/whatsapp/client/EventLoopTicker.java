package io.trunkline.whatsapp.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The real [Ticker]: one scheduled task per event loop, however many sessions it serves.
public final class EventLoopTicker implements Ticker, AutoCloseable {

  private final Duration period;
  private final Map<EventLoop, Beat> beats = new ConcurrentHashMap<>();

  /// @param period the precision of all deadlines; 250 ms is a good value
  public EventLoopTicker(Duration period) {
    this.period = period;
  }

  @Override
  public Registration register(EventLoop loop, Runnable beat) {
    Beat shared = beats.computeIfAbsent(loop, this::start);
    var one = new One(shared, beat);
    loop.execute(() -> shared.add(one));
    return one;
  }

  private Beat start(EventLoop loop) {
    var beat = new Beat(loop);
    var unused =
        loop.scheduleAtFixedRate(beat, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    return beat;
  }

  @Override
  public void close() {
    beats.values().forEach(beat -> beat.isStopped = true);
  }

  /// Confined to its loop but for `isStopped`.
  private static final class Beat implements Runnable {
    private final EventLoop loop;
    private final List<One> all = new ArrayList<>();
    private volatile boolean isStopped;

    Beat(EventLoop loop) {
      this.loop = loop;
    }

    void add(One one) {
      one.index = all.size();
      all.add(one);
    }

    void remove(One one) {
      if (one.index < 0) {
        return;
      }
      One last = all.removeLast();
      if (last != one) {
        all.set(one.index, last);
        last.index = one.index;
      }
      one.index = -1;
    }

    @Override
    public void run() {
      if (isStopped) {
        return;
      }
      // Backwards, because a beat may remove itself: the last one takes its place.
      for (int i = all.size() - 1; i >= 0; i--) {
        if (i < all.size()) {
          all.get(i).beat.run();
        }
      }
    }
  }

  private static final class One implements Registration {
    private final Beat shared;
    private final Runnable beat;
    private int index = -1;

    One(Beat shared, Runnable beat) {
      this.shared = shared;
      this.beat = beat;
    }

    @Override
    public void close() {
      if (shared.loop.inEventLoop()) {
        shared.remove(this);
      } else {
        shared.loop.execute(() -> shared.remove(this));
      }
    }
  }
}
