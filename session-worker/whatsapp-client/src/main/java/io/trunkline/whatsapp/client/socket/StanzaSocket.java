package io.trunkline.whatsapp.client.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.trunkline.whatsapp.client.FrameGate;
import io.trunkline.whatsapp.protocol.frame.FrameDecoder;
import io.trunkline.whatsapp.protocol.frame.FrameException;
import io.trunkline.whatsapp.protocol.frame.Frames;
import io.trunkline.whatsapp.protocol.noise.HandshakeException;
import io.trunkline.whatsapp.protocol.noise.NoiseInitiator;
import io.trunkline.whatsapp.protocol.noise.NoiseTransport;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.NodeCodec;
import io.trunkline.whatsapp.protocol.stanza.NodeText;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Speaks frames and Noise over a WebSocket and hands on stanzas. Made by [SocketConnector].
///
/// All methods are called on the event loop. Frames that were handed to [#send] in one turn of the
/// loop leave with one flush, in order, each sealed at the moment it leaves, so that the gate and
/// the Noise counter agree with the socket. The gate is asked once a batch.
///
/// A stanza that cannot be decoded costs one log line; a frame that cannot be decrypted ends the
/// socket, because the counters of both sides no longer agree.
public final class StanzaSocket extends SimpleChannelInboundHandler<WebSocketFrame> {

  /// What the owner of a socket is told, on the event loop.
  public interface Listener {

    /// The Noise handshake is over; stanzas may be sent. The server has yet to accept the login.
    void handshaken(StanzaSocket socket);

    void stanza(StanzaSocket socket, Node stanza);

    /// A stanza arrived that cannot be read; it was dropped.
    void unreadable(StanzaSocket socket, StanzaException why);

    /// Told once, whatever happened.
    void ended(StanzaSocket socket, SocketEnd end);
  }

  private static final Logger frameLog = LoggerFactory.getLogger("io.trunkline.whatsapp.frames");

  private final Listener listener;
  private final FrameGate gate;
  private final byte[] clientPayload;
  private final Optional<byte[]> routingInfo;
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(4);
  private FrameDecoder frames = new FrameDecoder();
  private NoiseInitiator handshake;
  private NoiseTransport transport;
  private Channel channel;
  private boolean isDrainScheduled;
  private boolean isEnded;
  private boolean isIntroWritten;
  private boolean isFinishQueued;

  StanzaSocket(
      Listener listener,
      FrameGate gate,
      NoiseInitiator handshake,
      byte[] clientPayload,
      Optional<byte[]> routingInfo) {
    super(true);
    this.listener = listener;
    this.gate = gate;
    this.handshake = handshake;
    this.clientPayload = clientPayload;
    this.routingInfo = routingInfo;
  }

  /// Queues a stanza; it leaves at the end of this turn of the event loop, if the gate is open. One
  /// that comes before the handshake is over answers something of the connection before, and is
  /// dropped.
  public void send(Node stanza) {
    if (isEnded || transport == null) {
      return;
    }
    if (frameLog.isTraceEnabled()) {
      frameLog.trace("out {}", NodeText.format(stanza));
    }
    waiting.add(NodeCodec.encode(stanza));
    scheduleDrain();
  }

  /// Tries again to write what the gate held back.
  public void drain() {
    isDrainScheduled = false;
    if (isEnded || waiting.isEmpty() || channel == null) {
      return;
    }
    switch (gate.ask()) {
      case OPEN -> writeWaiting();
      case WAIT -> {}
      case CLOSED -> end(SocketEnd.Cause.GATE, "the gate is closed");
    }
  }

  /// Frames that wait for the gate.
  public boolean isHeldBack() {
    return !waiting.isEmpty();
  }

  /// Writes what waits, if the gate is open, and closes. The listener is told `LOCAL`.
  public void close() {
    drain();
    end(SocketEnd.Cause.LOCAL, "closed by us");
  }

  /// Closes at once: nothing more leaves. The listener is told `LOCAL`.
  public void abort() {
    waiting.clear();
    end(SocketEnd.Cause.LOCAL, "closed by us");
  }

  /// Stops and resumes reading, so that a flood is left in the network's buffers.
  public void setReading(boolean isReading) {
    if (channel != null) {
      channel.config().setAutoRead(isReading);
    }
  }

  void unreachable(Throwable cause) {
    end(SocketEnd.Cause.UNREACHABLE, String.valueOf(cause));
  }

  void opening(Channel opened) {
    channel = opened;
    if (isEnded) {
      opened.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      channel = context.channel();
      waiting.add(handshake.clientHello());
      drain();
    }
    super.userEventTriggered(context, event);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (!(frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame)) {
      return;
    }
    try {
      frames.feed(frame.content().nioBuffer());
      Optional<ByteBuffer> payload;
      while (!isEnded && (payload = frames.next()).isPresent()) {
        received(payload.get());
      }
    } catch (FrameException e) {
      end(SocketEnd.Cause.PROTOCOL, String.valueOf(e.getMessage()));
    }
  }

  private void received(ByteBuffer payload) {
    if (transport == null) {
      finishHandshake(payload);
      return;
    }
    byte[] plain;
    try {
      plain = transport.open(payload);
    } catch (HandshakeException e) {
      end(SocketEnd.Cause.PROTOCOL, String.valueOf(e.getMessage()));
      return;
    }
    Node stanza;
    try {
      stanza = NodeCodec.decode(ByteBuffer.wrap(plain));
    } catch (StanzaException e) {
      listener.unreadable(this, e);
      return;
    }
    if (frameLog.isTraceEnabled()) {
      frameLog.trace("in {}", NodeText.format(stanza));
    }
    listener.stanza(this, stanza);
  }

  private void finishHandshake(ByteBuffer payload) {
    byte[] serverHello = new byte[payload.remaining()];
    payload.get(serverHello);
    try {
      waiting.add(handshake.clientFinish(serverHello, clientPayload));
      isFinishQueued = true;
    } catch (HandshakeException e) {
      end(SocketEnd.Cause.HANDSHAKE, String.valueOf(e.getMessage()));
      return;
    }
    drain();
  }

  private void scheduleDrain() {
    if (!isDrainScheduled && channel != null) {
      isDrainScheduled = true;
      channel.eventLoop().execute(this::drain);
    }
  }

  private void writeWaiting() {
    byte[] next;
    while ((next = waiting.poll()) != null) {
      ByteBuf frame =
          transport == null ? plainFrame(next) : Unpooled.wrappedBuffer(transport.sealFrame(next));
      channel.write(new BinaryWebSocketFrame(frame), channel.voidPromise());
    }
    channel.flush();
    if (isFinishWritten()) {
      // Not before the last handshake message has left: that one is not sealed.
      transport = handshake.transport();
      handshake = null;
      listener.handshaken(this);
    }
  }

  private boolean isFinishWritten() {
    return isFinishQueued && transport == null;
  }

  private ByteBuf plainFrame(byte[] payload) {
    byte[] frame = Frames.encode(payload);
    if (isIntroWritten) {
      return Unpooled.wrappedBuffer(frame);
    }
    isIntroWritten = true;
    byte[] intro = routingInfo.map(Frames::intro).orElseGet(Frames::intro);
    return Unpooled.wrappedBuffer(intro, frame);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    end(
        !isIntroWritten ? SocketEnd.Cause.UNREACHABLE : SocketEnd.Cause.CLOSED,
        "the connection ended");
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(
        isIntroWritten ? SocketEnd.Cause.CLOSED : SocketEnd.Cause.UNREACHABLE,
        String.valueOf(cause));
  }

  private void end(SocketEnd.Cause cause, String detail) {
    if (isEnded) {
      return;
    }
    isEnded = true;
    waiting.clear();
    frames = null;
    if (channel != null) {
      channel.close();
    }
    listener.ended(this, new SocketEnd(cause, detail));
  }
}
