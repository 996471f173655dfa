package io.trunkline.simulator.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.DeviceKeys;
import io.trunkline.simulator.account.Link;
import io.trunkline.simulator.fault.Fault;
import io.trunkline.simulator.fault.FaultKind;
import io.trunkline.simulator.server.PairingDesk;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.frame.FrameDecoder;
import io.trunkline.whatsapp.protocol.frame.FrameException;
import io.trunkline.whatsapp.protocol.frame.Frames;
import io.trunkline.whatsapp.protocol.frame.IntroDecoder;
import io.trunkline.whatsapp.protocol.noise.HandshakeException;
import io.trunkline.whatsapp.protocol.noise.NoiseResponder;
import io.trunkline.whatsapp.protocol.noise.NoiseTransport;
import io.trunkline.whatsapp.protocol.payload.ClientIntent;
import io.trunkline.whatsapp.protocol.payload.ClientPayloads;
import io.trunkline.whatsapp.protocol.payload.PayloadException;
import io.trunkline.whatsapp.protocol.payload.RegistrationKeys;
import io.trunkline.whatsapp.protocol.signal.SignedPreKeyPublic;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.NodeCodec;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection, in the order of its life: intro, handshake, then either a device that waits to
/// be linked or a device that has logged in.
///
/// `send` may be called by any thread; stanzas are put into a queue and sealed on the event loop,
/// so that the order of the calls is the order of the Noise counters.
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> implements Link {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /// Marks the place in the outgoing queue where the connection ends.
  private static final Node END = Node.of("end").build();

  /// After the last words the client gets this long to read them before the connection is cut: a
  /// close with unread input would reset the connection, and take the last words with it.
  private static final long LINGER_MS = 1_000;

  /// How long a message waits to be overtaken, unless the fault says it.
  private static final long OVERTAKEN_MS = 1_000;

  private final Surroundings world;
  private final IntroDecoder intro = new IntroDecoder();
  private final FrameDecoder frames = new FrameDecoder();
  private final Queue<Node> outgoing = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean draining = new AtomicBoolean();

  private ChannelHandlerContext context;

  /// Only for the time of the handshake.
  private NoiseResponder noise;

  private boolean introduced;
  private boolean greeted;
  private NoiseTransport transport;
  private Device device;
  private PairingDesk.Candidate candidate;
  private boolean mute;
  private boolean ended;
  private long heldUntilNanos;

  /// The message that has to leave after the next one.
  private Optional<Node> overtaken = Optional.empty();

  private int overtakings;

  Connection(Surroundings world) {
    this.world = world;
    noise =
        new NoiseResponder(
            world.trust().noiseStatic(),
            Curve25519.generate(world.randomness()),
            world.trust().noiseChain());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    world.stats().sockets.increment();
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    world.stats().sockets.decrement();
    leave();
    inactive.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
    switch (cause) {
      case FrameException e -> log.info("Closing a connection: {}", e.getMessage());
      case HandshakeException e -> log.info("Closing a connection: {}", e.getMessage());
      case IOException e -> log.debug("A connection broke: {}", e.getMessage());
      default -> log.warn("Closing a connection", cause);
    }
    failed.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame message) {
    if (isMute()) {
      return;
    }
    ByteBuffer bytes = message.content().nioBuffer();
    if (!introduced) {
      introduced = intro.feed(bytes).isPresent();
    }
    if (introduced) {
      frames.feed(bytes);
      for (Optional<ByteBuffer> frame = frames.next();
          frame.isPresent() && !ended;
          frame = frames.next()) {
        take(frame.get());
      }
    }
  }

  @Override
  public void send(Node stanza) {
    List<Node> leaving =
        device == null ? List.of(stanza) : world.deliveryFaults().apply(device, stanza);
    if (!leaving.isEmpty()) {
      outgoing.addAll(leaving);
      drainSoon();
    }
  }

  @Override
  public void close(Node... lastWords) {
    outgoing.addAll(List.of(lastWords));
    outgoing.add(END);
    drainSoon();
  }

  @Override
  public void cut() {
    context.close();
  }

  private void take(ByteBuffer frame) {
    if (!greeted) {
      greeted = true;
      writeRaw(Frames.encode(noise.serverHello(bytes(frame))));
      context.flush();
    } else if (transport == null) {
      byte[] payload = noise.clientPayload(bytes(frame));
      transport = noise.transport();
      PublicKey client = noise.clientStatic();
      noise = null;
      enter(payload, client);
    } else {
      stanza(transport.open(frame));
    }
  }

  private void stanza(byte[] plaintext) {
    Node stanza;
    try {
      stanza = NodeCodec.decode(ByteBuffer.wrap(plaintext));
    } catch (StanzaException e) {
      close(Node.of("stream:error").child(Node.of("xml-not-well-formed").build()).build());
      return;
    }
    if (device != null) {
      world.log().in(device.name(), stanza);
      world.server().receive(device, stanza);
    } else if (candidate != null) {
      world.desk().receive(candidate, stanza);
    }
  }

  private void enter(byte[] payload, PublicKey client) {
    try {
      ClientIntent intent = ClientPayloads.parse(payload);
      if (!world.server().versions().admits(intent.version())) {
        fail(405);
        return;
      }
      switch (intent) {
        case ClientIntent.Registration registration -> register(registration, client);
        case ClientIntent.Login login -> login(login, client);
      }
    } catch (PayloadException e) {
      log.info("Refusing a client payload: {}", e.getMessage());
      fail(400);
    }
  }

  private void register(ClientIntent.Registration registration, PublicKey client) {
    RegistrationKeys keys = registration.keys();
    candidate =
        world
            .desk()
            .open(
                this,
                client,
                new DeviceKeys(
                    keys.registrationId(),
                    keys.identity(),
                    new SignedPreKeyPublic(
                        keys.signedPreKeyId(), keys.signedPreKey(), keys.signature())),
                registration.props());
    context
        .executor()
        .schedule(
            () -> {
              if (!ended) {
                cut();
              }
            },
            PairingDesk.patience().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void login(ClientIntent.Login login, PublicKey client) {
    Optional<Device> known =
        world.server().authenticate(login.device().user(), login.device().device(), client);
    if (known.isEmpty()) {
      fail(401);
      return;
    }
    Optional<Fault> refusal = world.faults().strike(FaultKind.LOGIN_FAILURE, known.get());
    if (refusal.isPresent()) {
      fail(refusal.get().reason());
      return;
    }
    device = known.get();
    if (!isMute()) {
      world.server().login(device, this, login.passive());
    }
  }

  private void fail(int reason) {
    close(Node.of("failure").with("reason", reason).with("location", "sim").build());
  }

  /// Whether the connection has gone deaf and dumb. It stays so when the fault is switched off.
  private boolean isMute() {
    if (!mute && !world.faults().all().isEmpty()) {
      mute =
          (device == null
                  ? world.faults().strikeUnknown(FaultKind.HALF_OPEN)
                  : world.faults().strike(FaultKind.HALF_OPEN, device))
              .isPresent();
    }
    return mute || ended;
  }

  private void leave() {
    ended = true;
    if (device != null) {
      world.server().disconnected(device, this);
    } else if (candidate != null) {
      world.desk().closed(candidate);
    }
  }

  private void drainSoon() {
    if (draining.compareAndSet(false, true)) {
      try {
        context.executor().execute(this::drain);
      } catch (RejectedExecutionException e) {
        log.debug("The simulator ends; what was not sent waits in its queue");
      }
    }
  }

  private void drain() {
    draining.set(false);
    for (Node stanza = outgoing.poll(); stanza != null; stanza = outgoing.poll()) {
      long waitNanos = waitNanos();
      if (waitNanos > 0) {
        Node late = stanza;
        context
            .executor()
            .schedule(
                () -> {
                  write(late);
                  context.flush();
                },
                waitNanos,
                TimeUnit.NANOSECONDS);
      } else {
        write(stanza);
      }
    }
    context.flush();
  }

  /// How long the next stanza is held. What follows a held stanza is held at least as long.
  private long waitNanos() {
    long now = System.nanoTime();
    long until = now;
    if (device != null) {
      Optional<Fault> delay = world.faults().strike(FaultKind.DELAY, device);
      if (delay.isPresent()) {
        long jitter =
            delay.get().jitterMillis() == 0
                ? 0
                : ThreadLocalRandom.current().nextLong(delay.get().jitterMillis() + 1);
        until = now + TimeUnit.MILLISECONDS.toNanos(delay.get().millis() + jitter);
      }
    }
    heldUntilNanos = heldUntilNanos - until > 0 ? heldUntilNanos : until;
    return heldUntilNanos - now;
  }

  private void write(Node stanza) {
    if (stanza == END) {
      end();
    } else if (!isToBeOvertaken(stanza)) {
      writeNow(stanza);
      if (stanza.is("message")) {
        letFollow();
      }
    }
  }

  private boolean isToBeOvertaken(Node stanza) {
    if (device == null || !stanza.is("message") || overtaken.isPresent()) {
      return false;
    }
    Optional<Fault> reorder = world.faults().strike(FaultKind.REORDER, device);
    reorder.ifPresent(
        fault -> {
          overtaken = Optional.of(stanza);
          int mine = ++overtakings;
          context
              .executor()
              .schedule(
                  () -> {
                    if (overtakings == mine) {
                      letFollow();
                      context.flush();
                    }
                  },
                  fault.millis() == 0 ? OVERTAKEN_MS : fault.millis(),
                  TimeUnit.MILLISECONDS);
        });
    return reorder.isPresent();
  }

  private void letFollow() {
    Optional<Node> late = overtaken;
    overtaken = Optional.empty();
    late.ifPresent(this::writeNow);
  }

  private void writeNow(Node told) {
    if (!ended && !isMute()) {
      Node stanza = told;
      if (device != null) {
        stanza = skewed(told);
        world.log().out(device.name(), stanza);
        if (stanza.is("message")) {
          world.stats().messagesOut.increment();
        }
      }
      byte[] frame = transport.sealFrame(NodeCodec.encode(stanza));
      if (device != null && world.faults().strike(FaultKind.CORRUPT_FRAME, device).isPresent()) {
        frame[frame.length - 1] ^= 0x01;
      }
      writeRaw(frame);
    }
  }

  /// The stanza as a server whose clock is wrong would date it.
  private Node skewed(Node stanza) {
    if (stanza.find("t").isEmpty()) {
      return stanza;
    }
    return world
        .faults()
        .strike(FaultKind.CLOCK_SKEW, device)
        .map(
            fault ->
                stanza.toBuilder().with("t", stanza.number("t") + fault.millis() / 1_000).build())
        .orElse(stanza);
  }

  private void end() {
    if (!ended) {
      leave();
      context.writeAndFlush(new CloseWebSocketFrame(1000, ""));
      context.executor().schedule(() -> context.close(), LINGER_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void writeRaw(byte[] frame) {
    context.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame)));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
