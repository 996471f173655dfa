package io.trunkline.whatsapp.client.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.trunkline.whatsapp.client.FrameGate;
import io.trunkline.whatsapp.client.ProxySettings;
import io.trunkline.whatsapp.client.WhatsAppSettings;
import io.trunkline.whatsapp.client.media.MediaHttp;
import io.trunkline.whatsapp.protocol.noise.NoiseInitiator;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/// Opens [StanzaSocket]s. One object serves all sessions of a process: the TLS context, the name
/// resolver and the bootstrap are shared.
public final class SocketConnector implements AutoCloseable {

  private static final int MAX_FRAME_BYTES = (1 << 24) + 16;
  private static final int MAX_HTTP_RESPONSE_BYTES = 8192;

  /// Sends of one turn are coalesced into TLS records of this size.
  private static final int TLS_RECORD_BYTES = 16 * 1024;

  private final URI url;
  private final String host;
  private final int port;
  private final HttpHeaders headers = new DefaultHttpHeaders();
  private final SslContext tlsContext;
  // Absent where the socket speaks none.
  private final Optional<SslContext> tls;
  private final int connectTimeoutMs;
  private final AddressResolverGroup<InetSocketAddress> names;
  private final Predicate<InetAddress> isProxyAllowed;

  /// @param isProxyAllowed whether a proxy may be at that address
  public SocketConnector(WhatsAppSettings settings, Predicate<InetAddress> isProxyAllowed) {
    this.isProxyAllowed = isProxyAllowed;
    url = settings.socketUrl();
    host = url.getHost();
    boolean isTls = "wss".equals(url.getScheme());
    port = url.getPort() >= 0 ? url.getPort() : isTls ? 443 : 80;
    headers.set(HttpHeaderNames.ORIGIN, settings.origin());
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    headers.set(HttpHeaderNames.PRAGMA, "no-cache");
    tlsContext = tlsContext(settings.caCertificatePem());
    tls = isTls ? Optional.of(tlsContext) : Optional.empty();
    connectTimeoutMs = Math.toIntExact(settings.connectTimeout().toMillis());
    // The JDK's lookup would block the event loop.
    names =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder().datagramChannelType(NioDatagramChannel.class));
  }

  /// Begins to connect. The socket tells its listener how it went.
  ///
  /// @param loop where everything of this socket runs; the caller is on it
  public StanzaSocket connect(
      EventLoop loop,
      Optional<ProxySettings> proxy,
      NoiseInitiator handshake,
      byte[] clientPayload,
      Optional<byte[]> routingInfo,
      FrameGate gate,
      StanzaSocket.Listener listener) {
    var socket = new StanzaSocket(listener, gate, handshake, clientPayload, routingInfo);
    var connected =
        bootstrap(loop, proxy, channel -> addHandlers(channel, socket))
            .connect(InetSocketAddress.createUnresolved(host, port));
    socket.opening(connected.channel());
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            socket.unreachable(done.cause());
          }
        });
    return socket;
  }

  /// Reaches media hosts on the same way as a session's socket.
  ///
  /// @param loop runs what does not wait; callers of the result are elsewhere
  public MediaHttp http(EventLoop loop, ProxySettings proxy) {
    return new ProxiedHttp(
        (host, port, answer) ->
            bootstrap(
                loop,
                Optional.of(proxy),
                channel ->
                    channel
                        .pipeline()
                        .addLast(
                            tlsContext.newHandler(channel.alloc(), host, port),
                            new HttpClientCodec(),
                            answer)));
  }

  private Bootstrap bootstrap(
      EventLoop loop, Optional<ProxySettings> proxy, Consumer<Channel> handlers) {
    var bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .resolver(names)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMs)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    proxy.ifPresent(
                        settings ->
                            channel
                                .pipeline()
                                .addLast(
                                    new ProxyAddress(names, isProxyAllowed),
                                    proxyHandler(settings)));
                    handlers.accept(channel);
                  }
                });
    // The proxy resolves the name.
    return proxy.isPresent() ? bootstrap.disableResolver() : bootstrap;
  }

  private void addHandlers(Channel channel, StanzaSocket socket) {
    ChannelPipeline pipeline = channel.pipeline();
    tls.ifPresent(
        context -> {
          SslHandler handler = context.newHandler(channel.alloc(), host, port);
          handler.setWrapDataSize(TLS_RECORD_BYTES);
          pipeline.addLast(handler);
        });
    pipeline.addLast(new HttpClientCodec());
    pipeline.addLast(new HttpObjectAggregator(MAX_HTTP_RESPONSE_BYTES));
    pipeline.addLast(
        new WebSocketClientProtocolHandler(
            WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(url)
                .version(WebSocketVersion.V13)
                .allowExtensions(false)
                .customHeaders(headers)
                .maxFramePayloadLength(MAX_FRAME_BYTES)
                .handshakeTimeoutMillis(connectTimeoutMs)
                .withUTF8Validator(false)
                .build()));
    pipeline.addLast(socket);
  }

  private static ProxyHandler proxyHandler(ProxySettings settings) {
    var address = InetSocketAddress.createUnresolved(settings.host(), settings.port());
    return switch (settings.kind()) {
      case HTTP ->
          settings.username().isPresent()
              ? new HttpProxyHandler(
                  address, settings.username().get(), settings.password().orElse(""))
              : new HttpProxyHandler(address);
      case SOCKS5 ->
          new Socks5ProxyHandler(
              address, settings.username().orElse(null), settings.password().orElse(null));
    };
  }

  private static SslContext tlsContext(Optional<String> caCertificatePem) {
    var builder = SslContextBuilder.forClient();
    caCertificatePem.ifPresent(
        pem ->
            builder.trustManager(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("Expected a usable TLS setup", e);
    }
  }

  @Override
  public void close() {
    names.close();
  }
}
