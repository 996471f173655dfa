/// The WhatsApp Web socket: WebSocket, plain and over TLS, the Noise handshake, frames, and the
/// link between a connection and its device. Everything of a connection runs on its event loop.
package io.trunkline.simulator.socket;
