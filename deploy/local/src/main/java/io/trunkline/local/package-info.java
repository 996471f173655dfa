/// The whole system on one machine without Docker: real PostgreSQL, Redis and Kafka as child
/// processes, the simulator and the services beside them, and what tests need of it.
///
/// On disk, under the data folder of an installation:
///
/// ```
/// postgres/   the cluster, owned by uid 65534 when started by root
/// redis/      the append-only file
/// kafka/      logs and metadata of the single node
/// simulator/  the simulator's keys and phones
/// media/      encrypted media of the services
/// secrets/    keys and passwords, made once, readable by their owner only
/// logs/       one file a process
/// run/        per process: `start` (a script that becomes the process) and `pid`
/// ```
package io.trunkline.local;
