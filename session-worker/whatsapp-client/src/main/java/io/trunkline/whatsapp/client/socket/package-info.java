/// One connection to WhatsApp: WebSocket, frames, Noise, stanzas.
///
///     TCP ─ [proxy] ─ [TLS] ─ WebSocket ─ u24 frames ─ Noise ─ stanzas
///
/// Everything runs on the event loop of the channel. A socket is used once; the next connection is
/// a new object. Files of a session with a proxy take the same way to the media hosts, one HTTP
/// request a connection.
package io.trunkline.whatsapp.client.socket;
