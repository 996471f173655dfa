/// Which worker owns which shard, as a pure state machine: [Ownership] takes events and the time
/// and returns effects. It does no I/O, starts no thread and reads no clock, so that the seeded
/// simulation can drive it through every interleaving.
///
/// Three witnesses, each with one word to say:
///
/// | witness | says | what it is for |
/// |---|---|---|
/// | Kafka's consumer group | which worker *should* own a shard | where commands go |
/// | a Redis lease | which worker *does* own it | that two do not hold sockets at once |
/// | an epoch in PostgreSQL | whose writes count | that a stopped worker harms nothing |
///
/// Only the epoch is trusted with correctness. Losing Kafka closes no socket, losing Redis closes
/// no socket; losing the epoch silences the worker at once.
package io.trunkline.worker.ownership;
