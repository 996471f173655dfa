package io.trunkline.worker;

import com.zaxxer.hikari.HikariDataSource;
import io.trunkline.worker.settings.PostgresSettings;
import io.trunkline.worker.settings.WorkerSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/// Three pools: for reads, for group commits, and a small one for epochs, so that ownership never
/// waits behind a thousand sessions that are being loaded. In all of them a transaction ends by
/// itself after 2 s, on the server's clock, so that nobody waits for a process that was stopped.
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
  private static final String TRANSACTION_TIMEOUT = "-c transaction_timeout=2000";

  @Bean(destroyMethod = "close")
  @Primary
  HikariDataSource dataSource(PostgresSettings settings, WorkerSettings worker) {
    var pool = pool("reads", worker, settings, settings.poolSize(), true);
    // A read that fails ends its session, so it rather waits its turn.
    pool.setConnectionTimeout(10_000);
    return pool;
  }

  @Bean(destroyMethod = "close", defaultCandidate = false)
  HikariDataSource commitDataSource(PostgresSettings settings, WorkerSettings worker) {
    return pool("commits", worker, settings, 2, false);
  }

  @Bean(destroyMethod = "close", defaultCandidate = false)
  HikariDataSource epochDataSource(PostgresSettings settings, WorkerSettings worker) {
    return pool("epochs", worker, settings, 3, true);
  }

  private static HikariDataSource pool(
      String name,
      WorkerSettings worker,
      PostgresSettings settings,
      int size,
      boolean isAutoCommit) {
    var pool = new HikariDataSource();
    pool.setPoolName(name);
    pool.setJdbcUrl(settings.url());
    pool.setUsername(settings.username());
    pool.setPassword(settings.password().reveal());
    pool.setSchema("worker");
    pool.setAutoCommit(isAutoCommit);
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(2_000);
    pool.setValidationTimeout(1_000);
    pool.setInitializationFailTimeout(-1);
    // Longer than a transaction may last, so that the server decides first.
    pool.addDataSourceProperty("socketTimeout", "4");
    pool.addDataSourceProperty("connectTimeout", "2");
    pool.addDataSourceProperty("options", TRANSACTION_TIMEOUT);
    pool.addDataSourceProperty("ApplicationName", "trunkline " + worker.id() + " " + name);
    return pool;
  }
}
