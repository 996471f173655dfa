package io.trunkline.whatsapp.client.socket;

/// Why a socket ended.
///
/// @param cause what kind of end
/// @param detail for the log; holds no secrets
public record SocketEnd(Cause cause, String detail) {

  public enum Cause {
    /// Could not be opened: name, route, proxy, TLS or WebSocket upgrade.
    UNREACHABLE,
    /// The Noise handshake failed: wrong root of trust, broken message.
    HANDSHAKE,
    /// A frame that cannot be read: its MAC is wrong, or it is out of bounds.
    PROTOCOL,
    /// The other side closed, or the connection broke.
    CLOSED,
    /// Closed by us.
    LOCAL,
    /// The gate says that another owner writes.
    GATE
  }
}
