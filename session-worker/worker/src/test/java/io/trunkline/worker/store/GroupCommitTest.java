package io.trunkline.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.SessionConfig;
import io.trunkline.proto.event.Event;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.client.store.DeviceList;
import io.trunkline.whatsapp.client.store.DeviceList.Device;
import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.client.store.LinkedAccount;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.Shard;
import io.trunkline.worker.secret.MasterKeys;
import io.trunkline.worker.secret.RecordCipher;
import io.trunkline.worker.shard.Epochs;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Group commit, epochs and reads on a real PostgreSQL.
class GroupCommitTest {
  private static final Randomness RANDOM = Randomness.from(new SecureRandom());
  private static HikariDataSource reads;
  private static HikariDataSource commitPool;

  private final MasterKeys masterKeys =
      new MasterKeys(Base64.getEncoder().encodeToString(new byte[32]), List.of());
  private final UUID tenant = UUID.randomUUID();
  private final Shard shard = new Shard(10_000 + (UUID.randomUUID().hashCode() >>> 8));
  private final List<Epoch> fenced = new CopyOnWriteArrayList<>();
  private JdbcClient jdbc;
  private SessionRows rows;
  private Epochs epochs;
  private GroupCommit commits;
  private Epoch epoch;

  @BeforeAll
  static void migrate() {
    var infrastructure = TestInfrastructure.shared();
    Flyway.configure()
        .dataSource(
            infrastructure.postgresUrl(),
            "trunkline_worker_owner",
            infrastructure.password("trunkline_worker_owner"))
        .schemas("worker")
        .defaultSchema("worker")
        .createSchemas(false)
        .load()
        .migrate();
    reads = pool(infrastructure, true);
    commitPool = pool(infrastructure, false);
  }

  @AfterAll
  static void closePools() {
    reads.close();
    commitPool.close();
  }

  private static HikariDataSource pool(TestInfrastructure infrastructure, boolean isAutoCommit) {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(infrastructure.postgresUrl());
    pool.setUsername("trunkline_worker");
    pool.setPassword(infrastructure.password("trunkline_worker"));
    pool.setSchema("worker");
    pool.setAutoCommit(isAutoCommit);
    pool.setMaximumPoolSize(4);
    pool.addDataSourceProperty("options", "-c transaction_timeout=2000");
    return pool;
  }

  @BeforeEach
  void start() {
    jdbc = JdbcClient.create(reads);
    rows = new SessionRows(jdbc, masterKeys);
    epochs = new Epochs(jdbc);
    epoch = epochs.raise(shard, "test");
    commits =
        new GroupCommit(commitPool, 64, (_, old) -> fenced.add(old), new SimpleMeterRegistry());
    commits.start();
  }

  @AfterEach
  void stop() {
    commits.close();
  }

  @Test
  void whatWasWrittenIsReadByTheNextOwner() throws Exception {
    var session = created(epoch);
    var credentials = credentials();
    var user = Jid.parse("123456@lid");
    var event =
        new InboxEvent(
            Event.newBuilder()
                .setEventId("event-1")
                .setSessionId(session.id().toString())
                .setSequence(1)
                .build());
    var preKey = PreKey.generate(7, RANDOM);
    var change =
        StoreChange.builder()
            .credentials(credentials)
            .connection(3)
            .routingInfo(new byte[] {1, 2, 3})
            .addPreKeys(List.of(preKey, PreKey.generate(8, RANDOM)))
            .preKeysUploaded(List.of(8))
            .mapping(new LidMapping(Jid.parse("96170000001@s.whatsapp.net"), user))
            .deviceList(
                new DeviceList(
                    user,
                    List.of(
                        new Device(0, OptionalInt.empty(), false),
                        new Device(3, OptionalInt.of(17), false),
                        new Device(99, OptionalInt.of(2), true)),
                    Instant.ofEpochSecond(1_800_000_000)))
            .build();
    write(session, new SessionWrite.Changed(change, List.of(event)));

    var next = owned(session.id(), epochs.raise(shard, "next"));
    var stored = rows.load(next).orElseThrow();
    assertThat(stored.credentials().identity()).isEqualTo(credentials.identity());
    assertThat(stored.credentials().noise()).isEqualTo(credentials.noise());
    assertThat(stored.credentials().signedPreKey()).isEqualTo(credentials.signedPreKey());
    assertThat(stored.credentials().account().orElseThrow().pn())
        .isEqualTo(credentials.account().orElseThrow().pn());
    assertThat(stored.connection()).isEqualTo(3);
    assertThat(stored.highestPreKeyId()).isEqualTo(8);
    assertThat(stored.routingInfo().orElseThrow()).containsExactly(1, 2, 3);
    assertThat(rows.preKey(next, 7)).contains(preKey);
    assertThat(rows.preKeysNotUploaded(next, 10)).containsExactly(preKey);
    assertThat(rows.lidMapping(next, user).orElseThrow().pn().user()).isEqualTo("96170000001");
    assertThat(rows.deviceLists(next, List.of(user)).get(user).devices())
        .containsExactlyElementsOf(change.deviceLists().get(user).devices());
    assertThat(rows.inbox(next, 10)).containsExactly(event);
    assertThat(rows.sessionsWithInbox(shard)).containsExactly(session.id());
    rows.deleteInbox(new UUID[] {session.id()}, new String[] {"event-1"});
    assertThat(rows.inbox(next, 10)).isEmpty();
    var row = rows.find(session.id()).orElseThrow();
    assertThat(row.isPaired()).isTrue();
    assertThat(row.desired()).isEqualTo(DesiredState.RUNNING);
  }

  @Test
  void writeUnderALowerEpochIsRefusedAndReported() throws Exception {
    var session = created(epoch);
    epochs.raise(shard, "next");
    assertThatThrownBy(() -> write(session, new SessionWrite.Desired(DesiredState.STOPPED)))
        .hasCauseInstanceOf(FencedException.class);
    assertThat(fenced).containsExactly(epoch);
    assertThat(rows.find(session.id()).orElseThrow().desired()).isEqualTo(DesiredState.RUNNING);
  }

  @Test
  void writesOfOneSessionKeepTheirOrder() throws Exception {
    var session = created(epoch);
    var user = Jid.parse("5@lid");
    var all = new ArrayList<CompletableFuture<Void>>();
    for (int i = 1; i <= 50; i++) {
      var pn = Jid.parse(i + "@s.whatsapp.net");
      var change = StoreChange.builder().mapping(new LidMapping(pn, user)).build();
      all.add(
          commits
              .write(session, new SessionWrite.Changed(change, List.of()))
              .toCompletableFuture());
    }
    for (var one : all) {
      one.get();
    }
    assertThat(rows.lidMapping(session, user).orElseThrow().pn().user()).isEqualTo("50");
  }

  @Test
  void oneBadWriteSpoilsNoOther() throws Exception {
    var good = created(epoch);
    var unknown = owned(UUID.randomUUID(), epoch);
    var change =
        StoreChange.builder()
            .mapping(new LidMapping(Jid.parse("1@s.whatsapp.net"), Jid.parse("1@lid")))
            .build();
    var bad = commits.write(unknown, new SessionWrite.Changed(change, List.of()));
    var fine = commits.write(good, new SessionWrite.Changed(change, List.of()));
    fine.toCompletableFuture().get();
    assertThatThrownBy(() -> bad.toCompletableFuture().get())
        .hasCauseInstanceOf(StoreUnavailable.class);
    assertThat(rows.lidMapping(good, Jid.parse("1@lid"))).isPresent();
  }

  @Test
  void nobodyWaitsForATransactionThatWasLeftOpen() throws Exception {
    var stopped = commitPool.getConnection();
    try (var sql = stopped.createStatement()) {
      sql.execute("SELECT FROM shard_epoch WHERE shard = " + shard.number() + " FOR SHARE");
      long startedAt = System.nanoTime();
      var raised = raisedInTheEnd();
      assertThat(raised.isAfter(epoch)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
          .isLessThan(Duration.ofSeconds(10));
    }
    assertThatThrownBy(stopped::commit).isInstanceOf(SQLException.class);
    commitPool.evictConnection(stopped);
  }

  /// As a new owner does it: a raise that had to wait too long is tried again.
  private Epoch raisedInTheEnd() {
    for (int attempt = 0; attempt < 5; attempt++) {
      try {
        return epochs.raise(shard, "next");
      } catch (DataAccessException e) {
        assertThat(e).hasMessageContaining("raise_epoch");
      }
    }
    throw new AssertionError("Expected the epoch to be raised");
  }

  @Test
  void tenantsKeyGoesWithItsLastSession() throws Exception {
    var first = created(epoch);
    var second = created(epoch);
    write(first, new SessionWrite.Deleted());
    assertThat(tenantKeys()).isEqualTo(1);
    write(second, new SessionWrite.Deleted());
    assertThat(tenantKeys()).isZero();
  }

  @Test
  void theNextOwnerKnowsHowManyReconnectsMayFail() throws Exception {
    var session = created(epoch);
    assertThat(rows.find(session.id()).orElseThrow().reconnectLimit()).isZero();
    write(session, new SessionWrite.Started(5));
    assertThat(rows.find(session.id()).orElseThrow().reconnectLimit()).isEqualTo(5);
    write(session, new SessionWrite.Linked("", "another command", 3));
    assertThat(rows.find(session.id()).orElseThrow().reconnectLimit()).isEqualTo(3);
  }

  @Test
  void theNextOwnerKnowsWhatTheTenantSetAndOnlyTheProxyIsSecret() throws Exception {
    var session = created(epoch);
    assertThat(config(session)).isEqualTo(StoredConfig.NONE);
    var told = SessionConfig.newBuilder().setRejectsCalls(true).setProxyFile("ab").build();
    var config = new StoredConfig(told, "http://ann:secret@proxy.example:8080");
    write(session, new SessionWrite.Configured(config));
    assertThat(config(session)).isEqualTo(config);
    assertThat(config.toString()).doesNotContain("secret");
    var stored =
        jdbc.sql("SELECT encode(config || proxy, 'escape') FROM session WHERE id = ?")
            .param(session.id())
            .query(String.class)
            .single();
    assertThat(stored).contains("ab").doesNotContain("secret");
  }

  private StoredConfig config(OwnedSession session) {
    return rows.find(session.id()).orElseThrow().config(session.cipher());
  }

  @Test
  void epochsRiseOverAllShards() {
    var other = epochs.raise(new Shard(shard.number() + 1), "test");
    var again = epochs.raise(shard, "test");
    assertThat(List.of(epoch, other, again)).isSorted().doesNotHaveDuplicates();
    assertThat(epochs.read(Set.of(shard))).containsEntry(shard, again);
  }

  private int tenantKeys() {
    return jdbc.sql("SELECT count(*) FROM tenant_key WHERE tenant_id = ?")
        .param(tenant)
        .query(Integer.class)
        .single();
  }

  private OwnedSession created(Epoch under) throws Exception {
    var session = owned(UUID.randomUUID(), under);
    write(session, new SessionWrite.Created("", "command", 0));
    return session;
  }

  private OwnedSession owned(UUID id, Epoch under) {
    var cipher =
        new RecordCipher(
            masterKeys, rows.tenantKey(tenant), tenant, id, under.value(), new SecureRandom());
    return new OwnedSession(id, tenant, shard, under, cipher);
  }

  private void write(OwnedSession session, SessionWrite write)
      throws InterruptedException, ExecutionException {
    commits.write(session, write).toCompletableFuture().get();
  }

  private static Credentials credentials() {
    var identity = Curve25519.generate(RANDOM);
    var account =
        new LinkedAccount(
            Jid.parse("96170000001:3@s.whatsapp.net"),
            Optional.of(Jid.parse("123456:3@lid")),
            new byte[] {9, 9},
            "android",
            Optional.empty(),
            Optional.of("Alice"));
    return new Credentials(
        Curve25519.generate(RANDOM),
        identity,
        1234,
        SignedPreKey.generate(1, identity, RANDOM),
        new byte[32],
        Optional.of(account));
  }
}
