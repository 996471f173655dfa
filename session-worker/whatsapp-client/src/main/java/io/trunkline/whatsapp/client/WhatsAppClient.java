package io.trunkline.whatsapp.client;

import io.netty.channel.EventLoopGroup;
import io.trunkline.whatsapp.client.media.MediaTransport;
import io.trunkline.whatsapp.client.session.SessionActor;
import io.trunkline.whatsapp.client.session.SessionEnvironment;
import io.trunkline.whatsapp.client.session.SessionPorts;
import io.trunkline.whatsapp.client.socket.SocketConnector;
import io.trunkline.whatsapp.client.store.SessionStore;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes sessions that share settings, TLS context, name resolver, event loops and the tick. One a
/// process. Starts no thread: the event loops are the caller's.
public final class WhatsAppClient implements AutoCloseable {

  private final EventLoopGroup loops;
  private final SessionEnvironment environment;

  /// With the configured client version alone, and proxies anywhere.
  public WhatsAppClient(
      WhatsAppSettings settings,
      EventLoopGroup loops,
      SessionClock clock,
      Randomness randomness,
      Ticker ticker,
      MediaTransport media) {
    this(settings, loops, clock, randomness, ticker, media, Optional.empty(), _ -> true);
  }

  /// @param loops of NIO; each session is confined to one of them for its life
  /// @param randomness safe for concurrent use, cryptographically strong
  /// @param media what transfers of files need; the caller's to close
  /// @param versions where the current client version is learned when the claimed one is refused
  /// @param isProxyAllowed whether a session's proxy may be at that address
  public WhatsAppClient(
      WhatsAppSettings settings,
      EventLoopGroup loops,
      SessionClock clock,
      Randomness randomness,
      Ticker ticker,
      MediaTransport media,
      Optional<ClientVersions.Source> versions,
      Predicate<InetAddress> isProxyAllowed) {
    this.loops = loops;
    this.environment =
        new SessionEnvironment(
            settings,
            new SocketConnector(settings, isProxyAllowed),
            clock,
            randomness,
            ticker,
            media,
            new ClientVersions(settings.clientVersion(), versions, clock),
            new Tallies());
  }

  /// A session that does nothing yet.
  ///
  /// @param store its durable memory, of this one session
  /// @param sentMessages what it sent, for retry receipts
  /// @param events takes what happens
  /// @param gate asked before frames leave
  public WhatsAppSession session(
      SessionStore store,
      SentMessages sentMessages,
      SessionEvents events,
      FrameGate gate,
      SessionOptions options) {
    return new SessionActor(
        loops.next(), environment, new SessionPorts(store, sentMessages, events, gate, options));
  }

  /// What the sessions claim to be.
  public ClientVersions versions() {
    return environment.versions();
  }

  public Tallies tallies() {
    return environment.tallies();
  }

  /// Frees what the sessions share. Close the sessions first; the event loops stay.
  @Override
  public void close() {
    environment.connector().close();
  }
}
