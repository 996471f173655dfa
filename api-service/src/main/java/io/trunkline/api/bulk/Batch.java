package io.trunkline.api.bulk;

import io.trunkline.api.message.Message.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A batch as it stands.
///
/// @param counts items by status: `queued` while they wait here, then their message's status;
///     `cancelled` and `failed` for those that never became one
public record Batch(
    UUID id,
    UUID connection,
    Instant createdAt,
    Instant notBefore,
    boolean isOver,
    Map<String, Long> counts,
    List<Item> items) {

  /// @param position in the request, from 0
  /// @param message the message that it became
  public record Item(
      int position,
      String number,
      String status,
      Optional<UUID> message,
      Optional<Reason> failure) {}

  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
