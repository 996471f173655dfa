package io.trunkline.api.tokens;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// The session that a call names: by its id, its name, its device's id or its linked number.
@Component
class SessionLookup {
  private final Connections connections;

  SessionLookup(Connections connections) {
    this.connections = connections;
  }

  /// @throws Failure `CONNECTION_NOT_FOUND`, also for another tenant's
  Connection find(UUID tenant, String text) {
    return connections
        .resolve(tenant, text.strip())
        .orElseThrow(() -> new Failure(Problem.CONNECTION_NOT_FOUND, "Session not found."));
  }
}
