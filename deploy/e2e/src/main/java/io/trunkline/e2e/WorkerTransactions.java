package io.trunkline.e2e;

import java.sql.DriverManager;
import java.sql.SQLException;

/// Looks at what a worker has open in the installation's PostgreSQL.
public final class WorkerTransactions {
  private static final String OPEN =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE application_name = ? AND state = 'idle in transaction'
      """;

  private final Installation installation;

  public WorkerTransactions(Installation installation) {
    this.installation = installation;
  }

  /// Whether a group commit of the worker has begun, has no statement under way and has not ended.
  public boolean isOpen(String worker) {
    var url = "jdbc:postgresql://127.0.0.1:" + installation.port("postgres") + "/trunkline";
    var role = "trunkline_worker";
    try (var connection =
            DriverManager.getConnection(url, role, installation.secret("postgres-" + role));
        var sql = connection.prepareStatement(OPEN)) {
      sql.setString(1, "trunkline " + worker + " commits");
      try (var rows = sql.executeQuery()) {
        return rows.next() && rows.getInt(1) > 0;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not tell", e);
    }
  }
}
