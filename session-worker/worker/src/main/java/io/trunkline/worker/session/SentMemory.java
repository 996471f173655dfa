package io.trunkline.worker.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What became of the last sends of one session, so that a repeat is answered and not sent again.
/// Confined to the session's mailbox.
final class SentMemory {
  private static final int MOST = 256;

  private final Map<String, Optional<Instant>> ackedAtById =
      new LinkedHashMap<>(8) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<Instant>> eldest) {
          return size() > MOST;
        }
      };

  /// @return absent where the message is not known; empty inside while it waits for its ack
  Optional<Optional<Instant>> find(String messageId) {
    return Optional.ofNullable(ackedAtById.get(messageId));
  }

  void waits(String messageId) {
    ackedAtById.put(messageId, Optional.empty());
  }

  void acked(String messageId, Instant at) {
    ackedAtById.put(messageId, Optional.of(at));
  }

  /// It may be sent again.
  void forget(String messageId) {
    ackedAtById.remove(messageId);
  }
}
