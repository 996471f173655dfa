package io.trunkline.webhook.stream;

import io.trunkline.webhook.log.Appended;
import io.trunkline.webhook.log.EventLog;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Follows the log from its end and hands each event to the open sockets. Every instance follows
/// all of it, because a reader may be connected to any.
@Component
class LiveEvents implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(LiveEvents.class);
  private static final int PAGE = 500;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Readers readers;
  private final EventLog events;
  private final Appended appended;
  private final StreamSettings settings;
  private volatile boolean stopping = true;
  private Thread thread;

  LiveEvents(Readers readers, EventLog events, Appended appended, StreamSettings settings) {
    this.readers = readers;
    this.events = events;
    this.appended = appended;
    this.settings = settings;
  }

  @Override
  public void start() {
    stopping = false;
    thread = Thread.ofPlatform().name("live-events").start(this::run);
  }

  @Override
  public void stop() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return !stopping;
  }

  private void run() {
    try {
      var position = -1L;
      while (!stopping) {
        try {
          position = follow(position);
        } catch (DataAccessException | TransactionException e) {
          log.warn("Reading the log failed; trying again: {}", e.toString());
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @param position the last one that is done with; negative at the start
  private long follow(long position) throws InterruptedException {
    var seen = appended.count(Optional.empty());
    if (readers.isEmpty() || position < 0) {
      var end = events.end();
      appended.await(Optional.empty(), seen, settings.look());
      return end;
    }
    var page = events.tail(position, PAGE);
    page.forEach(readers::publish);
    if (page.size() < PAGE) {
      appended.await(Optional.empty(), seen, settings.look());
    }
    return page.isEmpty() ? position : page.getLast().position();
  }
}
