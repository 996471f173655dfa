package io.trunkline.api.connection;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.ConfigureSession;
import io.trunkline.proto.command.DeleteSession;
import io.trunkline.proto.command.LogoutSession;
import io.trunkline.proto.command.ResetReconnects;
import io.trunkline.proto.command.StartSession;
import io.trunkline.proto.command.StopSession;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;

/// The life of a session, one for all dialects: created, connected, stopped, unlinked, deleted. All
/// dialects of a tenant see the same sessions; how each calls their states follows from
/// [Connection#phase()].
///
/// Every call throws a [Failure]: `CONNECTION_NOT_FOUND` for what is not the tenant's,
/// `GATEWAY_UNAVAILABLE` where no worker could be told or none answered in time; the call may then
/// be repeated.
@Service
public class Sessions {
  /// The session that a tenant always has, in the dialects that know one.
  public static final String DEFAULT = "default";

  private final Connections connections;
  private final SessionOrders orders;
  private final SessionConfigs configs;
  private final Tenants tenants;
  private final Audit audit;

  Sessions(
      Connections connections,
      SessionOrders orders,
      SessionConfigs configs,
      Tenants tenants,
      Audit audit) {
    this.configs = configs;
    this.connections = connections;
    this.orders = orders;
    this.tenants = tenants;
    this.audit = audit;
  }

  /// @param created whether it is new
  public record Ensured(Connection session, boolean created) {}

  /// The session of this name, created where there is none.
  ///
  /// @param settings of a new one
  /// @throws Failure `QUOTA_EXCEEDED`, `TENANT_SUSPENDED`
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  public Ensured ensure(
      UUID tenant, String name, SessionSettings settings, Optional<IdempotentRequest> request) {
    var prepared = connections.ensure(tenant, Connections.Draft.of(name, settings), request);
    return new Ensured(prepared.connection(), prepared.created());
  }

  /// The tenant's default session; it counts in no quota.
  public Connection ensureDefault(UUID tenant, SessionSettings settings) {
    return connections
        .find(tenant, DEFAULT)
        .orElseGet(
            () -> connections.ensureDefault(tenant, Connections.Draft.of(DEFAULT, settings)));
  }

  /// Connects with the stored credentials, or begins a new link where there are none, and waits
  /// until it is under way: a QR is shown or a socket is being opened. A session that is connected
  /// or on the way is left alone.
  ///
  /// @return as it is then; without a QR where none came in time
  public Connection connect(UUID tenant, UUID id) {
    tenants.active(tenant);
    var session = connections.get(tenant, id);
    return switch (session.phase()) {
      case CONNECTED, OPENING, SHOWING_QR, PAIRING, RETRYING -> session;
      case LOST, EXHAUSTED, STOPPED -> recorded("connection.started", start(session));
      case CREATED, QR_ROUND_OVER, LOGGED_OUT -> recorded("connection.started", link(session));
    };
  }

  private Connection recorded(String action, Connection session) {
    audit.recordAlone(session.tenant(), action, session.id().toString(), session.name());
    return session;
  }

  private Connection start(Connection session) {
    var end = orders.end();
    var isStarted =
        orders.ask(
            command(session)
                .setStart(
                    StartSession.newBuilder()
                        .setReconnectLimit(session.settings().reconnectLimit()))
                .build(),
            reply ->
                switch (reply.getCode()) {
                  case OK -> Optional.of(true);
                  case NOT_LINKED, UNKNOWN_SESSION -> Optional.of(false);
                  default -> throw SessionOrders.refused(reply);
                },
            () -> moved(session).map(_ -> true),
            end);
    if (isStarted.isEmpty()) {
      throw SessionOrders.late("The session did not start in time");
    }
    return isStarted.get()
        ? orders.await(session, now -> hasMoved(session, now), end).orElse(session)
        : link(session);
  }

  /// Begins a new link, whatever credentials there are, and waits for its first QR.
  public Connection relink(UUID tenant, UUID id) {
    tenants.active(tenant);
    return recorded("connection.relinked", link(connections.get(tenant, id)));
  }

  private Connection link(Connection session) {
    var end = orders.end();
    var reset = connections.awaitLink(session.tenant(), session.id());
    var unused =
        orders.ask(
            command(reset).setLink(configs.link(reset)).build(),
            reply ->
                switch (reply.getCode()) {
                  // Where it took too long it may still come; the session shows it then.
                  case OK, EXPIRED, OUTCOME_UNKNOWN -> Optional.of(true);
                  default -> throw SessionOrders.refused(reply);
                },
            () -> moved(reset).map(_ -> true),
            end);
    return orders
        .await(reset, now -> hasMoved(reset, now) && now.phase() != SessionPhase.OPENING, end)
        .orElseGet(() -> connections.get(reset.tenant(), reset.id()));
  }

  /// Begins a new link by a code that is typed on the account's phone.
  ///
  /// @param digits the account's number, with the calling code
  /// @param notifies whether the phone shows a notification that leads to where the code is typed
  /// @return `XXXX-XXXX`, secret until typed
  /// @throws Failure `ALREADY_LINKED`, `INVALID_NUMBER`, `REFUSED_BY_WHATSAPP`
  public String linkByCode(UUID tenant, UUID id, String digits, boolean notifies) {
    tenants.active(tenant);
    var session = connections.get(tenant, id);
    if (session.status() == ConnectionStatus.CONNECTED || session.phase() == SessionPhase.PAIRING) {
      throw new Failure(Problem.ALREADY_LINKED, "The session is linked already");
    }
    var reset = connections.awaitLink(tenant, id);
    var code =
        orders
            .ask(
                command(reset)
                    .setLink(
                        configs
                            .link(reset)
                            .setPhoneNumber(digits)
                            .setWithoutNotification(!notifies))
                    .build(),
                reply ->
                    switch (reply.getCode()) {
                      case OK -> Optional.of(reply.getPairingCode().getCode());
                      case INVALID ->
                          throw new Failure(
                              Problem.INVALID_NUMBER, "The phone number is not valid");
                      case REFUSED ->
                          throw new Failure(
                              Problem.REFUSED_BY_WHATSAPP, "WhatsApp gives no pairing code now");
                      default -> throw SessionOrders.refused(reply);
                    },
                Optional::<String>empty,
                orders.end())
            .orElseThrow(() -> SessionOrders.late("No pairing code came in time"));
    recorded("connection.relinked", reset);
    return code;
  }

  /// Tells the session's worker what is set for it. One that does not answer soon is told as well,
  /// by and by; one that does not have the session is told with its link.
  ///
  /// @throws Failure `GATEWAY_UNAVAILABLE` where it cannot be told, or could not do it
  public void configure(UUID tenant, UUID id) {
    var session = connections.get(tenant, id);
    var configure = ConfigureSession.newBuilder().setConfig(configs.of(tenant, id).config());
    var unused =
        orders.ask(
            command(session).clearDeadlineMs().setConfigure(configure).build(),
            reply ->
                switch (reply.getCode()) {
                  case OK, UNKNOWN_SESSION -> Optional.of(true);
                  default -> throw SessionOrders.refused(reply);
                },
            () -> orders.canBeAnswered() ? Optional.empty() : Optional.of(false),
            orders.end());
  }

  private Optional<Connection> moved(Connection before) {
    return connections.find(before.tenant(), before.id()).filter(now -> hasMoved(before, now));
  }

  private static boolean hasMoved(Connection before, Connection now) {
    return now.phase() != before.phase();
  }

  /// Closes the socket and keeps the credentials. A session without a socket is left alone.
  public Connection stop(UUID tenant, UUID id) {
    var session = connections.get(tenant, id);
    return switch (session.phase()) {
      case CREATED, QR_ROUND_OVER, STOPPED, LOGGED_OUT -> session;
      case OPENING, SHOWING_QR, PAIRING, CONNECTED, LOST, RETRYING, EXHAUSTED ->
          recorded("connection.stopped", close(session));
    };
  }

  Connection close(Connection session) {
    return end(
        session,
        command(session).setStop(StopSession.getDefaultInstance()).build(),
        now -> now.status() == ConnectionStatus.STALE);
  }

  /// Unlinks the device at WhatsApp and makes the credentials void.
  public Connection unlink(UUID tenant, UUID id) {
    var session = connections.get(tenant, id);
    return switch (session.phase()) {
      case CREATED, LOGGED_OUT -> session;
      case OPENING,
          SHOWING_QR,
          PAIRING,
          CONNECTED,
          LOST,
          RETRYING,
          EXHAUSTED,
          QR_ROUND_OVER,
          STOPPED ->
          recorded("connection.logged_out", logOut(session));
    };
  }

  Connection logOut(Connection session) {
    return end(
        session,
        command(session).setLogout(LogoutSession.getDefaultInstance()).build(),
        now -> now.phase() == SessionPhase.LOGGED_OUT);
  }

  private Connection end(Connection session, Command command, Predicate<Connection> done) {
    var end = orders.end();
    var unused =
        orders.ask(
            command,
            reply ->
                switch (reply.getCode()) {
                  // A session that the worker never had is as stopped as can be.
                  case OK, NOT_LINKED, UNKNOWN_SESSION, NOT_CONNECTED -> Optional.of(true);
                  default -> throw SessionOrders.refused(reply);
                },
            () -> connections.find(session.tenant(), session.id()).filter(done).map(_ -> true),
            end);
    return orders
        .await(session, done, end)
        .orElseThrow(() -> SessionOrders.late("The session did not stop in time"));
  }

  /// Counts failed reconnects from 0 again; where they were used up the session tries anew.
  public void resetReconnects(UUID tenant, UUID id) {
    var session = connections.get(tenant, id);
    if (session.attempts() == 0 && session.phase() != SessionPhase.EXHAUSTED) {
      return;
    }
    var end = orders.end();
    var answered =
        orders.ask(
            command(session).setResetReconnects(ResetReconnects.getDefaultInstance()).build(),
            reply ->
                switch (reply.getCode()) {
                  case OK, UNKNOWN_SESSION -> Optional.of(true);
                  default -> throw SessionOrders.refused(reply);
                },
            Optional::<Boolean>empty,
            end);
    if (answered.isEmpty()) {
      throw SessionOrders.late("The session did not answer in time");
    }
    var unused = orders.await(session, now -> now.attempts() == 0, end);
  }

  /// Unlinks the device and erases everything of the session, its messages included.
  public void delete(UUID tenant, UUID id) {
    erase(connections.get(tenant, id));
    connections.remove(tenant, id);
  }

  /// As [#delete], for a session that must not go: it is there again, empty, with its settings.
  public Connection empty(UUID tenant, UUID id) {
    var session = connections.get(tenant, id);
    delete(tenant, id);
    return connections.ensureDefault(
        tenant, Connections.Draft.of(session.name(), session.settings()));
  }

  /// The worker's last event is waited for, so that no message of before it comes to a session that
  /// is not there any more.
  private void erase(Connection session) {
    var end = orders.end();
    var known =
        orders.ask(
            command(session).setDelete(DeleteSession.getDefaultInstance()).build(),
            reply ->
                switch (reply.getCode()) {
                  case OK -> Optional.of(true);
                  case UNKNOWN_SESSION -> Optional.of(false);
                  default -> throw SessionOrders.refused(reply);
                },
            () ->
                connections
                    .find(session.tenant(), session.id())
                    .filter(Connection::isDeleted)
                    .map(_ -> true),
            end);
    var isOver =
        known.filter(isKnown -> !isKnown).isPresent()
            || orders.await(session, Connection::isDeleted, end).isPresent();
    if (!isOver) {
      throw SessionOrders.late("The session was not deleted in time");
    }
  }

  /// @throws Failure `CONNECTION_NOT_FOUND`
  public Connection named(UUID tenant, String name) {
    return connections
        .find(tenant, name)
        .orElseThrow(() -> new Failure(Problem.CONNECTION_NOT_FOUND, "Session not found"));
  }

  private Command.Builder command(Connection session) {
    return orders.command(session.tenant(), session.id());
  }
}
