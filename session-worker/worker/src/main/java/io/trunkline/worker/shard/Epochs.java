package io.trunkline.worker.shard;

import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.Shard;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Epochs in PostgreSQL. Blocks, for 3 s at most by the pool's `transaction_timeout`.
public final class Epochs {
  private static final String RAISE = "SELECT raise_epoch(?, ?)";
  private static final String READ = "SELECT shard, epoch FROM shard_epoch WHERE shard = ANY (?)";

  private final JdbcClient jdbc;

  public Epochs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Waits for transactions under the old epoch. One statement, so that this process cannot be
  /// stopped in the middle of it.
  public Epoch raise(Shard shard, String owner) {
    return new Epoch(jdbc.sql(RAISE).params(shard.number(), owner).query(Long.class).single());
  }

  public Map<Shard, Epoch> read(Set<Shard> shards) {
    var epochs = new HashMap<Shard, Epoch>();
    jdbc.sql(READ)
        .param(shards.stream().map(Shard::number).toArray(Integer[]::new))
        .query(
            row -> {
              epochs.put(new Shard(row.getInt(1)), new Epoch(row.getLong(2)));
            });
    return epochs;
  }
}
