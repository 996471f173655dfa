package io.trunkline.api.notify;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.connection.SessionSettings;
import io.trunkline.api.connection.Sessions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.Fields;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Sessions as the dialect names them: 1 to 40 letters, digits, `_` and `-`; `default` where a call
/// names none.
@Component
class NotifySessions {
  /// Recipients are asked for their consent; lost connections are tried again for ever.
  static final SessionSettings SETTINGS = new SessionSettings(true, 0);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");
  private static final int MAX_NAME = 255;

  private final Sessions sessions;
  private final Connections connections;

  NotifySessions(Sessions sessions, Connections connections) {
    this.sessions = sessions;
    this.connections = connections;
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// `default` first, then by name; those of other dialects where their names fit.
  List<Connection> all(UUID tenant) {
    var unused = sessions.ensureDefault(tenant, SETTINGS);
    return connections.all(tenant).stream()
        .filter(session -> isName(session.name()))
        .sorted(
            Comparator.comparing((Connection session) -> !session.name().equals(Sessions.DEFAULT))
                .thenComparing(Connection::name))
        .toList();
  }

  /// The session of the field `session`.
  ///
  /// @throws Failure `CONNECTION_NOT_FOUND`
  Connection of(UUID tenant, Fields fields) {
    return named(
        tenant,
        fields
            .optional("session", MAX_NAME)
            .filter(name -> !name.isBlank())
            .orElse(Sessions.DEFAULT));
  }

  /// @throws Failure `CONNECTION_NOT_FOUND`
  Connection named(UUID tenant, String name) {
    return name.equals(Sessions.DEFAULT)
        ? sessions.ensureDefault(tenant, SETTINGS)
        : connections
            .find(tenant, name)
            .orElseThrow(
                () ->
                    new Failure(
                        Problem.CONNECTION_NOT_FOUND, "Session \"" + name + "\" not found"));
  }
}
