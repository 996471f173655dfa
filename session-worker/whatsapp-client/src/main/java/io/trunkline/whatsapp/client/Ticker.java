package io.trunkline.whatsapp.client;

import io.netty.channel.EventLoop;

/// One beat per event loop, shared by all its sessions: keep-alive, deadlines, QR rotation and
/// reconnects are checked on it, so that a session owns no timer. Precision is the beat's length.
public interface Ticker {

  /// Calls `beat` on `loop` at every tick until the registration is closed. Both calls may come
  /// from any thread; after `close()` on the loop itself, `beat` is not called again.
  Registration register(EventLoop loop, Runnable beat);

  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
