package io.trunkline.api.notify;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.connection.SessionPhase;
import io.trunkline.api.connection.Sessions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.time.Clock;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class NotifySessionController {
  private static final String SESSIONS = "/api/sessions";
  private static final int MAX_NAME = 255;

  private final NotifySessions named;
  private final Sessions sessions;
  private final Connections connections;
  private final IdempotentReplies idempotent;
  private final Clock clock;

  NotifySessionController(
      NotifySessions named,
      Sessions sessions,
      Connections connections,
      IdempotentReplies idempotent,
      Clock clock) {
    this.named = named;
    this.sessions = sessions;
    this.connections = connections;
    this.idempotent = idempotent;
    this.clock = clock;
  }

  @GetMapping("/api/status")
  SessionView status(Caller caller) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    return SessionView.of(named.named(tenant, Sessions.DEFAULT), clock.instant());
  }

  @GetMapping(SESSIONS)
  List<SessionView> list(Caller caller) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var now = clock.instant();
    return named.all(tenant).stream().map(session -> SessionView.of(session, now)).toList();
  }

  @PostMapping(SESSIONS)
  ResponseEntity<?> create(
      Caller caller,
      @MayBeForm Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var name = fields.optional("name", MAX_NAME).orElse("");
    if (!NotifySessions.isName(name)) {
      throw Failure.invalid("name must have 1 to 40 letters, digits, _ or -");
    }
    var request = IdempotentRequest.of(key, "POST " + SESSIONS, fields.canonical());
    return idempotent.once(
        tenant,
        request,
        SESSIONS,
        () -> {
          // The one that is always there exists even before it is first asked for.
          var made =
              name.equals(Sessions.DEFAULT)
                  ? new Sessions.Ensured(named.named(tenant, name), false)
                  : sessions.ensure(tenant, name, NotifySessions.SETTINGS, request);
          if (!made.created()) {
            throw new Failure(Problem.SESSION_EXISTS, "Session \"" + name + "\" exists");
          }
          return created(made.session());
        },
        id -> created(connections.get(tenant, id)));
  }

  private ResponseEntity<Replies.Told> created(Connection session) {
    var unused = sessions.connect(session.tenant(), session.id());
    return ResponseEntity.ok(
        new Replies.Told(
            true, "Session \"" + session.name() + "\" created — check dashboard for QR code"));
  }

  @DeleteMapping(SESSIONS + "/{name}")
  Replies.Done delete(Caller caller, @PathVariable String name) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    if (name.equals(Sessions.DEFAULT)) {
      throw new Failure(Problem.SESSION_PROTECTED, "The default session cannot be deleted");
    }
    sessions.delete(tenant, named.named(tenant, name).id());
    return Replies.Done.DONE;
  }

  /// The old device is unlinked where it can be reached; its credentials go in any case.
  @PostMapping("/api/regenerate-qr")
  Replies.Told regenerateQr(Caller caller, @MayBeForm Fields fields) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var session = named.of(tenant, fields);
    if (session.phase() == SessionPhase.CREATED && session.name().equals(Sessions.DEFAULT)) {
      // Who links it first decides what it is for.
      connections.askForConsent(tenant, session.id());
    }
    if (session.phase() == SessionPhase.CONNECTED) {
      var unused = sessions.unlink(tenant, session.id());
    }
    var unused = sessions.relink(tenant, session.id());
    return new Replies.Told(true, "Reconnection initiated for session \"" + session.name() + "\"");
  }
}
