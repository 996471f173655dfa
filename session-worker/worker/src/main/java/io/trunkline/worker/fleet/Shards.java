package io.trunkline.worker.fleet;

import io.trunkline.worker.ownership.Shard;
import io.trunkline.worker.shard.Leases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Who has which shard, by the three witnesses of [io.trunkline.worker.ownership].
public final class Shards {
  private static final Logger log = LoggerFactory.getLogger(Shards.class);
  private static final String COUNT = "SELECT shard_count FROM installation";
  private static final String EPOCHS = "SELECT shard, epoch, owner FROM shard_epoch";
  private static final long PATIENCE_S = 2;

  private final JdbcClient jdbc;
  private final Leases leases;
  private final ShardLags lags;

  public Shards(JdbcClient jdbc, Leases leases, ShardLags lags) {
    this.jdbc = jdbc;
    this.leases = leases;
    this.lags = lags;
  }

  private record Raised(long epoch, String process) {}

  public List<ShardView> read() throws InterruptedException {
    int count = jdbc.sql(COUNT).query(Integer.class).single();
    var raised = new HashMap<Integer, Raised>();
    jdbc.sql(EPOCHS)
        .query(
            row -> {
              raised.put(
                  row.getInt("shard"), new Raised(row.getLong("epoch"), row.getString("owner")));
            });
    var owners = owners(count, raised);
    var behind = lags.read(count);
    return IntStream.range(0, count)
        .mapToObj(
            shard ->
                new ShardView(
                    shard,
                    WorkerRows.idOf(owners.getOrDefault(shard, "")).orElse(""),
                    raised.getOrDefault(shard, new Raised(0, "")).epoch(),
                    behind.containsKey(shard)
                        ? OptionalLong.of(behind.get(shard))
                        : OptionalLong.empty()))
        .toList();
  }

  private Map<Integer, String> owners(int count, Map<Integer, Raised> raised)
      throws InterruptedException {
    try {
      var all = IntStream.range(0, count).mapToObj(Shard::new).toList();
      return leases
          .owners(all)
          .toCompletableFuture()
          .get(PATIENCE_S, TimeUnit.SECONDS)
          .entrySet()
          .stream()
          .collect(Collectors.toMap(entry -> entry.getKey().number(), Map.Entry::getValue));
    } catch (ExecutionException | TimeoutException e) {
      log.warn("Redis does not tell who holds which lease: {}", e.toString());
      return raised.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().process()));
    }
  }
}
