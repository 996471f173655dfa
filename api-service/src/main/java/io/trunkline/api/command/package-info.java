/// What this service writes to Kafka: commands to the workers, whose replies find their way back to
/// this instance, and what it announces to the other services.
package io.trunkline.api.command;
