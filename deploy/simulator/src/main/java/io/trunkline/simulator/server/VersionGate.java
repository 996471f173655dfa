package io.trunkline.simulator.server;

import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;

/// Which versions of the client may come in, and where they learn of a newer one.
public final class VersionGate {
  private static final Comparator<ClientVersion> ORDER =
      Comparator.comparingInt(ClientVersion::primary)
          .thenComparingInt(ClientVersion::secondary)
          .thenComparingInt(ClientVersion::tertiary);

  private final AtomicLong pageViews = new AtomicLong();
  private volatile ClientVersion minimum = new ClientVersion(2, 3000, 0);

  public void require(ClientVersion version) {
    minimum = version;
  }

  public ClientVersion minimum() {
    return minimum;
  }

  public boolean admits(ClientVersion version) {
    return ORDER.compare(version, minimum) >= 0;
  }

  /// The revision that the page tells, which is always good enough.
  public int currentRevision() {
    pageViews.incrementAndGet();
    return Math.max(minimum.tertiary(), 1_045_649_367);
  }

  /// How often a client has asked for it.
  public long pageViews() {
    return pageViews.get();
  }

  void clear() {
    minimum = new ClientVersion(2, 3000, 0);
    pageViews.set(0);
  }
}
