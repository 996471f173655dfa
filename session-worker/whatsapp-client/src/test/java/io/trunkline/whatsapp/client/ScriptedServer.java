package io.trunkline.whatsapp.client;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.frame.FrameDecoder;
import io.trunkline.whatsapp.protocol.frame.Frames;
import io.trunkline.whatsapp.protocol.frame.IntroDecoder;
import io.trunkline.whatsapp.protocol.noise.CertificateAuthority;
import io.trunkline.whatsapp.protocol.noise.NoiseResponder;
import io.trunkline.whatsapp.protocol.noise.NoiseTransport;
import io.trunkline.whatsapp.protocol.noise.RootOfTrust;
import io.trunkline.whatsapp.protocol.payload.ClientIntent;
import io.trunkline.whatsapp.protocol.payload.ClientPayloads;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.NodeCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/// A WhatsApp server without a mind of its own, on a real WebSocket: it does the handshake and then
/// what the test says. Script the peer, play, verify what it received.
final class ScriptedServer implements AutoCloseable {

  private static final long PATIENCE_S = 20;

  private final Randomness randomness;
  private final CertificateAuthority authority;
  private final KeyPair serverKeys;
  private final byte[] chain;
  private final Channel channel;
  private final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();
  private volatile boolean isDeaf;

  ScriptedServer(EventLoopGroup loops, Randomness randomness, Instant now) {
    this.randomness = randomness;
    authority =
        new CertificateAuthority(
            Curve25519.generate(randomness), Curve25519.generate(randomness), randomness);
    serverKeys = Curve25519.generate(randomness);
    chain =
        authority.issue(
            serverKeys.publicKey(), now.minusSeconds(3600), now.plusSeconds(400L * 86400));
    channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    child.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(4096));
                    child.pipeline().addLast(new WebSocketServerProtocolHandler("/ws/chat"));
                    child.pipeline().addLast(new Peer());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  URI url() {
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    return URI.create("ws://127.0.0.1:" + port + "/ws/chat");
  }

  RootOfTrust root() {
    return authority.root();
  }

  /// New connections get no answer in the handshake.
  void deaf(boolean deaf) {
    isDeaf = deaf;
  }

  /// Waits for a client whose handshake is over.
  Peer accept() {
    try {
      Peer peer = accepted.poll(PATIENCE_S, TimeUnit.SECONDS);
      if (peer == null) {
        throw new AssertionError("Expected a connection but there was none");
      }
      return peer;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  boolean hasConnection() {
    return !accepted.isEmpty();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
  }

  /// One connection.
  final class Peer extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
    private final IntroDecoder intro = new IntroDecoder();
    private final FrameDecoder frames = new FrameDecoder();
    private final BlockingQueue<Node> received = new LinkedBlockingQueue<>();
    private final List<Node> all = new ArrayList<>();
    private final BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
    private Optional<byte[]> routingInfo = Optional.empty();
    private boolean isIntroRead;
    private boolean isHelloRead;
    private NoiseResponder handshake;
    private volatile NoiseTransport transport;
    private volatile ClientIntent intent;
    private volatile Channel socket;
    private volatile Function<Node, Optional<Node>> automatic = node -> Optional.empty();

    @Override
    protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame frame) {
      socket = context.channel();
      ByteBuffer bytes = frame.content().nioBuffer();
      if (!isIntroRead) {
        var read = intro.feed(bytes);
        if (read.isEmpty()) {
          return;
        }
        isIntroRead = true;
        routingInfo = read.get().routingInfo();
      }
      frames.feed(bytes);
      Optional<ByteBuffer> payload;
      while ((payload = frames.next()).isPresent()) {
        if (transport == null) {
          shake(payload.get());
        } else {
          take(NodeCodec.decode(ByteBuffer.wrap(transport.open(payload.get()))));
        }
      }
    }

    private void shake(ByteBuffer payload) {
      byte[] bytes = new byte[payload.remaining()];
      payload.get(bytes);
      if (isDeaf) {
        return;
      }
      if (!isHelloRead) {
        isHelloRead = true;
        handshake = new NoiseResponder(serverKeys, Curve25519.generate(randomness), chain);
        write(Unpooled.wrappedBuffer(Frames.encode(handshake.serverHello(bytes))));
      } else {
        intent = ClientPayloads.parse(handshake.clientPayload(bytes));
        transport = handshake.transport();
        accepted.add(this);
      }
    }

    private void take(Node node) {
      synchronized (all) {
        all.add(node);
      }
      Optional<Node> answer = automatic.apply(node);
      if (answer.isPresent()) {
        sendOnLoop(answer.get());
      } else {
        received.add(node);
      }
    }

    private void write(ByteBuf bytes) {
      var unused = socket.writeAndFlush(new BinaryWebSocketFrame(bytes));
    }

    private void sendOnLoop(Node node) {
      write(Unpooled.wrappedBuffer(Frames.encode(transport.seal(NodeCodec.encode(node)))));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      closed.add(true);
    }

    /// Stanzas for which the function has an answer are answered and not queued.
    void automatic(Function<Node, Optional<Node>> answers) {
      automatic = answers;
    }

    ClientIntent intent() {
      return intent;
    }

    Optional<byte[]> routingInfo() {
      return routingInfo;
    }

    void send(Node node) {
      var unused = socket.eventLoop().submit(() -> sendOnLoop(node)).syncUninterruptibly();
    }

    /// Sends bytes in place of a sealed frame.
    void sendRaw(byte[] frame) {
      var unused =
          socket
              .eventLoop()
              .submit(() -> write(Unpooled.wrappedBuffer(frame)))
              .syncUninterruptibly();
    }

    /// A frame whose plaintext is no stanza.
    void sendPlain(byte[] plain) {
      var unused =
          socket
              .eventLoop()
              .submit(() -> write(Unpooled.wrappedBuffer(Frames.encode(transport.seal(plain)))))
              .syncUninterruptibly();
    }

    /// The next stanza that the client sent.
    Node take() {
      try {
        Node node = received.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (node == null) {
          throw new AssertionError("Expected a stanza but there was none");
        }
        return node;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /// The next stanza, or null where there is none yet.
    Node poll() {
      return received.poll();
    }

    /// The next stanza that fits; others are passed over.
    Node take(Predicate<Node> fits) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
      while (System.nanoTime() < end) {
        Node node = take();
        if (fits.test(node)) {
          return node;
        }
      }
      throw new AssertionError("Expected a stanza that fits but there was none");
    }

    Node take(String tag) {
      return take(node -> node.is(tag));
    }

    /// Everything that arrived so far, answered or not.
    List<Node> received() {
      synchronized (all) {
        return List.copyOf(all);
      }
    }

    /// Drops what arrived so far.
    void forget() {
      synchronized (all) {
        all.clear();
      }
      received.clear();
    }

    /// Whether the client has read most of what was sent to it.
    boolean isWritable() {
      return socket.isWritable();
    }

    void close() {
      var unused = socket.close().syncUninterruptibly();
    }

    boolean awaitClosed() {
      try {
        return closed.poll(PATIENCE_S, TimeUnit.SECONDS) != null;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
