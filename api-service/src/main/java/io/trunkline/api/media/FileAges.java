package io.trunkline.api.media;

import io.trunkline.api.database.TenantTransactions;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Since when the media store keeps which file of a message. [FileExpiry] takes what is old.
@Component
class FileAges {
  private static final String NOTE =
      """
      INSERT INTO kept_files (tenant_id, reference, kept_at) VALUES (:tenant, :reference, :now)
      ON CONFLICT (tenant_id, reference) DO UPDATE SET kept_at = excluded.kept_at
      RETURNING xmax = 0
      """;

  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final Clock clock;

  FileAges(TenantTransactions transactions, JdbcClient jdbc, Clock clock) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// The file is as new from now on.
  ///
  /// @return whether it was unknown; then an expiry may have deleted it until now
  boolean noted(UUID tenant, String reference) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(NOTE)
                .param("tenant", tenant)
                .param("reference", reference)
                .param("now", Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single());
  }
}
