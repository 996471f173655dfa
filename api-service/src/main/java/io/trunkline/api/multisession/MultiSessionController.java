package io.trunkline.api.multisession;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.connection.QrImage;
import io.trunkline.api.connection.SessionPhase;
import io.trunkline.api.connection.SessionSettings;
import io.trunkline.api.connection.Sessions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageStatus;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MultiSessionController {
  private static final String CONNECT = "/connect";
  private static final String SEND = "/send";
  private static final int MAX_TEXT = 65_536;
  private static final int MAX_NAME = 255;

  /// Five reconnects in a row, as this dialect documents.
  private static final SessionSettings SETTINGS = new SessionSettings(false, 5);

  private final Sessions sessions;
  private final Connections connections;
  private final Messages messages;
  private final Tenants tenants;
  private final IdempotentReplies idempotent;
  private final Clock clock;

  MultiSessionController(
      Sessions sessions,
      Connections connections,
      Messages messages,
      Tenants tenants,
      IdempotentReplies idempotent,
      Clock clock) {
    this.sessions = sessions;
    this.connections = connections;
    this.messages = messages;
    this.tenants = tenants;
    this.idempotent = idempotent;
    this.clock = clock;
  }

  @GetMapping("/health")
  Replies.Health health() {
    return new Replies.Health("ok");
  }

  @GetMapping("/sessions")
  Replies.All list(Caller caller) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    sessions.ensureDefault(tenant, SETTINGS);
    var now = clock.instant();
    return new Replies.All(
        true,
        connections.all(tenant).stream()
            .filter(session -> SessionName.isOne(session.name()))
            .map(session -> SessionView.of(session, now))
            .toList());
  }

  @DeleteMapping("/sessions/{sessionId}")
  Replies.Done delete(Caller caller, @PathVariable String sessionId) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    return about(
        SessionName.of(Optional.of(sessionId)),
        name -> {
          if (name.equals(Sessions.DEFAULT)) {
            throw new Failure(Problem.SESSION_PROTECTED, "Cannot delete default session");
          }
          sessions.delete(tenant, named(tenant, name).id());
          return new Replies.Done(true, null, "Session deleted successfully");
        });
  }

  @PostMapping(CONNECT)
  ResponseEntity<?> connect(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    return about(
        name(fields),
        name -> {
          var request = IdempotentRequest.of(key, "POST " + CONNECT, fields.canonical());
          return idempotent.once(
              tenant,
              request,
              CONNECT,
              () ->
                  about(
                      name,
                      _ -> {
                        var session =
                            name.equals(Sessions.DEFAULT) && request.isEmpty()
                                ? sessions.ensureDefault(tenant, SETTINGS)
                                : sessions.ensure(tenant, name, SETTINGS, request).session();
                        return connected(session);
                      }),
              id -> connected(connections.get(tenant, id)));
        });
  }

  private ResponseEntity<Replies.Done> connected(Connection session) {
    var isConnected = session.phase() == SessionPhase.CONNECTED;
    if (!isConnected) {
      var unused = sessions.connect(session.tenant(), session.id());
    }
    return ResponseEntity.ok(
        Replies.Done.of(
            session.name(),
            isConnected
                ? "Session is already connected"
                : "Connection initiated. Scan the QR code to authenticate."));
  }

  @GetMapping("/qr")
  Replies.Qr qr(Caller caller, @RequestParam("session_id") Optional<String> sessionId) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    return about(
        SessionName.of(sessionId),
        name ->
            connections
                .find(tenant, name)
                .flatMap(session -> session.qrShown(clock.instant()))
                .map(qr -> new Replies.Qr(true, name, QrImage.dataUrl(qr.text())))
                .orElseThrow(() -> new Failure(Problem.NO_QR, "No QR code available")));
  }

  @GetMapping("/status")
  Replies.State status(Caller caller, @RequestParam("session_id") Optional<String> sessionId) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    return about(
        SessionName.of(sessionId),
        name -> new Replies.State(true, name, SessionView.state(named(tenant, name).phase())));
  }

  @PostMapping("/disconnect")
  Replies.Done disconnect(Caller caller, Fields fields) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    return about(
        name(fields),
        name -> {
          var unused = sessions.stop(tenant, named(tenant, name).id());
          return Replies.Done.of(name, "WhatsApp disconnected successfully");
        });
  }

  @PostMapping("/reset-reconnect")
  Replies.Done resetReconnect(Caller caller, Fields fields) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    return about(
        name(fields),
        name -> {
          sessions.resetReconnects(tenant, named(tenant, name).id());
          return Replies.Done.of(name, "Reconnection attempts counter reset successfully");
        });
  }

  @PostMapping(SEND)
  ResponseEntity<?> send(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.SEND);
    return about(
        name(fields),
        name -> {
          var number = fields.optional("number", 64).filter(text -> !text.isBlank());
          var text = fields.optional("message", MAX_TEXT).filter(words -> !words.isBlank());
          if (number.isEmpty() || text.isEmpty()) {
            throw Failure.invalid("number and message are required");
          }
          var to = Recipient.ofDigits("number", number.get());
          var session = named(tenant, name);
          var request = IdempotentRequest.of(key, "POST " + SEND, fields.canonical());
          return idempotent.once(
              tenant,
              request,
              SEND,
              () ->
                  about(
                      name,
                      _ ->
                          sent(
                              name,
                              messages.sendNow(
                                  tenants.active(tenant),
                                  session.id(),
                                  to,
                                  Messages.text(text.get()),
                                  request))),
              id -> sent(name, messages.accepted(tenant, id)));
        });
  }

  private static ResponseEntity<Replies.Sent> sent(String name, Message message) {
    if (message.status() == MessageStatus.PENDING) {
      throw new Failure(
          Problem.NOT_ACKNOWLEDGED,
          "WhatsApp did not acknowledge in time; the message is still queued");
    }
    if (message.status() == MessageStatus.FAILED) {
      throw new Failure(
          Problem.INTERNAL_ERROR,
          message.failure().map(Message.Reason::message).orElse("The message was not sent"));
    }
    return ResponseEntity.ok(Replies.Sent.of(name, message));
  }

  private static String name(Fields fields) {
    return SessionName.of(fields.optional("session_id", MAX_NAME));
  }

  private Connection named(UUID tenant, String name) {
    return name.equals(Sessions.DEFAULT)
        ? sessions.ensureDefault(tenant, SETTINGS)
        : sessions.named(tenant, name);
  }

  /// Errors name the session that the call was about.
  private static <T> T about(String name, Function<String, T> call) {
    try {
      return call.apply(name);
    } catch (Failure failure) {
      throw failure.about(name);
    }
  }
}
