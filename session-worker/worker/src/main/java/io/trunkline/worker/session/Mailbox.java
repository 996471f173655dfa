package io.trunkline.worker.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what is posted one after the other, in order, on whatever thread the executor has. Idle, it
/// holds no thread.
final class Mailbox {
  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

  private final Executor threads;
  private final Deque<Runnable> waiting = new ArrayDeque<>(2);
  private boolean isRunning;

  Mailbox(Executor threads) {
    this.threads = threads;
  }

  void post(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (isRunning) {
        return;
      }
      isRunning = true;
    }
    threads.execute(this::run);
  }

  private void run() {
    Runnable task;
    while ((task = next()) != null) {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("A session's task failed", e);
      }
    }
  }

  private Runnable next() {
    synchronized (waiting) {
      var task = waiting.poll();
      isRunning = task != null;
      return task;
    }
  }
}
