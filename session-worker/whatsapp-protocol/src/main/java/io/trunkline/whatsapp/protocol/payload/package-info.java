/// The client payload: what a client says of itself inside the last message of the handshake,
/// either to register a device without an account or to log in a linked one.
package io.trunkline.whatsapp.protocol.payload;
