/// Takes the workers' events from Kafka and queues deliveries for them.
package io.trunkline.webhook.intake;
