package io.trunkline.api.usage;

import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.tenant.Tenants;
import java.sql.Date;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Holds a tenant's stored media to its quota. What the tenant brings counts, from the day it was
/// stored; what workers store of received messages does not.
@Service
public class MediaQuota {
  private static final String STORED =
      "SELECT coalesce(sum(media_bytes), 0) FROM usage_days WHERE tenant_id = ?";
  private static final String ADD =
      """
      INSERT INTO usage_days (tenant_id, day, media_bytes) VALUES (?, ?, ?)
      ON CONFLICT (tenant_id, day) DO UPDATE
      SET media_bytes = usage_days.media_bytes + excluded.media_bytes
      """;

  private final Tenants tenants;
  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final Clock clock;

  MediaQuota(Tenants tenants, TenantTransactions transactions, JdbcClient jdbc, Clock clock) {
    this.tenants = tenants;
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// To be asked before bytes are stored.
  ///
  /// @throws Failure `QUOTA_EXCEEDED`
  public void check(UUID tenant, long bytes) {
    var most = tenants.active(tenant).quotas().mediaBytes();
    if (most.isEmpty()) {
      return;
    }
    long stored =
        transactions.in(tenant, () -> jdbc.sql(STORED).param(tenant).query(Long.class).single());
    if (bytes > most.get() - stored) {
      throw new Failure(Problem.QUOTA_EXCEEDED, "The tenant's room for media is used up");
    }
  }

  /// To be told after they were.
  public void stored(UUID tenant, long bytes) {
    var today = Date.valueOf(LocalDate.now(clock.withZone(ZoneOffset.UTC)));
    transactions.run(tenant, () -> jdbc.sql(ADD).params(tenant, today, bytes).update());
  }
}
