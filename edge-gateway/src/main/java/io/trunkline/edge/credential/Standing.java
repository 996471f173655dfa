package io.trunkline.edge.credential;

import io.trunkline.contract.Caller;
import java.util.Optional;
import java.util.OptionalInt;

/// What a good credential stands for.
///
/// @param caller on whose behalf the request is
/// @param suspended whether the operator has suspended the tenant
/// @param requestsPerSecond the tenant's own rate limit; empty: the gateway's default
/// @param keyLimit what the credential itself may, within its tenant's limit; empty: all of it
public record Standing(
    Caller caller, boolean suspended, OptionalInt requestsPerSecond, Optional<KeyLimit> keyLimit) {

  /// @param subject names the credential
  /// @param perSecond 1 or more
  public record KeyLimit(String subject, int perSecond) {}
}
