package io.trunkline.api.settings;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.connection.Sessions;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.egress.EgressGuard;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.media.SecretFiles;
import io.trunkline.api.paced.QuietHours;
import io.trunkline.api.tenant.Tenant;
import io.trunkline.contract.egress.RefusedAddressException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Reads and changes what is set for connections, and tells their workers.
@Service
public class Settings {
  private static final String READ =
      """
      SELECT c.consent, c.reconnect_limit, s.device_name, s.proxy_url, s.proxy_file,
             coalesce(s.send_read_receipts, true) AS send_read_receipts,
             coalesce(s.reject_calls, false) AS reject_calls, s.default_country, s.history_days,
             s.message_lifetime, l.min_seconds, l.max_seconds, l.poll_seconds, l.per_hour,
             l.per_day, l.quiet_from, l.quiet_to, l.quiet_zone
      FROM connections c
      LEFT JOIN connection_settings s ON s.session_id = c.id
      LEFT JOIN lanes l ON l.session_id = c.id
      WHERE c.tenant_id = :tenant AND c.id = :id
      """;
  private static final String LOCK = READ + "FOR UPDATE OF c";
  private static final String KEPT_WITH_THE_SESSION =
      """
      UPDATE connections SET consent = :consent, reconnect_limit = :limit
      WHERE id = :id AND (consent, reconnect_limit) IS DISTINCT FROM (:consent, :limit)
      """;
  private static final String WRITE =
      """
      INSERT INTO connection_settings (session_id, tenant_id, device_name, proxy_url, proxy_file,
        send_read_receipts, reject_calls, default_country, history_days, message_lifetime)
      VALUES (:id, :tenant, :name, :proxy, :file, :receipts, :reject, :country, :days, :lifetime)
      ON CONFLICT (session_id) DO UPDATE SET
        device_name = excluded.device_name, proxy_url = excluded.proxy_url,
        proxy_file = excluded.proxy_file, send_read_receipts = excluded.send_read_receipts,
        reject_calls = excluded.reject_calls, default_country = excluded.default_country,
        history_days = excluded.history_days, message_lifetime = excluded.message_lifetime
      """;
  private static final String PACE =
      """
      INSERT INTO lanes (session_id, tenant_id, min_seconds, max_seconds, poll_seconds, per_hour,
        per_day, quiet_from, quiet_to, quiet_zone)
      VALUES (:id, :tenant, :min, :max, :poll, :hour, :day, :from, :to, :zone)
      ON CONFLICT (session_id) DO UPDATE SET
        min_seconds = excluded.min_seconds, max_seconds = excluded.max_seconds,
        poll_seconds = excluded.poll_seconds, per_hour = excluded.per_hour,
        per_day = excluded.per_day, quiet_from = excluded.quiet_from,
        quiet_to = excluded.quiet_to, quiet_zone = excluded.quiet_zone
      """;
  private static final String COUNTRY =
      "SELECT default_country FROM connection_settings WHERE tenant_id = ? AND session_id = ?";

  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final SecretFiles secrets;
  private final EgressGuard egress;
  private final Sessions sessions;
  private final Audit audit;

  Settings(
      TenantTransactions transactions,
      JdbcClient jdbc,
      SecretFiles secrets,
      EgressGuard egress,
      Sessions sessions,
      Audit audit) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.secrets = secrets;
    this.egress = egress;
    this.sessions = sessions;
    this.audit = audit;
  }

  /// @param proxyFile reference of the file that brings the proxy's URL to the worker
  private record Stored(ConnectionSettings settings, Optional<String> proxyFile) {}

  /// @throws Failure `CONNECTION_NOT_FOUND`
  public ConnectionSettings get(UUID tenant, UUID id) {
    return transactions.in(tenant, () -> read(READ, tenant, id)).settings();
  }

  /// The calling code for numbers that have none.
  public String country(Tenant tenant, UUID id) {
    return transactions
        .in(
            tenant.id(),
            () -> jdbc.sql(COUNTRY).params(tenant.id(), id).query(String.class).optional())
        .orElse(tenant.defaultCountry());
  }

  /// Changes what is set. A session that runs takes another proxy at once, by connecting anew; a
  /// worker that is away is told when it is back.
  ///
  /// @param proxy what replaces the proxy; absent: the change's `proxyUrl` is the stored one or
  ///     none
  /// @param change may throw a [Failure], and then nothing changes
  /// @throws Failure `CONNECTION_NOT_FOUND`; `INVALID_REQUEST` for a proxy that must not be
  ///     reached; `GATEWAY_UNAVAILABLE`, after which a repetition tells the worker
  public ConnectionSettings change(
      UUID tenant, UUID id, Optional<ProxyUrl> proxy, UnaryOperator<ConnectionSettings> change) {
    proxy.ifPresent(this::check);
    // What cannot be is refused before a file is kept for it.
    var unused = change.apply(get(tenant, id));
    var file =
        proxy.map(url -> secrets.keep(tenant, url.reveal().getBytes(StandardCharsets.UTF_8)));
    Optional<String> old;
    try {
      old = transactions.in(tenant, () -> write(tenant, id, file, change));
    } catch (RuntimeException e) {
      file.ifPresent(name -> secrets.delete(tenant, name));
      throw e;
    }
    old.ifPresent(name -> secrets.delete(tenant, name));
    sessions.configure(tenant, id);
    return get(tenant, id);
  }

  private void check(ProxyUrl proxy) {
    try {
      egress.resolve(proxy.host());
    } catch (RefusedAddressException e) {
      throw Failure.invalid("proxyUrl leads to a network that is not allowed");
    } catch (UnknownHostException e) {
      throw Failure.invalid("proxyUrl's host is not known");
    }
  }

  /// @return the file of the proxy before, where it is of no use any more
  private Optional<String> write(
      UUID tenant, UUID id, Optional<String> file, UnaryOperator<ConnectionSettings> change) {
    var stored = read(LOCK, tenant, id);
    var settings = change.apply(stored.settings());
    var kept = settings.proxyUrl().flatMap(_ -> file.or(stored::proxyFile));
    jdbc.sql(KEPT_WITH_THE_SESSION)
        .param("id", id)
        .param("consent", settings.consent())
        .param("limit", settings.reconnectLimit())
        .update();
    jdbc.sql(WRITE)
        .param("id", id)
        .param("tenant", tenant)
        .param("name", settings.deviceName().orElse(null), Types.VARCHAR)
        .param("proxy", settings.proxyUrl().orElse(null), Types.VARCHAR)
        .param("file", kept.orElse(null), Types.VARCHAR)
        .param("receipts", settings.sendReadReceipts())
        .param("reject", settings.rejectCalls())
        .param("country", settings.defaultCountry().orElse(null), Types.VARCHAR)
        .param("days", settings.historyDays().orElse(null), Types.INTEGER)
        .param("lifetime", settings.messageLifetime().orElse(null), Types.INTEGER)
        .update();
    if (!settings.pace().equals(stored.settings().pace())) {
      write(tenant, id, settings.pace());
    }
    audit.record(tenant, "connection.settings_changed", id.toString(), "");
    return stored.proxyFile().filter(name -> kept.filter(name::equals).isEmpty());
  }

  private void write(UUID tenant, UUID id, ConnectionSettings.Pace pace) {
    var quiet = pace.quietHours();
    jdbc.sql(PACE)
        .param("id", id)
        .param("tenant", tenant)
        .param("min", pace.minSeconds().orElse(null), Types.INTEGER)
        .param("max", pace.maxSeconds().orElse(null), Types.INTEGER)
        .param("poll", pace.pollSeconds().orElse(null), Types.INTEGER)
        .param("hour", pace.perHour().orElse(null), Types.INTEGER)
        .param("day", pace.perDay().orElse(null), Types.INTEGER)
        .param("from", quiet.map(QuietHours::from).orElse(null), Types.TIME)
        .param("to", quiet.map(QuietHours::to).orElse(null), Types.TIME)
        .param("zone", quiet.map(hours -> hours.zone().getId()).orElse(null), Types.VARCHAR)
        .update();
  }

  private Stored read(String sql, UUID tenant, UUID id) {
    return jdbc.sql(sql)
        .param("tenant", tenant)
        .param("id", id)
        .query((row, _) -> stored(row))
        .optional()
        .orElseThrow(() -> new Failure(Problem.CONNECTION_NOT_FOUND, "Connection not found"));
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        new ConnectionSettings(
            text(row, "proxy_url"),
            text(row, "device_name"),
            new ConnectionSettings.Pace(
                number(row, "min_seconds"),
                number(row, "max_seconds"),
                number(row, "poll_seconds"),
                number(row, "per_hour"),
                number(row, "per_day"),
                QuietHours.read(row)),
            row.getBoolean("consent"),
            row.getInt("reconnect_limit"),
            row.getBoolean("send_read_receipts"),
            row.getBoolean("reject_calls"),
            text(row, "default_country"),
            number(row, "history_days"),
            number(row, "message_lifetime")),
        text(row, "proxy_file"));
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  private static Optional<Integer> number(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, Integer.class));
  }
}
