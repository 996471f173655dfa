package io.trunkline.api.tokens;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.connection.SessionSettings;
import io.trunkline.api.connection.Sessions;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.time.Clock;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class WhatsAppSessionsController {
  private static final String SESSIONS = "/api/whatsapp/sessions";

  private final Sessions sessions;
  private final Connections connections;
  private final SessionLookup lookup;
  private final IdempotentReplies idempotent;
  private final Clock clock;

  WhatsAppSessionsController(
      Sessions sessions,
      Connections connections,
      SessionLookup lookup,
      IdempotentReplies idempotent,
      Clock clock) {
    this.sessions = sessions;
    this.connections = connections;
    this.lookup = lookup;
    this.idempotent = idempotent;
    this.clock = clock;
  }

  @PostMapping(SESSIONS)
  ResponseEntity<?> create(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var validation = Validation.ofBody(fields);
    var name = validation.required("session_name", 255);
    validation.check();
    var request = IdempotentRequest.of(key, "POST " + SESSIONS, fields.canonical());
    return idempotent.once(
        tenant,
        request,
        SESSIONS,
        () -> {
          var ensured = sessions.ensure(tenant, name, SessionSettings.STANDARD, request);
          var session = sessions.connect(tenant, ensured.session().id());
          return created(ensured.created() ? 201 : 200, session);
        },
        id -> created(201, connections.get(tenant, id)));
  }

  private ResponseEntity<Body> created(int status, Connection session) {
    return ResponseEntity.status(status)
        .body(
            Body.done(
                status == 201 ? "Session created" : "Session exists",
                SessionView.of(session, clock.instant())));
  }

  @GetMapping(SESSIONS + "/{sessionId}/status")
  Body status(Caller caller, @PathVariable String sessionId) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    return Body.of(SessionView.Status.of(lookup.find(tenant, sessionId), clock.instant()));
  }

  @GetMapping(SESSIONS + "/{deviceId}")
  Body get(Caller caller, @PathVariable String deviceId) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    return Body.of(SessionView.of(lookup.find(tenant, deviceId), clock.instant()));
  }

  @DeleteMapping(SESSIONS + "/{sessionId}/disconnect")
  Body disconnect(Caller caller, @PathVariable String sessionId) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var unused = sessions.stop(tenant, lookup.find(tenant, sessionId).id());
    return Body.done("Session disconnected");
  }

  @DeleteMapping(SESSIONS + "/{sessionId}/device")
  Body removeDevice(Caller caller, @PathVariable String sessionId) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var unused = sessions.unlink(tenant, lookup.find(tenant, sessionId).id());
    return Body.done("Device removed");
  }

  @DeleteMapping(SESSIONS + "/{sessionId}")
  Body delete(Caller caller, @PathVariable String sessionId) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var session = lookup.find(tenant, sessionId);
    if (session.name().equals(Sessions.DEFAULT)) {
      // Other dialects count on its being there.
      var unused = sessions.empty(tenant, session.id());
    } else {
      sessions.delete(tenant, session.id());
    }
    return Body.done("Session deleted");
  }
}
