/// The log of events: what `GET /api/v1/events` and `/ws` read, and what tells an event that comes
/// again from a new one. Kept 7 days.
package io.trunkline.webhook.log;
