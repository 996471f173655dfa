package io.trunkline.webhook.database;

import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Work that crosses tenants: storing events and delivering them. It runs under a role of its own;
/// requests of a tenant use [TenantTransactions].
public final class Jobs {
  private final JdbcTemplate template;
  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  Jobs(DataSource dataSource) {
    template = new JdbcTemplate(dataSource);
    jdbc = JdbcClient.create(template);
    transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
  }

  /// Runs `work` in one transaction.
  public <T> T compute(Function<JdbcClient, T> work) {
    return transactions.execute(status -> work.apply(jdbc));
  }

  public void run(Consumer<JdbcClient> work) {
    transactions.executeWithoutResult(status -> work.accept(jdbc));
  }

  /// For statements sent in batches; use it within [#run] or [#compute] only.
  public JdbcTemplate batches() {
    return template;
  }
}
