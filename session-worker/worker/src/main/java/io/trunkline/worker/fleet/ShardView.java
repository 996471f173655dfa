package io.trunkline.worker.fleet;

import java.util.OptionalLong;

/// A shard in the eyes of the fleet.
///
/// @param owner the worker that holds its lease, or where Redis does not answer, the one that
///     raised its epoch; empty: nobody
/// @param epoch 0: it never had an owner
/// @param lag commands that were published and are not completed; empty where Kafka does not tell
public record ShardView(int shard, String owner, long epoch, OptionalLong lag) {}
