package io.trunkline.worker.store;

import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.Shard;
import io.trunkline.worker.secret.RecordCipher;
import java.util.UUID;

/// A session in the hands of one tenure: what every write needs to know.
///
/// @param epoch of the tenure; a write under it is refused once another has raised it
/// @param cipher seals under that epoch
public record OwnedSession(UUID id, UUID tenant, Shard shard, Epoch epoch, RecordCipher cipher) {}
