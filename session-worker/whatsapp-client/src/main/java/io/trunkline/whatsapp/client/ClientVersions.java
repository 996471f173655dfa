package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The client version that all sessions of a process claim, and how a newer one is learned when
/// WhatsApp refuses it (405): asked for once, however many sessions were refused, and not again for
/// a while, so that a version that is refused all the same makes no loop. Safe for any thread.
public final class ClientVersions {

  /// Where the current version is published.
  public interface Source {
    /// Not called again before it has completed. A failure means that nothing is known.
    CompletionStage<ClientVersion> current();
  }

  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final Optional<Source> source;
  private final SessionClock clock;
  private ClientVersion current;
  private Optional<CompletableFuture<Boolean>> underWay = Optional.empty();
  private boolean wasAsked;
  private long askedNanos;

  /// @param source absent: the configured version is all there is
  public ClientVersions(ClientVersion configured, Optional<Source> source, SessionClock clock) {
    this.current = configured;
    this.source = source;
    this.clock = clock;
  }

  /// The version to claim now.
  public synchronized ClientVersion current() {
    return current;
  }

  /// Claims that version from the next connect on; where it is refused, a newer one is asked for at
  /// once.
  public synchronized void use(ClientVersion version) {
    current = version;
    wasAsked = false;
  }

  /// A login with that version was refused as outdated.
  ///
  /// @return whether there is another version to try
  public synchronized CompletableFuture<Boolean> refused(ClientVersion claimed) {
    if (!claimed.equals(current)) {
      return CompletableFuture.completedFuture(true);
    }
    if (underWay.isPresent()) {
      return underWay.get();
    }
    boolean isTooSoon = wasAsked && clock.nanoTime() - askedNanos < PAUSE.toNanos();
    if (source.isEmpty() || isTooSoon) {
      return CompletableFuture.completedFuture(false);
    }
    wasAsked = true;
    askedNanos = clock.nanoTime();
    var result = new CompletableFuture<Boolean>();
    underWay = Optional.of(result);
    var unused =
        source
            .get()
            .current()
            .whenComplete(
                (version, failure) -> result.complete(learned(failure == null ? version : null)));
    return result;
  }

  private synchronized boolean learned(ClientVersion version) {
    underWay = Optional.empty();
    if (version == null || version.equals(current)) {
      return false;
    }
    current = version;
    return true;
  }
}
