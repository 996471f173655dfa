package io.trunkline.api.wwebjs;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.identity.Access;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Finds the session that a path names.
@Component
class SessionDoor {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final Connections connections;

  SessionDoor(Connections connections) {
    this.connections = connections;
  }

  /// @return the session, connected
  /// @throws Failure `INVALID_SESSION_NAME`, `CONNECTION_NOT_FOUND`, `NOT_CONNECTED`; what
  ///     [Access#tenantWide] throws
  Connection connected(Caller caller, Scope scope, String name) {
    var session =
        running(caller, scope, name)
            .orElseThrow(() -> new Failure(Problem.CONNECTION_NOT_FOUND, "session_not_found"));
    if (!session.isOpen()) {
      throw new Failure(Problem.NOT_CONNECTED, "session_not_connected");
    }
    return session;
  }

  /// @return the session where it exists and is started
  /// @throws Failure `INVALID_SESSION_NAME`; what [Access#tenantWide] throws
  Optional<Connection> running(Caller caller, Scope scope, String name) {
    var tenant = Access.tenantWide(caller, scope);
    requireName(name);
    return connections.find(tenant, name).filter(SessionStates::isInMemory);
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static void requireName(String name) {
    if (!isName(name)) {
      throw new Failure(Problem.INVALID_SESSION_NAME, "Session should be alphanumerical or -");
    }
  }

  /// The account's own JID, without the device; empty where it is not known.
  static String own(Connection session) {
    return session.jid().map(jid -> jid.replaceFirst(":[0-9]+@", "@")).orElse("");
  }
}
