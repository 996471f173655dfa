package io.trunkline.webhook.database;

import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The one place where a transaction is bound to a tenant. Outside of it the request's role sees no
/// row at all, so a forgotten binding shows nothing instead of everything.
@Component
public class TenantTransactions {
  private static final String BIND = "SELECT set_config('trunkline.tenant', ?, true)";

  private final TransactionTemplate transactions;
  private final JdbcClient jdbc;

  TenantTransactions(PlatformTransactionManager manager, JdbcClient jdbc) {
    this.transactions = new TransactionTemplate(manager);
    this.jdbc = jdbc;
  }

  /// Runs `work` in a transaction that sees rows of `tenant` only.
  public <T> T in(UUID tenant, Function<JdbcClient, T> work) {
    return transactions.execute(
        status -> {
          jdbc.sql(BIND).param(tenant.toString()).query(String.class).single();
          return work.apply(jdbc);
        });
  }
}
