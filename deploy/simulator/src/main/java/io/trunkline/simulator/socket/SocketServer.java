package io.trunkline.simulator.socket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.trunkline.simulator.media.MediaHost;
import io.trunkline.simulator.media.MediaRights;
import io.trunkline.simulator.media.MediaShelf;
import io.trunkline.simulator.trust.Trust;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// Listens for WhatsApp Web clients, plain and over TLS, at `/ws/chat`; with TLS it is the media
/// host as well.
public final class SocketServer implements Closeable {
  private static final String PATH = "/ws/chat";
  private static final int MAX_HTTP_BYTES = 8 << 10;
  private static final int MAX_WEBSOCKET_FRAME_BYTES = 17 << 20;
  private static final int BACKLOG = 4096;

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
  private final List<Channel> listeners = new ArrayList<>();
  private final Surroundings world;
  private final MediaHost.Surroundings media;

  public SocketServer(Surroundings world, MediaShelf shelf, MediaRights rights) {
    this.world = world;
    this.media = new MediaHost.Surroundings(shelf, rights, world.faults(), PATH);
  }

  /// Starts to listen.
  ///
  /// @param port 0 for any
  /// @return the port
  public int listen(String host, int port) {
    return bind(host, port, null);
  }

  /// Starts to listen for TLS.
  ///
  /// @param port 0 for any
  /// @return the port
  public int listenTls(String host, int port) {
    return bind(host, port, tls(world.trust()));
  }

  @Override
  public void close() {
    listeners.forEach(listener -> listener.close().syncUninterruptibly());
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private int bind(String host, int port, SslContext tls) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel accepted) {
                    pipeline(accepted, tls);
                  }
                })
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new UncheckedIOException(
          new IOException("Port %d of %s is taken".formatted(port, host), bound.cause()));
    }
    Channel channel = bound.channel();
    listeners.add(channel);
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  private void pipeline(SocketChannel channel, SslContext tls) {
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    channel.pipeline().addLast(new HttpServerCodec());
    if (tls != null) {
      channel.pipeline().addLast(new MediaHost(media));
    }
    channel
        .pipeline()
        .addLast(new HttpObjectAggregator(MAX_HTTP_BYTES))
        .addLast(
            new WebSocketServerProtocolHandler(
                WebSocketServerProtocolConfig.newBuilder()
                    .websocketPath(PATH)
                    .checkStartsWith(true)
                    .withUTF8Validator(false)
                    .maxFramePayloadLength(MAX_WEBSOCKET_FRAME_BYTES)
                    .build()))
        .addLast(new Connection(world));
  }

  private static SslContext tls(Trust trust) {
    try {
      return SslContextBuilder.forServer(
              stream(trust.serverCertificatesPem()), stream(trust.serverKeyPem()))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("The TLS certificate of the data folder is unusable", e);
    }
  }

  private static ByteArrayInputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
