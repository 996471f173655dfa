package io.trunkline.worker.fleet;

import java.time.Instant;
import java.util.List;

/// A worker as it announced itself last.
///
/// @param process as in leases: its id, a slash and what tells it from the one before
/// @param sessions that it serves
/// @param openSockets of them, with a connection to WhatsApp
/// @param clientVersion that it claims
/// @param masterKeys names of those that it can read, the first of its settings first
/// @param isLive whether it was seen lately; one that crashed is not
public record WorkerRow(
    String id,
    String process,
    State state,
    int sessions,
    int openSockets,
    String clientVersion,
    List<String> masterKeys,
    Instant startedAt,
    Instant seenAt,
    boolean isLive) {
  public WorkerRow {
    masterKeys = List.copyOf(masterKeys);
  }

  public enum State {
    SERVING,
    /// Hands its shards over.
    DRAINING,
    /// Has none and takes none until it restarts.
    DRAINED
  }
}
