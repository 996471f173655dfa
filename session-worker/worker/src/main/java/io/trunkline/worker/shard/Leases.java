package io.trunkline.worker.shard;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.trunkline.worker.ownership.LeaseOutcome;
import io.trunkline.worker.ownership.Shard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leases in Redis, one script run for all shards of a worker.
///
///     {trunkline:lease}:<shard>          owner, expires with the lease
///     {trunkline:lease}:<shard>:wanted   generation of the group under which it is wanted
///
/// The braces keep all keys in one slot of a cluster. Commands go out in the order of the calls,
/// and none waits for a lost connection to come back. Safe for several threads.
public final class Leases implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Leases.class);
  private static final String PREFIX = "{trunkline:lease}:";
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  private final RedisURI address;
  private final RedisClient client;
  private final String owner;
  private final long leaseMs;
  private final String ask = script("ask_leases.lua");
  private final String release = script("release_lease.lua");
  private volatile StatefulRedisConnection<String, String> connection;
  private volatile CompletionStage<StatefulRedisConnection<String, String>> connecting;

  /// @param owner this process: no two processes share it, not even one after the other
  public Leases(String redisUrl, String owner, long leaseMs) {
    this.owner = owner;
    this.leaseMs = leaseMs;
    this.address = RedisURI.create(redisUrl);
    address.setTimeout(PATIENCE);
    this.client = RedisClient.create(address);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(true)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
            .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
            .build());
  }

  /// @param generation of the consumer group
  /// @return one outcome for each shard; fails where Redis does not answer in time
  public CompletionStage<Map<Shard, LeaseOutcome>> ask(
      Set<Shard> held, Set<Shard> wanted, int generation) {
    var shards = new ArrayList<Shard>(held);
    shards.addAll(wanted);
    var keys = new ArrayList<String>();
    for (var shard : shards) {
      keys.add(PREFIX + shard);
      keys.add(PREFIX + shard + ":wanted");
    }
    String[] values = {
      owner,
      Long.toString(leaseMs),
      Long.toString(leaseMs),
      Integer.toString(generation),
      Integer.toString(held.size())
    };
    return run(ask, keys, values).thenApply(answer -> outcomes(shards, answer));
  }

  private static Map<Shard, LeaseOutcome> outcomes(List<Shard> shards, List<Object> answer) {
    var outcomes = new HashMap<Shard, LeaseOutcome>();
    for (int i = 0; i < shards.size(); i++) {
      int wanted = ((Number) answer.get(2 * i + 1)).intValue();
      outcomes.put(
          shards.get(i),
          switch (((Number) answer.get(2 * i)).intValue()) {
            case 1 -> new LeaseOutcome.Held(wanted);
            case 2 -> new LeaseOutcome.Taken();
            default -> new LeaseOutcome.Foreign();
          });
    }
    return outcomes;
  }

  public CompletionStage<Void> release(Shard shard) {
    return run(release, List.of(PREFIX + shard), owner).thenApply(_ -> null);
  }

  /// Who holds the lease of each shard; shards without one are absent.
  public CompletionStage<Map<Shard, String>> owners(List<Shard> shards) {
    var current = connection;
    if (current == null) {
      connect();
      return CompletableFuture.failedFuture(new IllegalStateException("Redis is not connected"));
    }
    return current
        .async()
        .mget(shards.stream().map(shard -> PREFIX + shard).toArray(String[]::new))
        .thenApply(
            values -> {
              var owners = new HashMap<Shard, String>();
              for (int i = 0; i < shards.size(); i++) {
                if (values.get(i).hasValue()) {
                  owners.put(shards.get(i), values.get(i).getValue());
                }
              }
              return owners;
            });
  }

  private CompletionStage<List<Object>> run(String script, List<String> keys, String... values) {
    var current = connection;
    if (current == null) {
      connect();
      return CompletableFuture.failedFuture(new IllegalStateException("Redis is not connected"));
    }
    return current
        .async()
        .<Object>eval(script, ScriptOutputType.MULTI, keys.toArray(String[]::new), values)
        .thenApply(Leases::list);
  }

  private static List<Object> list(Object answer) {
    return answer instanceof List<?> list ? List.<Object>copyOf(list) : List.of(answer);
  }

  /// The first connection; from then on the client reconnects by itself.
  private synchronized void connect() {
    if (connection == null && connecting == null) {
      connecting = client.connectAsync(StringCodec.UTF8, address);
      connecting.whenComplete(
          (made, failure) -> {
            if (failure != null) {
              log.warn("Redis cannot be reached: {}", failure.toString());
            }
            connection = made;
            connecting = null;
          });
    }
  }

  private static String script(String name) {
    try (var in = Leases.class.getResourceAsStream("/lua/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
