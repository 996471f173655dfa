/// Traces across the services, by OpenTelemetry: off unless a service's settings switch them on.
///
/// ```
/// client → edge-gateway → api-service → messages.traceparent
///   → record header of trunkline.commands → worker → WhatsApp's ack
///   → Event.traceparent (an inbox row keeps it) and record header of trunkline.events
///   → api-service's store; webhook-service: deliveries.traceparent → the customer's endpoint
/// ```
///
/// Between threads, rows and records a context travels as a W3C `traceparent`; empty is none.
package io.trunkline.contract.tracing;
