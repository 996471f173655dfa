package io.trunkline.api.connection;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.proto.command.StartSession;
import io.trunkline.proto.event.ConnectionState;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// Links, confirms and resumes sessions whose callers hold a connection token and are told each
/// step apart. What any dialect does with a session is [Sessions]'.
@Service
public class Linking {
  private final Connections connections;
  private final Sessions sessions;
  private final SessionOrders orders;
  private final SessionConfigs configs;
  private final Tenants tenants;
  private final Audit audit;

  Linking(
      Connections connections,
      Sessions sessions,
      SessionOrders orders,
      SessionConfigs configs,
      Tenants tenants,
      Audit audit) {
    this.connections = connections;
    this.sessions = sessions;
    this.orders = orders;
    this.configs = configs;
    this.tenants = tenants;
    this.audit = audit;
  }

  /// @param created whether the connection is new
  /// @param qr absent where none came in time
  public record Requested(
      Connection connection, String token, Optional<Connection.Qr> qr, boolean created) {}

  /// Creates or resets the connection and waits for its first QR.
  ///
  /// @throws Failure `GATEWAY_UNAVAILABLE` where no worker can be told or it failed; the connection
  ///     exists then and waits to be asked for again
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  public Requested request(
      UUID tenant, Connections.Draft draft, Optional<IdempotentRequest> request) {
    var prepared = connections.prepare(tenant, draft, request);
    var id = prepared.connection().id();
    var command = orders.command(tenant, id).setLink(configs.link(prepared.connection())).build();
    var qr =
        orders.ask(
            command,
            reply ->
                switch (reply.getCode()) {
                  case OK ->
                      reply.hasQr()
                          ? Optional.of(
                              new Connection.Qr(
                                  reply.getQr().getText(),
                                  Instant.ofEpochMilli(reply.getQr().getExpiresAtMs())))
                          : Optional.<Connection.Qr>empty();
                  // It may still come; status shows it then.
                  case EXPIRED, OUTCOME_UNKNOWN -> Optional.<Connection.Qr>empty();
                  default -> throw SessionOrders.refused(reply);
                },
            // Only where no reply can come: an event of the link before could be late.
            () ->
                !orders.canBeAnswered()
                    ? connections.get(tenant, id).qr()
                    : Optional.<Connection.Qr>empty(),
            orders.end());
    var connection = connections.get(tenant, id);
    return new Requested(connection, prepared.token(), qr.or(connection::qr), prepared.created());
  }

  /// Confirms a scan, or resumes a stopped session with its stored credentials.
  ///
  /// @throws Failure `QR_NOT_SCANNED`, `RELINK_REQUIRED`, `GATEWAY_UNAVAILABLE`
  public Connection activate(UUID tenant, UUID id) {
    tenants.active(tenant);
    var connection = connections.get(tenant, id);
    return switch (connection.status()) {
      case CONNECTED -> connection;
      case PENDING_QR -> confirm(connection);
      case STALE -> resume(connection);
    };
  }

  private Connection confirm(Connection connection) {
    // A phone that has just scanned needs a moment for pairing and the login after it.
    if (connection.state() == ConnectionState.PAIRING
        || connection.state() == ConnectionState.CONNECTING) {
      var linked =
          orders.await(connection, now -> now.status() == ConnectionStatus.CONNECTED, orders.end());
      if (linked.isPresent()) {
        return linked.get();
      }
    }
    throw new Failure(Problem.QR_NOT_SCANNED, "The QR code has not been scanned yet");
  }

  private Connection resume(Connection connection) {
    if (connection.state() == ConnectionState.LOGGED_OUT) {
      throw relink();
    }
    var end = orders.end();
    var command =
        orders
            .command(connection.tenant(), connection.id())
            .setStart(StartSession.getDefaultInstance())
            .build();
    orders.ask(
        command,
        reply ->
            switch (reply.getCode()) {
              case OK -> Optional.of(true);
              case NOT_LINKED, UNKNOWN_SESSION -> throw relink();
              default -> throw SessionOrders.refused(reply);
            },
        () ->
            connections
                .find(connection.tenant(), connection.id())
                .filter(now -> now.status() == ConnectionStatus.CONNECTED)
                .map(_ -> true),
        end);
    var settled =
        orders.await(
            connection,
            now ->
                now.status() == ConnectionStatus.CONNECTED
                    || now.state() == ConnectionState.LOGGED_OUT,
            end);
    return settled
        .map(
            now -> {
              if (now.status() != ConnectionStatus.CONNECTED) {
                throw relink();
              }
              return now;
            })
        .orElseThrow(() -> SessionOrders.late("WhatsApp could not be reached in time"));
  }

  /// Closes the socket and keeps the credentials; with `unlink`, unlinks the phone as well.
  ///
  /// @throws Failure `GATEWAY_UNAVAILABLE`
  public Connection logout(UUID tenant, UUID id, boolean unlink) {
    var connection = connections.get(tenant, id);
    audit.recordAlone(tenant, "connection.logged_out", id.toString(), unlink ? "and unlinked" : "");
    if (unlink) {
      return connection.state() == ConnectionState.LOGGED_OUT
          ? connection
          : sessions.logOut(connection);
    }
    return connection.status() == ConnectionStatus.STALE ? connection : sessions.close(connection);
  }

  private static Failure relink() {
    return new Failure(Problem.RELINK_REQUIRED, "The stored link is void; request a new QR code");
  }
}
