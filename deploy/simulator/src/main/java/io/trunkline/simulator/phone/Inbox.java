package io.trunkline.simulator.phone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What a phone shows, in order of arrival. Readers may wait for more.
final class Inbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<InboxMessage> messages = new ArrayList<>();

  /// A hash of the plaintext of what is shown, by writer and id.
  private final Map<String, Long> shown = new HashMap<>();

  /// A new message's effect on the inbox.
  enum Outcome {
    SHOWN,
    /// The same message again: not shown.
    REPEATED,
    /// The same id with another plaintext: not shown.
    DIFFERENT
  }

  /// What showing this message would do; changes nothing.
  Outcome judge(String writer, String id, long plaintextHash) {
    lock.lock();
    try {
      Long known = shown.get(writer + "/" + id);
      if (known == null) {
        return Outcome.SHOWN;
      }
      return known == plaintextHash ? Outcome.REPEATED : Outcome.DIFFERENT;
    } finally {
      lock.unlock();
    }
  }

  long nextCursor() {
    lock.lock();
    try {
      return messages.isEmpty() ? 1 : messages.getLast().cursor() + 1;
    } finally {
      lock.unlock();
    }
  }

  /// Shows a message; its cursor must be the next one.
  void add(InboxMessage message, long plaintextHash) {
    lock.lock();
    try {
      shown.put(message.from() + "/" + message.id(), plaintextHash);
      messages.add(message);
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The newest message with this id.
  Optional<InboxMessage> find(String id) {
    lock.lock();
    try {
      return messages.reversed().stream().filter(message -> message.id().equals(id)).findFirst();
    } finally {
      lock.unlock();
    }
  }

  /// Everything behind a cursor; waits for a first one if there is none.
  List<InboxMessage> after(long cursor, Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lock();
    try {
      while (from(cursor).isEmpty() && left > 0) {
        left = arrived.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(60)));
      }
      return List.copyOf(from(cursor));
    } finally {
      lock.unlock();
    }
  }

  private List<InboxMessage> from(long cursor) {
    if (messages.isEmpty()) {
      return messages;
    }
    long skip = cursor + 1 - messages.getFirst().cursor();
    return messages.subList(Math.clamp(skip, 0, messages.size()), messages.size());
  }
}
