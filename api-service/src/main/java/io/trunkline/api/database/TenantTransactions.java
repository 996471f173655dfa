package io.trunkline.api.database;

import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The one place where a transaction is bound to a tenant. Outside of it the request's role sees no
/// row at all, so a forgotten binding shows nothing instead of everything.
///
/// PostgreSQL's policies compare `tenant_id` with the setting `trunkline.tenant`, which lasts until
/// the transaction ends and so never leaks to the next user of a pooled connection.
@Component
public class TenantTransactions {
  private static final String BIND = "SELECT set_config('trunkline.tenant', ?, true)";

  private final TransactionTemplate transactions;
  private final JdbcClient jdbc;

  TenantTransactions(PlatformTransactionManager manager, JdbcClient jdbc) {
    this.transactions = new TransactionTemplate(manager);
    this.jdbc = jdbc;
  }

  /// Runs `work` in a transaction of its own that sees rows of `tenant` only.
  ///
  /// @throws IllegalStateException when called within another tenant transaction
  public <T> T in(UUID tenant, Supplier<T> work) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("A tenant transaction does not nest");
    }
    return transactions.execute(
        status -> {
          jdbc.sql(BIND).param(tenant.toString()).query(String.class).single();
          return work.get();
        });
  }

  public void run(UUID tenant, Runnable work) {
    in(
        tenant,
        () -> {
          work.run();
          return null;
        });
  }
}
