package io.trunkline.api.credential;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A bearer API token without its secret. It stands for its tenant and all of its sessions.
///
/// @param user the tenant's own label for whom it belongs to
/// @param expiresAt absent: it does not end by itself
/// @param lastUsedAt absent: not yet; precise to a minute
public record ApiToken(
    UUID id,
    String name,
    UUID user,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt) {

  /// A token together with its secret, which is shown this once.
  ///
  /// @param secret `tlt_` and 64 hex digits
  public record Created(ApiToken token, String secret) {}
}
