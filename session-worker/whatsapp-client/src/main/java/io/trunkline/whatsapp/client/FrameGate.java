package io.trunkline.whatsapp.client;

/// Asked directly before frames leave: may this process still write for this session?
///
/// Called on the session's event loop before every batch of frames; must answer from memory.
@FunctionalInterface
public interface FrameGate {

  enum Answer {
    /// Write.
    OPEN,
    /// Not known right now. Frames stay queued and the gate is asked again at every tick and when
    /// [WhatsAppSession#gateChanged()] is called.
    WAIT,
    /// Another owner has the session. The socket is closed without a further frame and the session
    /// reports [io.trunkline.whatsapp.client.event.ConnectionState.Failed].
    CLOSED
  }

  Answer ask();

  static FrameGate open() {
    return () -> Answer.OPEN;
  }
}
