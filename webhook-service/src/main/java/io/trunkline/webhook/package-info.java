/// Everything that leaves as an event: webhooks with retries, and the live stream at `/ws`.
///
/// ```
/// trunkline.events -> intake -> event -> subscription -> delivery
///                     (Kafka)  (views)   (who wants it)  (queue, POST)
///                  \-> stream (/ws, live only)
/// ```
package io.trunkline.webhook;
