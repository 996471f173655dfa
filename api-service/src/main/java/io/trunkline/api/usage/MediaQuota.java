package io.trunkline.api.usage;

import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.tenant.Tenants;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
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
      "SELECT coalesce(sum(media_bytes), 0) FROM usage_days WHERE tenant_id = ? AND day >= ?";
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
  /// @param retention how long they are kept; what is older counts no more
  /// @throws Failure `QUOTA_EXCEEDED`
  public void check(UUID tenant, long bytes, Duration retention) {
    var most = tenants.active(tenant).quotas().mediaBytes();
    if (most.isEmpty()) {
      return;
    }
    long stored =
        transactions.in(
            tenant,
            () -> jdbc.sql(STORED).params(tenant, day(retention)).query(Long.class).single());
    if (bytes > most.get() - stored) {
      throw new Failure(Problem.QUOTA_EXCEEDED, "The tenant's room for media is used up");
    }
  }

  /// To be told after they were.
  public void stored(UUID tenant, long bytes) {
    transactions.run(
        tenant, () -> jdbc.sql(ADD).params(tenant, day(Duration.ZERO), bytes).update());
  }

  private Date day(Duration ago) {
    return Date.valueOf(LocalDate.ofInstant(clock.instant().minus(ago), ZoneOffset.UTC));
  }
}
