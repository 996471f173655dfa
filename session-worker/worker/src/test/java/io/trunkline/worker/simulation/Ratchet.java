package io.trunkline.worker.simulation;

import io.trunkline.whatsapp.client.durability.ChainId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What of a Signal session matters here: the sending chain with its counter, chains that may come
/// back, and which messages were decrypted.
///
/// @param chain name of the sending chain; 0 where there is none yet
record Ratchet(long chain, int counter, List<Archived> archived, Set<String> decrypted) {
  static final Ratchet NONE = new Ratchet(0, 0, List.of(), Set.of());

  ChainId name() {
    return ChainId.ofRatchetKey(ByteBuffer.allocate(32).putLong(chain).array());
  }

  Ratchet encrypted() {
    return new Ratchet(chain, counter + 1, archived, decrypted);
  }

  /// The partner's ratchet turned: a new sending chain, and the old one is gone.
  Ratchet turned(long newChain) {
    return new Ratchet(newChain, 0, archived, decrypted);
  }

  /// A new session: the old one may come back.
  Ratchet renewed(long newChain) {
    var all = new ArrayList<>(archived);
    if (chain != 0) {
      all.add(new Archived(chain, counter));
    }
    return new Ratchet(newChain, 0, all, decrypted);
  }

  /// A message for the archived session makes it the current one.
  Optional<Ratchet> promoted() {
    if (archived.isEmpty()) {
      return Optional.empty();
    }
    var all = new ArrayList<>(archived);
    var back = all.removeLast();
    all.add(new Archived(chain, counter));
    return Optional.of(new Ratchet(back.chain(), back.counter(), all, decrypted));
  }

  Ratchet received(String messageId) {
    var all = new HashSet<>(decrypted);
    all.add(messageId);
    return new Ratchet(chain, counter, archived, all);
  }

  Ratchet skippedTo(int reservedUntil) {
    return new Ratchet(chain, Math.max(counter, reservedUntil), archived, decrypted);
  }

  record Archived(long chain, int counter) {}
}
