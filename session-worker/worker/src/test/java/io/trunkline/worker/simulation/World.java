package io.trunkline.worker.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/// Time, chance and the network. Everything that happens is a task in one queue.
final class World {
  enum Server {
    KAFKA,
    REDIS,
    POSTGRES,
    WHATSAPP
  }

  private static final int TRACE_LINES = 400;
  private static final long CALL_TIMEOUT_MS = 3_000;

  final Random random;
  private final Set<Rule> removed;
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  // They come due in the order in which they were made, so they need no sorting.
  private final Deque<Task> timeouts = new ArrayDeque<>();
  private final Map<String, Long> cutUntilMs = new HashMap<>();
  private final Map<Server, Long> downUntilMs = new HashMap<>();
  private final Map<Server, Long> slowUntilMs = new HashMap<>();
  private final Deque<String> trace = new ArrayDeque<>();
  private final boolean isTracing;
  private long nowMs = 10_000;
  private long taskNumber;
  private boolean hasMoved;

  World(long seed, Set<Rule> removed, boolean isTracing) {
    this.random = new Random(seed);
    this.removed = removed;
    this.isTracing = isTracing;
  }

  long nowMs() {
    return nowMs;
  }

  boolean holds(Rule rule) {
    return !removed.contains(rule);
  }

  void after(long delayMs, Runnable action) {
    tasks.add(new Task(nowMs + delayMs, taskNumber++, action));
  }

  /// @return false when nothing is left before the given time
  boolean step(long untilMs) {
    var task = tasks.peek();
    var timeout = timeouts.peek();
    boolean isTimeoutNext = timeout != null && (task == null || timeout.compareTo(task) < 0);
    var next = isTimeoutNext ? timeout : task;
    if (next == null || next.atMs() > untilMs) {
      return false;
    }
    if (isTimeoutNext) {
      timeouts.remove();
    } else {
      tasks.remove();
    }
    nowMs = next.atMs();
    next.action().run();
    return true;
  }

  /// Sends a request and brings the answer back; either may be lost, and the sender cannot tell
  /// which. A worker that is gone hears nothing; one that is stopped hears it later.
  ///
  /// @param server does the work and calls back, at once or later
  /// @param failed called after a timeout when no answer has come
  <T> void call(
      SimWorker from,
      Server to,
      Consumer<Consumer<T>> server,
      Consumer<T> answered,
      Runnable failed) {
    var call = new Call();
    after(
        latency(to),
        () -> {
          if (isReachable(from, to)) {
            server.accept(
                answer ->
                    after(
                        latency(to),
                        () -> {
                          if (isReachable(from, to)) {
                            from.run(
                                () -> {
                                  if (call.end()) {
                                    answered.accept(answer);
                                  }
                                });
                          }
                        }));
          }
        });
    timeouts.add(
        new Task(
            nowMs + CALL_TIMEOUT_MS,
            taskNumber++,
            () -> {
              if (!call.hasEnded) {
                from.run(
                    () -> {
                      if (call.end()) {
                        failed.run();
                      }
                    });
              }
            }));
  }

  long latency() {
    return 1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 12);
  }

  private long latency(Server server) {
    return slowUntilMs.getOrDefault(server, 0L) > nowMs ? random.nextInt(1_400) : latency();
  }

  boolean isReachable(SimWorker worker, Server server) {
    return isUp(server) && cutUntilMs.getOrDefault(worker.name() + server, 0L) <= nowMs;
  }

  boolean isUp(Server server) {
    return downUntilMs.getOrDefault(server, 0L) <= nowMs;
  }

  void cut(SimWorker worker, Server server, long forMs) {
    trace("cut %s from %s for %d ms", worker.name(), server, forMs);
    cutUntilMs.merge(worker.name() + server, nowMs + forMs, Math::max);
  }

  void down(Server server, long forMs) {
    trace("%s down for %d ms", server, forMs);
    downUntilMs.merge(server, nowMs + forMs, Math::max);
  }

  void slow(Server server, long forMs) {
    trace("%s slow for %d ms", server, forMs);
    slowUntilMs.merge(server, nowMs + forMs, Math::max);
  }

  boolean isSlow(Server server) {
    return slowUntilMs.getOrDefault(server, 0L) > nowMs;
  }

  /// A message has moved from one keeper to another; the account is to be checked.
  void moved() {
    hasMoved = true;
  }

  boolean takeMoved() {
    boolean had = hasMoved;
    hasMoved = false;
    return had;
  }

  void heal() {
    cutUntilMs.clear();
    downUntilMs.clear();
    slowUntilMs.clear();
  }

  void check(boolean holds, String rule, Object... values) {
    if (!holds) {
      throw new BrokenInvariant("at " + nowMs + ": " + rule.formatted(values));
    }
  }

  void trace(String format, Object... values) {
    if (isTracing) {
      trace.add(nowMs + " " + format.formatted(values));
      if (trace.size() > TRACE_LINES) {
        trace.remove();
      }
    }
  }

  List<String> traced() {
    return new ArrayList<>(trace);
  }

  private record Task(long atMs, long number, Runnable action) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return atMs == other.atMs
          ? Long.compare(number, other.number)
          : Long.compare(atMs, other.atMs);
    }
  }

  private static final class Call {
    private boolean hasEnded;

    boolean end() {
      boolean isFirst = !hasEnded;
      hasEnded = true;
      return isFirst;
    }
  }
}
