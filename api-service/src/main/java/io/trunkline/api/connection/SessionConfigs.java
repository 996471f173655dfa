package io.trunkline.api.connection;

import io.trunkline.api.database.TenantTransactions;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.SessionConfig;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What is set for sessions, as far as it concerns their workers.
@Component
class SessionConfigs {
  private static final String READ =
      """
      SELECT device_name, send_read_receipts, reject_calls, history_days, proxy_file
      FROM connection_settings WHERE tenant_id = ? AND session_id = ?
      """;

  private final TenantTransactions transactions;
  private final JdbcClient jdbc;

  SessionConfigs(TenantTransactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  /// @param deviceName empty = the installation's
  record Told(String deviceName, SessionConfig config) {
    static final Told NOTHING = new Told("", SessionConfig.getDefaultInstance());
  }

  Told of(UUID tenant, UUID session) {
    return transactions
        .in(
            tenant,
            () -> jdbc.sql(READ).params(tenant, session).query((row, _) -> told(row)).optional())
        .orElse(Told.NOTHING);
  }

  private static Told told(ResultSet row) throws SQLException {
    var config =
        SessionConfig.newBuilder()
            .setHidesReads(!row.getBoolean("send_read_receipts"))
            .setRejectsCalls(row.getBoolean("reject_calls"));
    Optional.ofNullable(row.getObject("history_days", Integer.class))
        .ifPresent(config::setHistoryDays);
    Optional.ofNullable(row.getString("proxy_file")).ifPresent(config::setProxyFile);
    return new Told(Optional.ofNullable(row.getString("device_name")).orElse(""), config.build());
  }

  /// The command that links the session.
  LinkSession.Builder link(Connection session) {
    var told = of(session.tenant(), session.id());
    return LinkSession.newBuilder()
        .setReconnectLimit(session.settings().reconnectLimit())
        .setDeviceName(told.deviceName())
        .setConfig(told.config());
  }
}
