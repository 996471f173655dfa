/// Events on their way to Kafka: from what the client tells to what consumers read, and the one
/// road to the broker.
package io.trunkline.worker.event;
