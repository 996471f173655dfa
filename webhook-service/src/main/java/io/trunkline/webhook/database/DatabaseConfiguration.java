package io.trunkline.webhook.database;

import com.zaxxer.hikari.HikariDataSource;
import io.trunkline.webhook.Secret;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
  @Bean(destroyMethod = "close")
  @Primary
  HikariDataSource dataSource(PostgresSettings settings) {
    return pool(
        "requests", settings.url(), settings.username(), settings.password(), settings.poolSize());
  }

  @Bean(destroyMethod = "close", defaultCandidate = false)
  HikariDataSource jobsDataSource(PostgresSettings settings) {
    return pool(
        "jobs",
        settings.url(),
        settings.jobsUsername(),
        settings.jobsPassword(),
        settings.jobsPoolSize());
  }

  @Bean
  Jobs jobs(@Qualifier("jobsDataSource") DataSource dataSource) {
    return new Jobs(dataSource);
  }

  private static HikariDataSource pool(
      String name, String url, String username, Secret password, int size) {
    var pool = new HikariDataSource();
    pool.setPoolName(name);
    pool.setJdbcUrl(url);
    pool.setUsername(username);
    pool.setPassword(password.reveal());
    pool.setSchema("webhook");
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(5_000);
    // A server that died without a word must not hold a thread for ever.
    pool.addDataSourceProperty("socketTimeout", "30");
    pool.addDataSourceProperty("connectTimeout", "5");
    pool.addDataSourceProperty("ApplicationName", "trunkline-webhook-" + name);
    return pool;
  }
}
