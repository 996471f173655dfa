/// Frames: how payloads are cut out of the byte stream of a socket.
///
/// ```
/// intro, client to server, once = ("ED" | 00 01 | length u24 | routing info)? | "WA" | 06 03
/// frame, both ways, repeated    = length u24 | payload
/// ```
///
/// The borders of WebSocket messages mean nothing: a message may hold several frames, a frame may
/// span several messages.
package io.trunkline.whatsapp.protocol.frame;
