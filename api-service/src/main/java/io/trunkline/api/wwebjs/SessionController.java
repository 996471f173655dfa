package io.trunkline.api.wwebjs;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.connection.QrImage;
import io.trunkline.api.connection.SessionPhase;
import io.trunkline.api.connection.SessionSettings;
import io.trunkline.api.connection.Sessions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// The life of sessions. What is not found is told by 200, as the gateway that this replaces does.
@RestController
@MayBeForm
class SessionController {
  private static final String NOT_FOUND = "session_not_found";
  private static final String NOT_CONNECTED = "session_not_connected";

  private final Sessions sessions;
  private final Connections connections;
  private final SessionDoor door;
  private final Clock clock;

  SessionController(Sessions sessions, Connections connections, SessionDoor door, Clock clock) {
    this.sessions = sessions;
    this.connections = connections;
    this.door = door;
    this.clock = clock;
  }

  @GetMapping("/session/start/{name}")
  Map<String, Object> start(Caller caller, @PathVariable String name) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    if (door.running(caller, Scope.SESSIONS, name).isPresent()) {
      throw new Failure(Problem.SESSION_EXISTS, "Session already exists for: " + name);
    }
    var session = sessions.ensure(tenant, name, SessionSettings.STANDARD, Optional.empty());
    sessions.connect(tenant, session.session().id());
    return Success.message("Session initiated successfully");
  }

  @GetMapping("/session/stop/{name}")
  Map<String, Object> stop(Caller caller, @PathVariable String name) {
    door.running(caller, Scope.SESSIONS, name)
        .ifPresent(session -> sessions.stop(session.tenant(), session.id()));
    return Success.message("Session stopped successfully");
  }

  @GetMapping("/session/status/{name}")
  Map<String, Object> status(Caller caller, @PathVariable String name) {
    var session = door.running(caller, Scope.READ, name);
    if (session.isEmpty()) {
      return Success.not(NOT_FOUND, null);
    }
    var state = SessionStates.word(session.get());
    if (!SessionStates.isConnected(session.get())) {
      return Success.not(NOT_CONNECTED, state);
    }
    var body = Success.of("state", state);
    body.put("message", "session_connected");
    return body;
  }

  @RequestMapping(
      path = "/session/terminate/{name}",
      method = {RequestMethod.DELETE, RequestMethod.GET})
  Map<String, Object> terminate(Caller caller, @PathVariable String name) {
    var session = door.running(caller, Scope.SESSIONS, name);
    if (session.isEmpty()) {
      return Success.not(NOT_FOUND, null);
    }
    erase(session.get());
    return Success.message("Logged out successfully");
  }

  /// Those that are started.
  @GetMapping("/session/getSessions")
  Map<String, Object> list(Caller caller) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    return Success.of(
        "result",
        connections.all(tenant).stream()
            .filter(SessionStates::isInMemory)
            .map(Connection::name)
            .filter(SessionDoor::isName)
            .toList());
  }

  @GetMapping("/session/qr/{name}")
  ResponseEntity<?> qr(Caller caller, @PathVariable String name) {
    var session = door.running(caller, Scope.SESSIONS, name);
    return session
        .flatMap(found -> found.qrShown(clock.instant()))
        .<ResponseEntity<?>>map(qr -> uncached().body(Success.of("qr", qr.text())))
        .orElseGet(() -> withoutQr(session));
  }

  @GetMapping("/session/qr/{name}/image")
  ResponseEntity<?> qrImage(Caller caller, @PathVariable String name) {
    var session = door.running(caller, Scope.SESSIONS, name);
    return session
        .flatMap(found -> found.qrShown(clock.instant()))
        .<ResponseEntity<?>>map(
            qr -> uncached().contentType(MediaType.IMAGE_PNG).body(QrImage.png(qr.text())))
        .orElseGet(() -> withoutQr(session));
  }

  private static ResponseEntity<?> withoutQr(Optional<Connection> session) {
    return uncached()
        .body(Success.not(session.isEmpty() ? NOT_FOUND : "qr code not ready or already scanned"));
  }

  private static ResponseEntity.BodyBuilder uncached() {
    return ResponseEntity.ok()
        .header(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, must-revalidate")
        .header(HttpHeaders.EXPIRES, "0");
  }

  @PostMapping("/session/requestPairingCode/{name}")
  Map<String, Object> requestPairingCode(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.running(caller, Scope.SESSIONS, name);
    if (session.isEmpty()) {
      return Success.not(NOT_FOUND);
    }
    var number = Jids.number(fields.required("phoneNumber", 64)).digits();
    var notifies = fields.bool("showNotification").orElse(true);
    var code = sessions.linkByCode(session.get().tenant(), session.get().id(), number, notifies);
    return Success.of("result", code.replace("-", ""));
  }

  @GetMapping("/session/logout/{name}")
  Map<String, Object> logout(Caller caller, @PathVariable String name) {
    var session = door.connected(caller, Scope.SESSIONS, name);
    sessions.unlink(session.tenant(), session.id());
    return Success.message("Logged out successfully");
  }

  @GetMapping("/session/restart/{name}")
  Map<String, Object> restart(Caller caller, @PathVariable String name) {
    var found = door.running(caller, Scope.SESSIONS, name);
    if (found.isEmpty()) {
      return Success.not(NOT_FOUND, null);
    }
    var session = found.get();
    if (session.phase() == SessionPhase.LOGGED_OUT) {
      sessions.relink(session.tenant(), session.id());
    } else {
      sessions.stop(session.tenant(), session.id());
      sessions.connect(session.tenant(), session.id());
    }
    return Success.message("Restarted successfully");
  }

  @GetMapping("/session/terminateInactive")
  Map<String, Object> terminateInactive(Caller caller) {
    flush(
        Access.tenantWide(caller, Scope.SESSIONS), session -> !SessionStates.isConnected(session));
    return Success.message("Flush completed successfully");
  }

  @GetMapping("/session/terminateAll")
  Map<String, Object> terminateAll(Caller caller) {
    flush(Access.tenantWide(caller, Scope.SESSIONS), _ -> true);
    return Success.message("Flush completed successfully");
  }

  /// There is no browser whose page could be shown.
  @GetMapping("/session/getPageScreenshot/{name}")
  Map<String, Object> screenshot(Caller caller, @PathVariable String name) {
    return Success.not(
        door.running(caller, Scope.READ, name).isEmpty() ? NOT_FOUND : "page_not_ready");
  }

  private void flush(UUID tenant, Predicate<Connection> which) {
    connections.all(tenant).stream()
        .filter(SessionStates::isInMemory)
        .filter(session -> SessionDoor.isName(session.name()))
        .filter(which)
        .forEach(this::erase);
  }

  private void erase(Connection session) {
    if (session.name().equals(Sessions.DEFAULT)) {
      sessions.empty(session.tenant(), session.id());
    } else {
      sessions.delete(session.tenant(), session.id());
    }
  }
}
