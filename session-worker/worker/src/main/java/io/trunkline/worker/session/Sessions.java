package io.trunkline.worker.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.worker.secret.RecordCipher;
import io.trunkline.worker.shard.ShardSessions;
import io.trunkline.worker.shard.Tenure;
import io.trunkline.worker.store.DesiredState;
import io.trunkline.worker.store.OwnedSession;
import io.trunkline.worker.store.SessionRows.Row;
import io.trunkline.worker.store.StoredConfig;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All sessions of the shards that this worker owns. Safe for several threads.
public final class Sessions implements ShardSessions {
  private static final Logger log = LoggerFactory.getLogger(Sessions.class);
  private static final long LOOK_EVERY_MS = 20;
  private static final long MEASURE_EVERY_MS = 10_000;

  private final SessionParts parts;
  private final Replies replies;
  private final ConnectPace pace;
  private final MultiGauge byTenant;
  private final Map<Tenure, Map<UUID, SessionHost>> tenures = new ConcurrentHashMap<>();

  public Sessions(SessionParts parts, int connectsPerSecond) {
    this.parts = parts;
    this.replies = new Replies(parts.publisher(), parts.meters());
    this.pace = new ConnectPace(parts.timer(), connectsPerSecond);
    for (var state : List.of("open", "connecting", "waiting", "held", "closed")) {
      Gauge.builder("trunkline.worker.sessions", () -> count(state))
          .tag("state", state)
          .description("Sessions of this worker by state of their connection")
          .register(parts.meters());
    }
    this.byTenant =
        MultiGauge.builder("trunkline.worker.tenant.sessions")
            .description("Sessions of this worker by tenant and state of their connection")
            .register(parts.meters());
    var _ =
        parts
            .timer()
            .scheduleAtFixedRate(
                this::measure, MEASURE_EVERY_MS, MEASURE_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void measure() {
    var rows =
        tenures.values().stream()
            .flatMap(hosts -> hosts.values().stream())
            .collect(
                Collectors.groupingBy(
                    host ->
                        Tags.of("tenant", host.tenant().toString(), "state", nameOf(host.state())),
                    Collectors.counting()));
    byTenant.register(
        rows.entrySet().stream()
            .map(row -> MultiGauge.Row.of(row.getKey(), row.getValue()))
            .toList(),
        true);
  }

  @Override
  public CompletionStage<Void> load(Tenure tenure) {
    return CompletableFuture.runAsync(() -> loadNow(tenure), parts.reads());
  }

  private void loadNow(Tenure tenure) {
    var rows = parts.rows().ofShard(tenure.shard());
    var leftover = new HashSet<>(parts.rows().sessionsWithInbox(tenure.shard()));
    var hosts = new ConcurrentHashMap<UUID, SessionHost>();
    for (var row : rows) {
      try {
        hosts.put(row.id(), host(tenure, row));
      } catch (RuntimeException e) {
        log.error("session {} of tenant {} cannot be opened", row.id(), row.tenant(), e);
      }
    }
    tenures.put(tenure, hosts);
    hosts.values().forEach(host -> host.begin(leftover.contains(host.id()), pace));
    if (tenure.isOver()) {
      abandon(tenure);
    }
  }

  private SessionHost host(Tenure tenure, Row row) {
    var cipher =
        new RecordCipher(
            parts.masterKeys(),
            row.tenantKey(),
            row.tenant(),
            row.id(),
            tenure.epoch().value(),
            parts.random());
    return new SessionHost(
        parts,
        replies,
        tenure,
        new OwnedSession(row.id(), row.tenant(), tenure.shard(), tenure.epoch(), cipher),
        row.desired(),
        row.deviceName(),
        row.linkCommand(),
        row.isPaired(),
        row.connection(),
        row.reconnectLimit(),
        row.config(cipher),
        true);
  }

  /// Hands a command to its session. Called in the order of the topic; may read the database for a
  /// session that is new.
  ///
  /// @return false where the shard is not served: the command is left to the next owner
  public boolean take(Tenure tenure, TakenCommand taken) {
    var hosts = tenures.get(tenure);
    if (hosts == null || tenure.isOver() || tenure.isQuiescing()) {
      return false;
    }
    var command = taken.command();
    UUID id;
    UUID tenant;
    try {
      id = UUID.fromString(command.getSessionId());
      tenant = UUID.fromString(command.getTenantId());
    } catch (IllegalArgumentException e) {
      replies.answer(taken, ReplyCode.INVALID, "Expected UUIDs of a session and a tenant");
      return true;
    }
    if (command.hasPing()) {
      replies.answer(taken, ReplyCode.OK, "");
      return true;
    }
    var host = hosts.get(id);
    if (host != null && host.isGone()) {
      hosts.remove(id, host);
      host = null;
    }
    if (host == null && (command.hasLink() || command.hasImportSession())) {
      host = newHost(tenure, hosts, id, tenant);
    }
    if (host == null || !host.isTenantOf(command)) {
      replies.answer(taken, ReplyCode.UNKNOWN_SESSION, "The tenant has no such session here");
    } else {
      host.take(taken);
    }
    return true;
  }

  private SessionHost newHost(Tenure tenure, Map<UUID, SessionHost> hosts, UUID id, UUID tenant) {
    var key = parts.rows().tenantKey(tenant);
    var cipher =
        new RecordCipher(
            parts.masterKeys(), key, tenant, id, tenure.epoch().value(), parts.random());
    var owned = new OwnedSession(id, tenant, tenure.shard(), tenure.epoch(), cipher);
    var host =
        new SessionHost(
            parts,
            replies,
            tenure,
            owned,
            DesiredState.RUNNING,
            "",
            "",
            false,
            0,
            0,
            StoredConfig.NONE,
            false);
    hosts.put(id, host);
    return host;
  }

  @Override
  public void framesAllowed(Tenure tenure) {
    hosts(tenure).forEach(SessionHost::framesAllowed);
  }

  @Override
  public CompletionStage<Void> quiesce(Tenure tenure, long waitUntilMs) {
    var done = new CompletableFuture<Void>();
    quiesceLater(tenure, waitUntilMs, done);
    return done;
  }

  private void quiesceLater(Tenure tenure, long waitUntilMs, CompletableFuture<Void> done) {
    boolean isBusy = hosts(tenure).stream().anyMatch(host -> host.commandsHeld() > 0);
    if (isBusy && parts.monotonic().nowMs() < waitUntilMs) {
      var _ =
          parts
              .timer()
              .schedule(
                  () -> quiesceLater(tenure, waitUntilMs, done),
                  LOOK_EVERY_MS,
                  TimeUnit.MILLISECONDS);
      return;
    }
    var closed =
        hosts(tenure).stream()
            .map(host -> host.close().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(closed)
        .whenComplete(
            (_, _) -> {
              tenures.remove(tenure);
              done.complete(null);
            });
  }

  @Override
  public void abandon(Tenure tenure) {
    Optional.ofNullable(tenures.remove(tenure))
        .ifPresent(hosts -> hosts.values().forEach(SessionHost::abandon));
  }

  private Collection<SessionHost> hosts(Tenure tenure) {
    return tenures.getOrDefault(tenure, Map.of()).values();
  }

  /// How many sessions are served.
  public int served() {
    return tenures.values().stream().mapToInt(Map::size).sum();
  }

  /// How many of them have a connection to WhatsApp.
  public int open() {
    return (int) count("open");
  }

  private long count(String wanted) {
    return tenures.values().stream()
        .flatMap(hosts -> hosts.values().stream())
        .filter(host -> nameOf(host.state()).equals(wanted))
        .count();
  }

  private static String nameOf(ConnectionState state) {
    return switch (state) {
      case ConnectionState.Open _ -> "open";
      case ConnectionState.Connecting _, ConnectionState.Pairing _ -> "connecting";
      case ConnectionState.Retrying _,
          ConnectionState.ShowingQr _,
          ConnectionState.ShowingCode _,
          ConnectionState.AwaitingPasskey _,
          ConnectionState.ConfirmingPasskey _ ->
          "waiting";
      case ConnectionState.Held _ -> "held";
      case ConnectionState.Closed _,
          ConnectionState.QrTimeout _,
          ConnectionState.CodeExpired _,
          ConnectionState.LoggedOut _,
          ConnectionState.Exhausted _,
          ConnectionState.Failed _ ->
          "closed";
    };
  }
}
