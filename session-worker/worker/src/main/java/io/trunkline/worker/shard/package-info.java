/// Ownership in the real world: leases in Redis, epochs in PostgreSQL, the loop that feeds
/// [io.trunkline.worker.ownership.Ownership] and carries out what it says.
package io.trunkline.worker.shard;
