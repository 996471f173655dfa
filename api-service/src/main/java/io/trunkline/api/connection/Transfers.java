package io.trunkline.api.connection;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.media.SecretFiles;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.proto.command.ExportSession;
import io.trunkline.proto.command.ImportSession;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.event.ConnectionState;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// Sessions that come from another client or go to one, as an auth folder of Baileys. It is secret:
/// it goes to the worker and back as a file of the media store, which is deleted at once.
@Service
public class Transfers {
  /// Of a folder as it comes, packed or not; a worker takes no more.
  public static final int MAX_BYTES = 8 << 20;

  /// How a worker's reason begins where the session is linked already.
  private static final String LINKED = "linked: ";

  private final Connections connections;
  private final SessionOrders orders;
  private final SessionConfigs configs;
  private final SecretFiles secrets;
  private final Tenants tenants;
  private final Audit audit;

  Transfers(
      Connections connections,
      SessionOrders orders,
      SessionConfigs configs,
      SecretFiles secrets,
      Tenants tenants,
      Audit audit) {
    this.connections = connections;
    this.orders = orders;
    this.configs = configs;
    this.secrets = secrets;
    this.tenants = tenants;
    this.audit = audit;
  }

  /// @param token the connection's
  public record Imported(Connection connection, String token) {}

  /// Makes a connection of an auth folder, or links one that is not linked by it, and waits until
  /// it is open.
  ///
  /// @param auth a zip of the folder or its JSON form
  /// @throws Failure `INVALID_AUTH`, after which no new connection is left; `ALREADY_LINKED`;
  ///     `RELINK_REQUIRED` where WhatsApp does not take the login; `QUOTA_EXCEEDED`,
  ///     `TENANT_SUSPENDED`, `GATEWAY_UNAVAILABLE`
  public Imported take(UUID tenant, Connections.Draft draft, byte[] auth) {
    if (auth.length == 0 || auth.length > MAX_BYTES) {
      throw invalid("Expected 1 to " + MAX_BYTES + " bytes");
    }
    tenants.active(tenant);
    var prepared = connections.ensure(tenant, draft, Optional.empty());
    var id = prepared.connection().id();
    requireUnlinked(prepared.connection());
    var waiting = prepared.created() ? prepared.connection() : connections.awaitLink(tenant, id);
    var end = orders.end();
    try {
      order(waiting, auth, end);
    } catch (Failure e) {
      if (prepared.created() && e.problem() == Problem.INVALID_AUTH) {
        connections.remove(tenant, id);
      }
      throw e;
    }
    audit.recordAlone(tenant, "connection.imported", id.toString(), draft.name());
    var settled =
        orders
            .await(
                waiting,
                now ->
                    now.status() == ConnectionStatus.CONNECTED
                        || now.state() == ConnectionState.LOGGED_OUT,
                end)
            .orElseThrow(() -> SessionOrders.late("WhatsApp could not be reached in time"));
    if (settled.status() != ConnectionStatus.CONNECTED) {
      throw new Failure(Problem.RELINK_REQUIRED, "WhatsApp does not know this device any more");
    }
    return new Imported(settled, prepared.token());
  }

  private static void requireUnlinked(Connection connection) {
    switch (connection.phase()) {
      case CREATED, SHOWING_QR, QR_ROUND_OVER, LOGGED_OUT -> {}
      case OPENING, PAIRING, CONNECTED, LOST, RETRYING, EXHAUSTED, STOPPED -> throw linked();
    }
  }

  private void order(Connection connection, byte[] auth, long end) {
    var tenant = connection.tenant();
    var told = configs.of(tenant, connection.id());
    var file = secrets.keep(tenant, auth);
    try {
      var answered =
          orders.ask(
              orders
                  .command(tenant, connection.id())
                  .setImportSession(
                      ImportSession.newBuilder()
                          .setAuthFile(file)
                          .setDeviceName(told.deviceName())
                          .setConfig(told.config()))
                  .build(),
              reply ->
                  switch (reply.getCode()) {
                    case OK -> Optional.of(true);
                    case INVALID -> throw refusal(reply);
                    default -> throw SessionOrders.refused(reply);
                  },
              Optional::<Boolean>empty,
              end);
      if (answered.isEmpty()) {
        throw SessionOrders.late("The session was not imported in time");
      }
    } finally {
      secrets.delete(tenant, file);
    }
  }

  private static Failure refusal(Reply reply) {
    return reply.getReason().startsWith(LINKED) ? linked() : invalid(reply.getReason());
  }

  private static Failure linked() {
    return new Failure(Problem.ALREADY_LINKED, "The connection is linked: unlink it first");
  }

  private static Failure invalid(String why) {
    return new Failure(Problem.INVALID_AUTH, "The file is no auth folder: " + why);
  }

  /// The auth folder of a connection that is closed. Whoever goes on with it elsewhere must not
  /// activate the connection again: both sides would use the same message keys.
  ///
  /// @return a zip
  /// @throws Failure `CONNECTION_NOT_FOUND`; `CONNECTION_ACTIVE` where it is not closed;
  ///     `RELINK_REQUIRED` where it has no link; `GATEWAY_UNAVAILABLE`
  public byte[] give(UUID tenant, UUID id) {
    var connection = connections.get(tenant, id);
    if (connection.status() == ConnectionStatus.CONNECTED) {
      throw active();
    }
    audit.recordAlone(tenant, "connection.exported", id.toString(), connection.name());
    return orders
        .ask(
            orders.command(tenant, id).setExportSession(ExportSession.getDefaultInstance()).build(),
            reply ->
                switch (reply.getCode()) {
                  case OK -> secrets.take(tenant, reply.getExportSession().getAuthFile());
                  case NOT_LINKED, UNKNOWN_SESSION ->
                      throw new Failure(
                          Problem.RELINK_REQUIRED, "The connection has no link to export");
                  case INVALID -> throw active();
                  default -> throw SessionOrders.refused(reply);
                },
            Optional::<byte[]>empty,
            orders.end())
        .orElseThrow(() -> SessionOrders.late("The session was not exported in time"));
  }

  private static Failure active() {
    return new Failure(
        Problem.CONNECTION_ACTIVE, "The connection is open: log it out first, without unlinking");
  }
}
