package io.trunkline.worker.event;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.worker.store.InboxEvent;
import io.trunkline.worker.store.OwnedSession;
import io.trunkline.worker.store.SessionRows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes inbox rows to the broker and deletes them afterwards.
///
/// A row is published as soon as it is durable. Where the broker does not take one, the rows behind
/// it wait too, so that order holds, and the whole inbox of the session is read and tried again.
/// The rows that a crash has left go the same way when a new owner loads the session.
public final class InboxDelivery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InboxDelivery.class);
  private static final long AGAIN_AFTER_MS = 1_000;
  private static final int PAGE = 200;
  private static final int DELETE_MOST = 1_000;

  private final SessionRows rows;
  private final Publisher publisher;
  private final BlockingQueue<Done> published = new LinkedBlockingQueue<>();
  private final Set<UUID> stuck = ConcurrentHashMap.newKeySet();
  private final AtomicLong backlog = new AtomicLong();
  private final Thread cleaner;
  private volatile boolean isClosed;

  public InboxDelivery(SessionRows rows, Publisher publisher, MeterRegistry meters) {
    this.rows = rows;
    this.publisher = publisher;
    this.cleaner = Thread.ofVirtual().name("inbox-cleaner").unstarted(this::clean);
    Gauge.builder("trunkline.worker.inbox.backlog", backlog, AtomicLong::get)
        .description("Inbox rows known to this worker whose events the broker does not have yet")
        .register(meters);
  }

  public void start() {
    cleaner.start();
  }

  private record Done(UUID session, String eventId) {}

  /// Publishes rows that have just become durable, in order.
  ///
  /// @param isOwned whether the session is still ours: if not, its new owner does it
  public void deliver(OwnedSession session, List<InboxEvent> events, BooleanSupplier isOwned) {
    backlog.addAndGet(events.size());
    for (var event : events) {
      if (stuck.contains(session.id())) {
        backlog.decrementAndGet();
      } else {
        publish(session, event, isOwned);
      }
    }
  }

  /// Publishes what a previous owner has left behind.
  public void deliverLeftover(OwnedSession session, BooleanSupplier isOwned) {
    if (stuck.add(session.id())) {
      Thread.ofVirtual().name("inbox-" + session.id()).start(() -> retry(session, isOwned));
    }
  }

  private void publish(OwnedSession session, InboxEvent event, BooleanSupplier isOwned) {
    publisher
        .publish(event.event())
        .whenComplete(
            (_, failure) -> {
              backlog.decrementAndGet();
              if (failure == null) {
                published.add(new Done(session.id(), event.id()));
              } else {
                deliverLeftover(session, isOwned);
              }
            });
  }

  private void retry(OwnedSession session, BooleanSupplier isOwned) {
    try {
      var told = new HashSet<String>();
      while (isOwned.getAsBoolean() && !isClosed) {
        try {
          if (isEmptied(session, told)) {
            return;
          }
        } catch (RuntimeException e) {
          log.warn("The inbox of session {} waits: {}", session.id(), e.toString());
          TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER_MS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stuck.remove(session.id());
    }
  }

  /// One page, in order. `stuck` is left before the last look, so that a row which becomes durable
  /// meanwhile is published by one side or the other.
  private boolean isEmptied(OwnedSession session, Set<String> told) {
    var page = rows.inbox(session, PAGE);
    page = page.stream().filter(event -> !told.contains(event.id())).toList();
    if (page.isEmpty()) {
      stuck.remove(session.id());
      return rows.inbox(session, PAGE).stream().allMatch(event -> told.contains(event.id()));
    }
    for (var event : page) {
      publisher.publish(event.event()).toCompletableFuture().join();
      told.add(event.id());
      published.add(new Done(session.id(), event.id()));
    }
    return false;
  }

  private void clean() {
    var batch = new ArrayList<Done>();
    try {
      while (!isClosed) {
        batch.clear();
        batch.add(published.take());
        // A pause gathers more rows for one statement; nobody waits for it.
        TimeUnit.MILLISECONDS.sleep(20);
        published.drainTo(batch, DELETE_MOST);
        delete(batch);
      }
    } catch (InterruptedException e) {
      log.debug("inbox cleaner ends");
    }
  }

  private void delete(List<Done> batch) throws InterruptedException {
    while (!isClosed) {
      try {
        rows.deleteInbox(
            batch.stream().map(Done::session).toArray(UUID[]::new),
            batch.stream().map(Done::eventId).toArray(String[]::new));
        return;
      } catch (RuntimeException e) {
        log.warn("{} published inbox rows wait to be deleted: {}", batch.size(), e.toString());
        TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER_MS);
      }
    }
  }

  @Override
  public void close() {
    isClosed = true;
    cleaner.interrupt();
  }
}
