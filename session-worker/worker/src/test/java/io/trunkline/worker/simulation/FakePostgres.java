package io.trunkline.worker.simulation;

import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.Shard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Epochs with row locks, sessions and inbox rows. A transaction is open between two requests of a
/// worker, which may be stopped, cut off or dead when the second is due.
final class FakePostgres {
  static final long TRANSACTION_TIMEOUT_MS = 2_000;

  private final World world;
  private final Map<Shard, EpochRow> epochs = new HashMap<>();
  private final Map<Epoch, String> ownerOfEpoch = new HashMap<>();
  private final Map<Integer, StoredSession> sessions = new HashMap<>();
  private final Map<String, InboxRow> inbox = new LinkedHashMap<>();
  private final Set<Transaction> open = new HashSet<>();
  private long sequence = 100;

  FakePostgres(World world) {
    this.world = world;
  }

  Epoch epochOf(Shard shard) {
    return row(shard).epoch;
  }

  long raisedAtMs(Shard shard) {
    return row(shard).raisedAtMs;
  }

  /// Waits for the transactions that hold the row shared.
  void raise(Shard shard, String owner, Consumer<Epoch> answer) {
    var row = row(shard);
    row.waiting.add(
        () -> {
          if (world.holds(Rule.EPOCH_IS_RAISED)) {
            row.epoch = new Epoch(++sequence);
          }
          row.raisedAtMs = world.nowMs();
          ownerOfEpoch.putIfAbsent(row.epoch, owner);
          world.trace("epoch of %s is %s for %s", shard, row.epoch, owner);
          answer.accept(row.epoch);
        });
    letIn(row);
  }

  /// Begins a transaction and locks the epoch's row shared, behind any raise that waits.
  void begin(Shard shard, Consumer<Optional<Begun>> answer) {
    var row = row(shard);
    var transaction = new Transaction(row);
    open.add(transaction);
    if (world.holds(Rule.TRANSACTIONS_TIME_OUT)) {
      world.after(TRANSACTION_TIMEOUT_MS, () -> end(transaction));
    }
    Runnable begun =
        () -> {
          if (open.contains(transaction)) {
            if (world.holds(Rule.CHECK_HOLDS_A_SHARED_LOCK)) {
              row.sharers.add(transaction);
            }
            answer.accept(Optional.of(new Begun(transaction, row.epoch)));
          }
        };
    if (row.waiting.isEmpty()) {
      begun.run();
    } else {
      row.waitingSharers.add(begun);
    }
  }

  /// @return whether it committed
  boolean commit(
      Transaction transaction,
      Shard shard,
      Epoch epoch,
      String owner,
      int session,
      StoredSession stored,
      List<InboxRow> rows) {
    if (!open.contains(transaction)) {
      return false;
    }
    world.check(
        epoch.equals(row(shard).epoch),
        "a write under epoch %s of shard %s was accepted while it is %s",
        epoch,
        shard,
        row(shard).epoch);
    world.check(
        owner.equals(ownerOfEpoch.get(epoch)),
        "%s wrote under epoch %s of %s",
        owner,
        epoch,
        ownerOfEpoch.get(epoch));
    sessions.put(session, stored);
    rows.forEach(inboxRow -> inbox.putIfAbsent(inboxRow.eventId(), inboxRow));
    end(transaction);
    return true;
  }

  void rollback(Transaction transaction) {
    end(transaction);
  }

  void delete(String eventId) {
    inbox.remove(eventId);
    world.moved();
  }

  StoredSession load(int session) {
    return sessions.getOrDefault(session, StoredSession.NEW);
  }

  List<InboxRow> inboxOf(int session) {
    return inbox.values().stream().filter(row -> row.session() == session).toList();
  }

  boolean hasRow(int session, String messageId) {
    return inbox.values().stream()
        .anyMatch(row -> row.session() == session && row.messageId().equals(messageId));
  }

  boolean isInboxEmpty() {
    return inbox.isEmpty();
  }

  /// A restart: what was not committed is gone.
  void crash() {
    new ArrayList<>(open).forEach(this::end);
    for (var row : epochs.values()) {
      row.waiting.clear();
      row.waitingSharers.clear();
    }
  }

  private void end(Transaction transaction) {
    if (open.remove(transaction)) {
      transaction.row.sharers.remove(transaction);
      letIn(transaction.row);
    }
  }

  private void letIn(EpochRow row) {
    while (row.sharers.isEmpty() && !row.waiting.isEmpty()) {
      row.waiting.remove().run();
    }
    if (row.waiting.isEmpty()) {
      while (!row.waitingSharers.isEmpty()) {
        row.waitingSharers.remove().run();
      }
    }
  }

  private EpochRow row(Shard shard) {
    return epochs.computeIfAbsent(shard, _ -> new EpochRow(new Epoch(++sequence)));
  }

  private static final class EpochRow {
    Epoch epoch;
    long raisedAtMs;
    final Set<Transaction> sharers = new HashSet<>();
    final Deque<Runnable> waiting = new ArrayDeque<>();
    final Deque<Runnable> waitingSharers = new ArrayDeque<>();

    EpochRow(Epoch epoch) {
      this.epoch = epoch;
    }
  }

  static final class Transaction {
    private final EpochRow row;

    private Transaction(EpochRow row) {
      this.row = row;
    }
  }

  /// @param epoch as read under the lock
  record Begun(Transaction transaction, Epoch epoch) {}

  record InboxRow(int session, String messageId, String eventId) {}

  /// @param reservedUntil where a loader goes on
  record StoredSession(Ratchet ratchet, int reservedUntil) {
    static final StoredSession NEW = new StoredSession(Ratchet.NONE, 0);
  }
}
