package io.trunkline.worker;

import io.trunkline.whatsapp.client.WhatsAppClient;
import io.trunkline.whatsapp.client.WhatsAppSettings;
import io.trunkline.worker.fleet.FleetVersion;
import io.trunkline.worker.fleet.Heartbeat;
import io.trunkline.worker.fleet.KeyRotation;
import io.trunkline.worker.fleet.ShardLags;
import io.trunkline.worker.fleet.Shards;
import io.trunkline.worker.fleet.WorkerRows;
import io.trunkline.worker.secret.MasterKeys;
import io.trunkline.worker.session.Sessions;
import io.trunkline.worker.settings.WhatsAppProperties;
import io.trunkline.worker.settings.WorkerSettings;
import io.trunkline.worker.shard.Leases;
import io.trunkline.worker.shard.ShardKeeper;
import io.trunkline.worker.store.SessionRows;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaAdmin;

/// What binds this worker to the others.
@Configuration(proxyBeanMethods = false)
class FleetConfiguration {
  private static final URI WHATSAPP_VERSION_PAGE = URI.create("https://web.whatsapp.com/sw.js");

  @Bean
  WorkerRows workerRows(JdbcClient jdbc) {
    return new WorkerRows(jdbc);
  }

  /// @param client asks it, and is asked by it only later
  @Bean
  FleetVersion fleetVersion(
      JdbcClient jdbc,
      WhatsAppProperties properties,
      WhatsAppSettings settings,
      ObjectProvider<WhatsAppClient> client,
      ExecutorService virtualThreads) {
    var page = properties.versionPage().orElse(WHATSAPP_VERSION_PAGE);
    return new FleetVersion(
        jdbc,
        new VersionPage(page, settings.clientVersion()),
        settings.clientVersion(),
        () -> client.getObject().versions().current(),
        virtualThreads);
  }

  @Bean
  KeyRotation keyRotation(
      JdbcClient jdbc,
      MasterKeys keys,
      SessionRows rows,
      WorkerRows workers,
      ExecutorService virtualThreads) {
    return new KeyRotation(jdbc, keys, rows, workers, virtualThreads);
  }

  @Bean
  Shards shards(JdbcClient jdbc, Leases leases, KafkaAdmin kafka) {
    var lags =
        new ShardLags(
            () -> Admin.create(kafka.getConfigurationProperties()), CommandConsumer.GROUP);
    return new Shards(jdbc, leases, lags);
  }

  @Bean(destroyMethod = "")
  Heartbeat heartbeat(
      WorkerRows rows,
      FleetVersion version,
      WhatsAppClient client,
      KeyRotation rotation,
      MasterKeys keys,
      WorkerSettings settings,
      String owner,
      Clock clock,
      Sessions sessions,
      ShardKeeper keeper,
      CommandConsumer consumer) {
    var times = settings.times();
    long patienceMs = times.handoverWaitMs() + times.flushWaitMs() + 500;
    return new Heartbeat(
        rows,
        version,
        client.versions(),
        rotation,
        keys,
        settings.id(),
        owner,
        clock.instant(),
        new Heartbeat.Load(sessions::served, sessions::open),
        () -> handOver(keeper, consumer, patienceMs));
  }

  private static void handOver(ShardKeeper keeper, CommandConsumer consumer, long patienceMs) {
    try {
      keeper.shutDown(patienceMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.leave();
  }
}
