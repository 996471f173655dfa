package io.trunkline.worker.shard;

import io.trunkline.worker.ownership.Shard;

/// Whether the commands of a shard flow. Called by the keeper's thread; carried out soon.
public interface Partitions {
  void pause(Shard shard);

  void resume(Shard shard);
}
