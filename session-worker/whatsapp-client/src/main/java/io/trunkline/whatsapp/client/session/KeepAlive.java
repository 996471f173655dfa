package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Pings a connection that is silent, and tells when it does not answer. Any frame counts as life.
/// Source: protocol dossier, 05.4.
final class KeepAlive {
  private final SessionCore core;
  private final Requests requests;
  private volatile long lastHeardNanos;
  private long pingDueNanos;
  private long pingSentNanos;
  private boolean isPingOut;

  KeepAlive(SessionCore core, Requests requests) {
    this.core = core;
    this.requests = requests;
  }

  void heard() {
    lastHeardNanos = core.nanoTime();
    isPingOut = false;
  }

  /// Safe from any thread.
  Optional<Duration> silence() {
    long last = lastHeardNanos;
    return last == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(core.nanoTime() - last));
  }

  /// A fleet that connected together does not ping together.
  void schedule() {
    long interval = core.settings().keepAliveInterval().toNanos();
    int random = core.randomness().bytes(1)[0] & 0xff;
    pingDueNanos = core.nanoTime() + interval * 4 / 5 + interval * 2 / 5 * random / 255;
  }

  /// @return whether the connection is dead
  boolean tick(long now) {
    if (isPingOut) {
      return now - pingSentNanos >= core.settings().keepAliveTimeout().toNanos();
    }
    if (now - pingDueNanos >= 0) {
      long silence = now - lastHeardNanos;
      schedule();
      if (silence >= core.settings().keepAliveInterval().toNanos() / 2) {
        isPingOut = true;
        pingSentNanos = now;
        var unused =
            requests
                .get("w:p", List.of(Node.of("ping").build()), now)
                .exceptionally(failure -> null);
      }
    }
    return false;
  }

  void disconnected() {
    isPingOut = false;
  }
}
