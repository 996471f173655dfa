package io.trunkline.api.manager;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.contract.Caller;
import java.util.Optional;
import java.util.UUID;

/// Which connection a call means: the bearer token's, or the one whose id it names.
final class Target {
  private Target() {}

  /// @throws Failure `INVALID_REQUEST` where neither is given, `CONNECTION_MISMATCH` where both are
  ///     and differ, `CONNECTION_NOT_FOUND` where the id cannot be one
  static UUID of(Caller caller, Optional<String> connectionId) {
    var named = connectionId.flatMap(Target::uuid);
    if (caller.session().isPresent()) {
      if (connectionId.isPresent() && !named.equals(caller.session())) {
        throw new Failure(Problem.CONNECTION_MISMATCH, "The token belongs to another connection");
      }
      return caller.session().get();
    }
    if (connectionId.isEmpty()) {
      throw Failure.invalid("connectionId is required without a connection token");
    }
    return named.orElseThrow(
        () -> new Failure(Problem.CONNECTION_NOT_FOUND, "Connection not found"));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
