/// Everything that leaves as an event: webhooks with retries, `/ws`, and Server-Sent Events.
///
/// ```
/// trunkline.events -> intake ----------> subscription -> delivery
///                     (Kafka)    \       (who wants it)  (queue, POST)
///                        |        \-> log -> stream (/ws, /api/v1/events)
///              event, wwebjs, cloud
///              (the three formats, with what memory knows of before)
/// ```
package io.trunkline.webhook;
