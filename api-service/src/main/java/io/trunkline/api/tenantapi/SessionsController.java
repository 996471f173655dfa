package io.trunkline.api.tenantapi;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.connection.SessionSettings;
import io.trunkline.api.connection.Sessions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The sessions of a tenant in all their phases, whatever dialect made them: what the console's
/// grid shows and does.
@RestController
class SessionsController {
  private static final String SESSIONS = "/api/v1/sessions";
  private static final String SESSION = SESSIONS + "/{id}";

  private final Sessions sessions;
  private final Connections connections;
  private final IdempotentReplies idempotent;
  private final Clock clock;

  SessionsController(
      Sessions sessions, Connections connections, IdempotentReplies idempotent, Clock clock) {
    this.sessions = sessions;
    this.connections = connections;
    this.idempotent = idempotent;
    this.clock = clock;
  }

  @GetMapping(SESSIONS)
  Envelope list(
      Caller caller, @RequestParam Optional<String> after, @RequestParam Optional<String> limit) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var now = clock.instant();
    var slice =
        Paging.slice(
            connections.all(tenant), after, limit, session -> SessionView.withoutQr(session, now));
    return Envelope.of(new SessionView.All(slice.items(), slice.next()));
  }

  @GetMapping(SESSION)
  Envelope get(Caller caller, @PathVariable String id) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    return single(connections.get(tenant, sessionId(id)));
  }

  @PostMapping(SESSIONS)
  ResponseEntity<?> create(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var name = fields.sessionName("name");
    var request = IdempotentRequest.of(key, "POST " + SESSIONS, fields.canonical());
    return idempotent.once(
        tenant,
        request,
        SESSIONS,
        () -> {
          var ensured = sessions.ensure(tenant, name, SessionSettings.STANDARD, request);
          if (!ensured.created()) {
            throw new Failure(Problem.SESSION_EXISTS, "A session of this name exists");
          }
          return ResponseEntity.status(201).body(single(ensured.session()));
        },
        id -> ResponseEntity.status(201).body(single(connections.get(tenant, id))));
  }

  @DeleteMapping(SESSION)
  ResponseEntity<Void> delete(Caller caller, @PathVariable String id) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var session = connections.get(tenant, sessionId(id));
    if (session.name().equals(Sessions.DEFAULT)) {
      throw new Failure(Problem.SESSION_PROTECTED, "The default session cannot be deleted");
    }
    sessions.delete(tenant, session.id());
    return ResponseEntity.noContent().build();
  }

  /// With the stored credentials, or by a new QR where there are none.
  @PostMapping(SESSION + "/connect")
  Envelope connect(Caller caller, @PathVariable String id) {
    return single(sessions.connect(tenant(caller), sessionId(id)));
  }

  /// By a new QR, whatever credentials there are.
  @PostMapping(SESSION + "/relink")
  Envelope relink(Caller caller, @PathVariable String id) {
    return single(sessions.relink(tenant(caller), sessionId(id)));
  }

  @PostMapping(SESSION + "/disconnect")
  Envelope disconnect(Caller caller, @PathVariable String id) {
    return single(sessions.stop(tenant(caller), sessionId(id)));
  }

  @PostMapping(SESSION + "/unlink")
  Envelope unlink(Caller caller, @PathVariable String id) {
    return single(sessions.unlink(tenant(caller), sessionId(id)));
  }

  @PostMapping(SESSION + "/reset-reconnects")
  Envelope resetReconnects(Caller caller, @PathVariable String id) {
    var tenant = tenant(caller);
    sessions.resetReconnects(tenant, sessionId(id));
    return single(connections.get(tenant, sessionId(id)));
  }

  /// @return the code to type on the phone of `phoneNumber`
  @PostMapping(SESSION + "/pairing-code")
  Envelope pairingCode(Caller caller, @PathVariable String id, Fields fields) {
    var tenant = tenant(caller);
    var number = PhoneNumber.withCountryCode("phoneNumber", fields.required("phoneNumber", 64));
    return Envelope.of(
        new SessionView.Code(sessions.linkByCode(tenant, sessionId(id), number.digits(), true)));
  }

  private static UUID tenant(Caller caller) {
    return Access.tenantWide(caller, Scope.SESSIONS);
  }

  private static UUID sessionId(String id) {
    return PathIds.parse(id, Problem.CONNECTION_NOT_FOUND, "Session");
  }

  private Envelope single(Connection session) {
    return Envelope.of(new SessionView.Single(SessionView.of(session, clock.instant())));
  }
}
