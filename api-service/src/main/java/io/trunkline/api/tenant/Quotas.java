package io.trunkline.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/// Limits of a tenant; an absent one is no limit.
///
/// @param sessions connections at a time
/// @param messagesPerDay accepted messages within 24 hours
/// @param requestsPerSecond held by the edge gateway
/// @param mediaBytes stored media
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Quotas(
    Optional<Integer> sessions,
    Optional<Integer> messagesPerDay,
    Optional<Integer> requestsPerSecond,
    Optional<Long> mediaBytes) {
  public static final Quotas NONE =
      new Quotas(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
