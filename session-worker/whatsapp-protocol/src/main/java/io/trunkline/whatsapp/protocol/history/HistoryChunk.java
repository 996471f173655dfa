package io.trunkline.whatsapp.protocol.history;

import java.util.Objects;
import java.util.Optional;

/// What a chunk says about itself, once it was read.
///
/// @param type empty for one that is not known
/// @param order its place among the chunks of its type, from 1; 0 if it does not say
/// @param progress how much of the transfer is done with it, 0 to 100
/// @param unreadable how many of its items and messages were left out: not the expected protobuf,
///     or about nobody
public record HistoryChunk(Optional<HistoryType> type, int order, int progress, int unreadable) {
  public HistoryChunk {
    Objects.requireNonNull(type, "type");
  }
}
