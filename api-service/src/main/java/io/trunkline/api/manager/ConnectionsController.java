package io.trunkline.api.manager;

import io.trunkline.api.connection.ConnectionStatus;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.connection.Linking;
import io.trunkline.api.connection.SessionSettings;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.Paging;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ConnectionsController {
  private static final String REQUEST = "/api/v1/connections/request";

  private final Connections connections;
  private final Linking linking;
  private final IdempotentReplies idempotent;
  private final Clock clock;

  ConnectionsController(
      Connections connections, Linking linking, IdempotentReplies idempotent, Clock clock) {
    this.connections = connections;
    this.linking = linking;
    this.idempotent = idempotent;
    this.clock = clock;
  }

  @PostMapping(REQUEST)
  ResponseEntity<?> request(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var customerId = fields.sessionName("customerId");
    var draft =
        new Connections.Draft(
            customerId,
            fields.required("customerName", 255),
            fields.httpUrl("websiteUrl"),
            SessionSettings.STANDARD);
    var request = IdempotentRequest.of(key, "POST " + REQUEST, fields.canonical());
    return idempotent.once(
        tenant,
        request,
        REQUEST,
        () -> {
          var requested = linking.request(tenant, draft, request);
          return ResponseEntity.status(requested.created() ? 201 : 200)
              .body(
                  Envelope.of(
                      new ConnectionView.Requested(
                          ConnectionView.of(requested.connection()),
                          ConnectionView.Auth.of(requested.token(), requested.qr()))));
        },
        id -> {
          var connection = connections.get(tenant, id);
          return ResponseEntity.ok(
              Envelope.of(
                  new ConnectionView.Requested(
                      ConnectionView.of(connection),
                      ConnectionView.Auth.of(connections.token(tenant, id), connection.qr()))));
        });
  }

  @PostMapping("/api/v1/connections/activate")
  Envelope activate(Caller caller, Fields fields) {
    var tenant = Access.tenant(caller, Scope.SESSIONS);
    var id = Target.of(caller, fields.optional("connectionId", 128));
    return Envelope.of(new ConnectionView.Single(ConnectionView.of(linking.activate(tenant, id))));
  }

  @GetMapping("/api/v1/connections/status")
  Envelope status(Caller caller, @RequestParam Optional<String> connectionId) {
    var tenant = Access.tenant(caller, Scope.READ);
    var id = Target.of(caller, connectionId);
    return Envelope.of(ConnectionView.Status.of(connections.get(tenant, id), clock.instant()));
  }

  @PostMapping("/api/v1/connections/logout")
  Envelope logout(Caller caller, Fields fields) {
    var tenant = Access.tenant(caller, Scope.SESSIONS);
    var id = Target.of(caller, fields.optional("connectionId", 128));
    var unlink = fields.bool("unlink").orElse(false);
    return Envelope.of(
        new ConnectionView.Single(ConnectionView.of(linking.logout(tenant, id, unlink))));
  }

  @GetMapping("/api/v1/connections")
  Envelope list(
      Caller caller,
      @RequestParam Optional<String> status,
      @RequestParam Optional<String> customerId,
      @RequestParam Optional<String> page,
      @RequestParam Optional<String> limit) {
    var tenant = Access.tenant(caller, Scope.READ);
    var number = Paging.number("page", page, 1, 1, 1_000_000);
    var size = Paging.limit(limit);
    var found =
        connections.list(
            tenant,
            caller.session(),
            status.map(ConnectionsController::status),
            customerId,
            number,
            size);
    return Envelope.of(
        new ConnectionView.Page(
            found.connections().stream().map(ConnectionView::of).toList(),
            found.total(),
            number,
            size));
  }

  private static ConnectionStatus status(String text) {
    for (var status : ConnectionStatus.values()) {
      if (status.name().toLowerCase(Locale.ROOT).equals(text)) {
        return status;
      }
    }
    throw Failure.invalid("status must be pending_qr, connected or stale");
  }
}
