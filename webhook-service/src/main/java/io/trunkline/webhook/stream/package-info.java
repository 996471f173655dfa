/// Events as they happen. `/ws` speaks the format `wwebjs`, each body with a `timestamp`, and keeps
/// nothing for a reader that is away. `GET /api/v1/events` gives pages of the log in the format
/// `trunkline`, or follows it as Server-Sent Events, and goes on where a reader left.
package io.trunkline.webhook.stream;
