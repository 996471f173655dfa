package io.trunkline.api.credential;

import io.trunkline.contract.Caller.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A tenant's API key without its secret.
///
/// @param requestsPerSecond its own rate limit; absent: only its tenant's holds
/// @param expiresAt absent: never
/// @param lastUsedAt absent: not yet; precise to a minute
public record ApiKey(
    UUID id,
    String name,
    Set<Scope> scopes,
    Optional<Integer> requestsPerSecond,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt) {

  /// A key together with its secret, which is shown this once.
  ///
  /// @param secret `tlk_` and 64 hex digits
  public record Created(ApiKey key, String secret) {}
}
