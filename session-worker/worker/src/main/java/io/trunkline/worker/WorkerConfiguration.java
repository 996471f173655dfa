package io.trunkline.worker;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.trunkline.contract.egress.EgressRules;
import io.trunkline.contract.tracing.Tracing;
import io.trunkline.contract.tracing.TracingSettings;
import io.trunkline.whatsapp.client.EventLoopTicker;
import io.trunkline.whatsapp.client.SessionClock;
import io.trunkline.whatsapp.client.Tallies;
import io.trunkline.whatsapp.client.Ticker;
import io.trunkline.whatsapp.client.WhatsAppClient;
import io.trunkline.whatsapp.client.WhatsAppSettings;
import io.trunkline.whatsapp.client.media.JdkMediaHttp;
import io.trunkline.whatsapp.client.media.MediaTransport;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.noise.RootOfTrust;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import io.trunkline.worker.event.InboxDelivery;
import io.trunkline.worker.event.Publisher;
import io.trunkline.worker.fleet.FleetVersion;
import io.trunkline.worker.media.MediaStore;
import io.trunkline.worker.media.SecretFiles;
import io.trunkline.worker.secret.MasterKeys;
import io.trunkline.worker.secret.WrappedKey;
import io.trunkline.worker.session.SessionParts;
import io.trunkline.worker.session.Sessions;
import io.trunkline.worker.settings.BucketSettings;
import io.trunkline.worker.settings.EgressSettings;
import io.trunkline.worker.settings.InstallationSettings;
import io.trunkline.worker.settings.MediaSettings;
import io.trunkline.worker.settings.WhatsAppProperties;
import io.trunkline.worker.settings.WorkerSettings;
import io.trunkline.worker.shard.Epochs;
import io.trunkline.worker.shard.Leases;
import io.trunkline.worker.shard.MonotonicClock;
import io.trunkline.worker.shard.ShardKeeper;
import io.trunkline.worker.store.GroupCommit;
import io.trunkline.worker.store.SessionRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Puts the worker together. Nothing runs before [WorkerLife] starts it.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingSettings.class)
class WorkerConfiguration {
  private static final Duration TICK = Duration.ofMillis(250);

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  MonotonicClock monotonicClock() {
    return MonotonicClock.system();
  }

  @Bean
  SecureRandom secureRandom() {
    return new SecureRandom();
  }

  @Bean(destroyMethod = "shutdownNow")
  ExecutorService virtualThreads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  @Bean(destroyMethod = "shutdownNow")
  ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name("timer").daemon().factory());
  }

  @Bean
  MasterKeys masterKeys(InstallationSettings settings) {
    return new MasterKeys(
        () ->
            Stream.concat(
                    settings.masterKey().isEmpty()
                        ? read(Path.of(settings.masterKeyFile())).lines()
                        : Stream.of(settings.masterKey().reveal()),
                    settings.previousMasterKeys().stream())
                .filter(line -> !line.isBlank())
                .toList());
  }

  @Bean
  SessionRows sessionRows(JdbcClient jdbc, MasterKeys masterKeys) {
    return new SessionRows(jdbc, masterKeys);
  }

  @Bean
  Epochs epochs(@Qualifier("epochDataSource") DataSource pool) {
    return new Epochs(JdbcClient.create(pool));
  }

  /// The name and a random part: a restarted worker does not take its predecessor's leases as its
  /// own, because that one may only have been stopped.
  @Bean
  String owner(WorkerSettings settings) {
    return settings.id() + "/" + UUID.randomUUID();
  }

  @Bean
  Leases leases(
      @Value("${trunkline.redis.url}") String redisUrl, String owner, WorkerSettings settings) {
    return new Leases(redisUrl, owner, settings.lease().toMillis());
  }

  @Bean
  ShardKeeper shardKeeper(
      WorkerSettings settings,
      MonotonicClock clock,
      Leases leases,
      Epochs epochs,
      String owner,
      ExecutorService virtualThreads,
      MeterRegistry meters) {
    return new ShardKeeper(settings.times(), clock, leases, epochs, owner, virtualThreads, meters);
  }

  @Bean
  GroupCommit groupCommit(
      @Qualifier("commitDataSource") DataSource pool,
      WorkerSettings settings,
      ShardKeeper keeper,
      MeterRegistry meters) {
    return new GroupCommit(pool, settings.groupCommit(), keeper::fenced, meters);
  }

  @Bean
  Publisher publisher(
      Producer<String, byte[]> eventSink,
      WorkerSettings settings,
      Tracing tracing,
      MeterRegistry meters) {
    return new Publisher(eventSink, settings.publishQueue(), tracing, meters);
  }

  @Bean
  Tracing tracing(TracingSettings settings) {
    return Tracing.of(settings, "worker");
  }

  @Bean
  InboxDelivery inboxDelivery(SessionRows rows, Publisher publisher, MeterRegistry meters) {
    return new InboxDelivery(rows, publisher, meters);
  }

  @Bean(destroyMethod = "")
  EventLoopGroup eventLoops() {
    return new MultiThreadIoEventLoopGroup(
        Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
  }

  @Bean
  EventLoopTicker ticker() {
    return new EventLoopTicker(TICK);
  }

  @Bean
  WhatsAppSettings whatsAppSettings(WhatsAppProperties properties) {
    return settingsOf(properties);
  }

  @Bean
  JdkMediaHttp mediaHttp(WhatsAppSettings settings, ExecutorService virtualThreads) {
    return new JdkMediaHttp(settings.caCertificatePem(), settings.connectTimeout(), virtualThreads);
  }

  @Bean
  EgressRules egressRules(EgressSettings egress, InstallationSettings installation) {
    return new EgressRules(
        egress.allowedNetworks(), installation.profile() == InstallationSettings.Profile.LOCAL);
  }

  @Bean(destroyMethod = "")
  WhatsAppClient whatsAppClient(
      WhatsAppSettings settings,
      EventLoopGroup loops,
      SecureRandom random,
      Ticker ticker,
      JdkMediaHttp mediaHttp,
      MediaSettings media,
      EgressRules egress,
      FleetVersion fleetVersion,
      ExecutorService virtualThreads) {
    return new WhatsAppClient(
        settings,
        loops,
        SessionClock.system(),
        Randomness.from(random),
        ticker,
        new MediaTransport(
            mediaHttp, virtualThreads, new Semaphore(media.transfers()), Thread::sleep),
        Optional.of(fleetVersion),
        egress::isAllowed);
  }

  @Bean
  MeterBinder tallies(WhatsAppClient client, InstallationSettings settings) {
    var tallies = client.tallies();
    return meters -> {
      Gauge.builder("trunkline.worker.shards.all", settings::shards)
          .description("Shards of the installation")
          .register(meters);
      retries(tallies, "asked", Tallies::retriesAsked, meters);
      retries(tallies, "received", Tallies::retriesReceived, meters);
      FunctionCounter.builder("trunkline.worker.phone.resends", tallies, Tallies::resendsAsked)
          .description("Undecryptable messages that the own phone was asked for")
          .register(meters);
    };
  }

  private static void retries(
      Tallies tallies, String way, ToDoubleFunction<Tallies> count, MeterRegistry meters) {
    FunctionCounter.builder("trunkline.worker.retry.receipts", tallies, count)
        .description("Retry receipts: asked of others, received from others")
        .tag("way", way)
        .register(meters);
  }

  /// The client's own metrics, its lag among them.
  @Bean
  KafkaClientMetrics commandSourceMetrics(Consumer<String, byte[]> commandSource) {
    return new KafkaClientMetrics(commandSource);
  }

  @Bean
  KafkaClientMetrics eventSinkMetrics(Producer<String, byte[]> eventSink) {
    return new KafkaClientMetrics(eventSink);
  }

  @Bean
  MediaStore mediaStore(
      MediaSettings media,
      BucketSettings bucket,
      WorkerSettings settings,
      SessionRows rows,
      MasterKeys masterKeys,
      SecureRandom random) {
    var keys =
        new MediaStore.TenantKeys() {
          @Override
          public WrappedKey obtain(UUID tenant) {
            return rows.tenantKey(tenant);
          }

          @Override
          public Optional<WrappedKey> find(UUID tenant) {
            return rows.findTenantKey(tenant);
          }
        };
    return bucket.isNamed()
        ? MediaStore.inBucket(bucket, media.path(), settings.id(), keys, masterKeys, random)
        : MediaStore.inFolder(media.path(), settings.id(), keys, masterKeys, random);
  }

  private static WhatsAppSettings settingsOf(WhatsAppProperties properties) {
    return WhatsAppSettings.defaults()
        .with(
            builder -> {
              properties.socketUrl().ifPresent(builder::socketUrl);
              properties
                  .noiseRootPublicKey()
                  .ifPresent(
                      key ->
                          builder.rootOfTrust(
                              new RootOfTrust(
                                  PublicKey.of(HexFormat.of().parseHex(key)),
                                  properties.noiseRootSerial().orElse(0))));
              properties
                  .caCertificate()
                  .ifPresent(file -> builder.caCertificatePem(read(Path.of(file))));
              properties
                  .clientVersion()
                  .ifPresent(version -> builder.clientVersion(clientVersion(version)));
              properties.deviceName().ifPresent(builder::deviceName);
              properties.mediaHosts().ifPresent(builder::mediaHosts);
              properties.newsletterQueries().ifPresent(builder::newsletterQueries);
              var standard = WhatsAppSettings.defaults();
              builder.keepAlive(
                  properties.keepAliveInterval().orElse(standard.keepAliveInterval()),
                  properties.keepAliveTimeout().orElse(standard.keepAliveTimeout()));
              return builder.backoff(
                  properties.backoffMin().orElse(standard.backoffMin()),
                  properties.backoffMax().orElse(standard.backoffMax()));
            });
  }

  private static ClientVersion clientVersion(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "Expected trunkline.whatsapp.client-version of three numbers but was " + text);
    }
    return new ClientVersion(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Expected a readable file " + file, e);
    }
  }

  @Bean
  Sessions sessions(
      WhatsAppClient client,
      SessionRows rows,
      GroupCommit commits,
      Publisher publisher,
      InboxDelivery inbox,
      Epochs epochs,
      MasterKeys masterKeys,
      MediaStore mediaStore,
      SecureRandom random,
      Clock clock,
      MonotonicClock monotonic,
      WorkerSettings settings,
      ExecutorService virtualThreads,
      ScheduledExecutorService timer,
      ShardKeeper keeper,
      Tracing tracing,
      MeterRegistry meters) {
    var parts =
        new SessionParts(
            client,
            rows,
            commits,
            publisher,
            inbox,
            epochs,
            masterKeys,
            mediaStore,
            new SecretFiles(mediaStore, random),
            random,
            clock,
            monotonic,
            settings.times(),
            virtualThreads,
            timer,
            keeper::fenced,
            settings.mailbox(),
            tracing,
            meters);
    return new Sessions(parts, settings.connectsPerSecond());
  }

  @Bean(destroyMethod = "")
  CommandConsumer commandConsumer(
      Consumer<String, byte[]> commandSource,
      ShardKeeper keeper,
      Sessions sessions,
      Publisher publisher,
      WorkerSettings settings,
      Tracing tracing,
      MeterRegistry meters) {
    var times = settings.times();
    return new CommandConsumer(
        commandSource,
        keeper,
        sessions,
        publisher,
        times.handoverWaitMs() + times.flushWaitMs(),
        tracing,
        meters);
  }
}
