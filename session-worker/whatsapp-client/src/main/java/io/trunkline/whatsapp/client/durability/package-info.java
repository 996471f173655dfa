/// What must be durable before what leaves: two pure state machines that the session actor asks.
///
/// - [RatchetReservation] answers whether a message key may leave now, and what to write when not.
/// - [InboundOrder] answers when a received stanza may be acknowledged and its event published.
///
/// Nothing here does I/O, knows the time, or is safe for several threads: one session actor owns
/// each object. The seeded simulation of the worker drives the same classes.
package io.trunkline.whatsapp.client.durability;
