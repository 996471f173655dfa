package io.trunkline.worker;

import io.trunkline.worker.shard.ShardKeeper;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/// Up while commands are read. A worker that owns no shard is up as well: another has them.
@Component("worker")
class WorkerHealth extends AbstractHealthIndicator {
  private final CommandConsumer consumer;
  private final ShardKeeper keeper;

  WorkerHealth(CommandConsumer consumer, ShardKeeper keeper) {
    this.consumer = consumer;
    this.keeper = keeper;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    (consumer.isAlive() ? builder.up() : builder.down())
        .withDetail("shards", keeper.owned().size());
  }
}
