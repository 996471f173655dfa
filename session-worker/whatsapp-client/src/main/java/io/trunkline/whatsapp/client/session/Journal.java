package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.durability.InboundOrder;
import io.trunkline.whatsapp.client.durability.InboundOrder.Effect;
import io.trunkline.whatsapp.client.durability.RatchetReservation;
import io.trunkline.whatsapp.client.event.ConnectionState.Reasons;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.store.StoreChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Collects what must become durable, commits it in order, and lets go of what waited for it.
///
/// What changes in one turn of the event loop is one commit. Up to [#MAX_IN_FLIGHT] commits are
/// under way at a time; beyond that changes gather for the next one, so that a slow store makes
/// fewer, larger commits. Every commit takes along all ratchets and sender keys that changed and,
/// with them, all decrypted messages ([InboundOrder]).
final class Journal {

  static final int MAX_IN_FLIGHT = 4;

  /// A message key in a frame that has not left yet.
  record KeyUse(RatchetReservation reservation, RatchetReservation.Use use) {
    boolean mayLeave() {
      return reservation.mayLeave(use);
    }
  }

  /// Key state in memory that advances with each message sent, so that commits take it along.
  interface KeyState {
    RatchetReservation reservation();

    /// Puts it as it is now into a change; empty where there is nothing to put.
    Optional<RatchetReservation.Snapshot> store(StoreChange.Builder change);
  }

  private record Written(RatchetReservation reservation, RatchetReservation.Snapshot snapshot) {}

  private record Held(List<KeyUse> uses, Runnable release) {
    boolean mayLeave() {
      for (KeyUse use : uses) {
        if (!use.mayLeave()) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Commit {
    final List<Written> snapshots = new ArrayList<>(2);
    final List<Runnable> after;
    final InboundOrder.Batch<Runnable, List<SessionEvent>> batch;
    boolean isDurable;

    Commit(InboundOrder.Batch<Runnable, List<SessionEvent>> batch, List<Runnable> after) {
      this.batch = batch;
      this.after = after;
    }
  }

  private final SessionCore core;
  private final InboundOrder<Runnable, List<SessionEvent>> order = new InboundOrder<>();
  private final ArrayDeque<Commit> inFlight = new ArrayDeque<>(4);
  private final ArrayDeque<Held> held = new ArrayDeque<>(4);
  private final Set<KeyState> changedKeys = new LinkedHashSet<>(4);
  private StoreChange.Builder pending;
  private List<Runnable> afterPending = new ArrayList<>(2);
  private boolean isFlushScheduled;
  private int publishing;

  Journal(SessionCore core) {
    this.core = core;
  }

  /// The change that goes with the next commit.
  StoreChange.Builder change() {
    if (pending == null) {
      pending = StoreChange.builder();
    }
    scheduleFlush();
    return pending;
  }

  /// The entry changed, or its reservation is wanted to grow.
  void changed(KeyState entry) {
    if (changedKeys.add(entry)) {
      scheduleFlush();
    }
  }

  boolean isChanged(KeyState entry) {
    return changedKeys.contains(entry);
  }

  /// Drops what was collected of ratchets and sender keys: a new link begins.
  void forgetKeys() {
    changedKeys.clear();
  }

  void forget(KeyState entry) {
    changedKeys.remove(entry);
  }

  /// A message was decrypted. Once the ratchet and the events are durable, `acknowledge` runs.
  void decrypted(Runnable acknowledge, List<SessionEvent> events) {
    order.decrypted(acknowledge, events.isEmpty() ? Optional.empty() : Optional.of(events));
    scheduleFlush();
  }

  /// Whether something is decrypted or changed and not durable yet.
  boolean isSettled() {
    return inFlight.isEmpty() && !isFlushWanted();
  }

  /// Stanzas that are not durable, or whose events are not published.
  int backlog() {
    return order.backlog() + publishing;
  }

  /// Publishes what a stanza told that changed no key state; then `acknowledge` runs.
  void tell(Runnable acknowledge, List<SessionEvent> events) {
    perform(order.arrivedWithoutKeyState(acknowledge, events));
  }

  /// Publishes something that no stanza brought.
  void tell(SessionEvent event) {
    perform(order.happened(List.of(event)));
  }

  /// Runs `action` when everything changed so far is durable.
  void whenDurable(Runnable action) {
    if (isFlushWanted()) {
      afterPending.add(action);
      scheduleFlush();
    } else if (!inFlight.isEmpty()) {
      inFlight.getLast().after.add(action);
    } else {
      action.run();
    }
  }

  CompletableFuture<Void> durable() {
    var result = new CompletableFuture<Void>();
    whenDurable(() -> result.complete(null));
    return result;
  }

  /// Runs `release`, which writes a frame, as soon as all of its message keys may leave.
  void whenMayLeave(List<KeyUse> uses, Runnable release) {
    var frame = new Held(uses, release);
    if (frame.mayLeave()) {
      release.run();
    } else {
      held.add(frame);
    }
  }

  /// The connection is gone: frames that were held back are not written any more. The keys they
  /// used stay used.
  void dropHeld() {
    held.clear();
  }

  /// Begins a commit of everything, now, whatever is in flight.
  void flushNow() {
    if (!core.isDead() && isFlushWanted()) {
      commit();
    }
  }

  private boolean isFlushWanted() {
    return (pending != null && !pending.isEmpty())
        || !changedKeys.isEmpty()
        || order.isCommitWanted()
        || !afterPending.isEmpty();
  }

  private void scheduleFlush() {
    if (!isFlushScheduled) {
      isFlushScheduled = true;
      core.loop().execute(this::flush);
    }
  }

  private void flush() {
    isFlushScheduled = false;
    if (!core.isDead() && isFlushWanted() && inFlight.size() < MAX_IN_FLIGHT) {
      commit();
    }
  }

  private void commit() {
    StoreChange.Builder change = pending == null ? StoreChange.builder() : pending;
    pending = null;
    var commit = new Commit(order.batch(), afterPending);
    afterPending = new ArrayList<>(2);
    for (KeyState entry : changedKeys) {
      entry
          .store(change)
          .ifPresent(snapshot -> commit.snapshots.add(new Written(entry.reservation(), snapshot)));
    }
    changedKeys.clear();
    for (List<SessionEvent> events : commit.batch.events()) {
      events.forEach(change::inbox);
    }
    inFlight.add(commit);
    if (change.isEmpty()) {
      commit.isDurable = true;
      settleCompleted();
      return;
    }
    CompletionStage<Void> stage = core.store().commit(change.build());
    var unused =
        stage.whenComplete(
            (ignored, failure) ->
                core.onLoop(
                    () -> {
                      if (failure != null) {
                        core.die(Reasons.STORE_FAILED, failure);
                      } else {
                        commit.isDurable = true;
                        settleCompleted();
                      }
                    }));
  }

  /// A snapshot with exact counters goes into the pending change; see [Ratchets#handOver].
  void exact(RatchetReservation reservation, RatchetReservation.Snapshot snapshot) {
    afterPending.addFirst(() -> reservation.written(snapshot));
    scheduleFlush();
  }

  private void settleCompleted() {
    Commit first;
    while (!core.isDead() && (first = inFlight.peek()) != null && first.isDurable) {
      inFlight.remove();
      for (Written written : first.snapshots) {
        written.reservation.written(written.snapshot);
      }
      perform(order.committed(first.batch));
      first.after.forEach(Runnable::run);
    }
    releaseHeld();
    if (!core.isDead() && isFlushWanted()) {
      scheduleFlush();
    }
  }

  private void releaseHeld() {
    int count = held.size();
    for (int i = 0; i < count && !held.isEmpty(); i++) {
      Held frame = held.remove();
      if (frame.mayLeave()) {
        frame.release.run();
      } else {
        held.add(frame);
      }
    }
  }

  /// The session is dead: nothing is acknowledged, nothing leaves.
  void discard() {
    held.clear();
    inFlight.clear();
    changedKeys.clear();
    afterPending.clear();
    pending = null;
    order.failed();
  }

  private void perform(List<Effect<Runnable, List<SessionEvent>>> effects) {
    for (var effect : effects) {
      switch (effect) {
        case Effect.Acknowledge<Runnable, List<SessionEvent>>(Runnable acknowledge) ->
            acknowledge.run();
        case Effect.Publish<Runnable, List<SessionEvent>> publish -> publish(publish);
        // The owner of the store publishes inbox rows and deletes them.
        case Effect.DeleteRow<Runnable, List<SessionEvent>> _ -> {}
        case Effect.Discard<Runnable, List<SessionEvent>> _ -> {}
      }
    }
  }

  private void publish(Effect.Publish<Runnable, List<SessionEvent>> publish) {
    if (publish.hasRow()) {
      return;
    }
    var stages =
        publish.event().stream()
            .map(event -> core.ports().events().publish(event).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    publishing++;
    var unused =
        CompletableFuture.allOf(stages)
            .whenComplete(
                (ignored, failure) ->
                    core.onLoop(
                        () -> {
                          publishing--;
                          if (failure == null) {
                            perform(order.published(publish));
                          } else {
                            SessionCore.log.warn(
                                "session {}: an event was not published, its stanza is not"
                                    + " acknowledged",
                                core.label(),
                                failure);
                          }
                        }));
  }
}
