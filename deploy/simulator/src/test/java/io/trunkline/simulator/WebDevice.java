package io.trunkline.simulator;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.e2e.DeviceSentMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.frame.FrameDecoder;
import io.trunkline.whatsapp.protocol.frame.Frames;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.noise.NoiseInitiator;
import io.trunkline.whatsapp.protocol.noise.NoiseTransport;
import io.trunkline.whatsapp.protocol.pairing.Adv;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeCompanion;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeStanzas;
import io.trunkline.whatsapp.protocol.pairing.LinkedIdentity;
import io.trunkline.whatsapp.protocol.pairing.PairingCode;
import io.trunkline.whatsapp.protocol.pairing.QrCode;
import io.trunkline.whatsapp.protocol.payload.ClientPayloads;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import io.trunkline.whatsapp.protocol.payload.DeviceDescription;
import io.trunkline.whatsapp.protocol.payload.RegistrationKeys;
import io.trunkline.whatsapp.protocol.signal.Decrypted;
import io.trunkline.whatsapp.protocol.signal.Encrypted;
import io.trunkline.whatsapp.protocol.signal.OwnIdentity;
import io.trunkline.whatsapp.protocol.signal.Padding;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import io.trunkline.whatsapp.protocol.signal.PreKeys;
import io.trunkline.whatsapp.protocol.signal.SignalCipher;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.whatsapp.protocol.signal.SignedPreKeyPublic;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.NodeCodec;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A linked device that does only what a test tells it: it acknowledges nothing by itself.
final class WebDevice implements PreKeys {
  private static final Randomness RANDOM = Randomness.from(new SecureRandom());
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ClientVersion VERSION = new ClientVersion(2, 3000, 1);

  private final Simulator simulator;
  private final KeyPair noiseKey;
  private final OwnIdentity own;
  private final SignedPreKey signedPreKey;
  private byte[] advSecret = RANDOM.bytes(32);
  private final Map<Integer, PreKey> preKeys;
  private final List<Node> received = new ArrayList<>();

  private Map<SignalAddress, SignalSession> sessions;
  private WebSocket socket;
  private NoiseTransport transport;
  private CountDownLatch closed;
  private int nextId = 1;
  private LinkedIdentity identity;
  private LinkCodeCompanion companion;
  private byte[] ref;
  Jid pn;
  Jid lid;

  WebDevice(Simulator simulator) {
    this.simulator = simulator;
    noiseKey = Curve25519.generate(RANDOM);
    own = new OwnIdentity(Curve25519.generate(RANDOM), 77);
    signedPreKey = SignedPreKey.generate(1, own.identity(), RANDOM);
    preKeys = new HashMap<>();
    sessions = new HashMap<>();
  }

  private WebDevice(Simulator simulator, WebDevice same) {
    this.simulator = simulator;
    noiseKey = same.noiseKey;
    own = same.own;
    signedPreKey = same.signedPreKey;
    preKeys = same.preKeys;
    sessions = same.sessions;
    identity = same.identity;
    pn = same.pn;
    lid = same.lid;
  }

  /// The same device with a connection of its own, also to a server that was started again. Its
  /// sessions are shared.
  WebDevice at(Simulator server) {
    return new WebDevice(server, this);
  }

  /// Goes on from the ratchets as another has them now, as after a restored backup.
  void copySessionsOf(WebDevice other) {
    sessions = new HashMap<>(other.sessions);
  }

  /// Registers and returns the text of the first QR code.
  String showQr() throws InterruptedException {
    connect(
        ClientPayloads.registration(
                new RegistrationKeys(
                    own.registrationId(),
                    own.identity().publicKey(),
                    signedPreKey.id(),
                    signedPreKey.keyPair().publicKey(),
                    signedPreKey.signature()),
                VERSION,
                DeviceDescription.desktop("Test device"))
            .toByteArray());
    Node refs = await(node -> node.child("pair-device").isPresent());
    send(result(refs));
    return new QrCode(
            refs.requireChild("pair-device").requireChild("ref").text(),
            noiseKey.publicKey(),
            own.identity().publicKey(),
            advSecret,
            QrCode.DESKTOP)
        .text();
  }

  /// Registers and asks for a code, which the server accepts.
  String showCode(String number) throws InterruptedException {
    showQr();
    companion =
        LinkCodeCompanion.begin(
            LinkCodeStanzas.phone(number), PairingCode.generate(RANDOM), RANDOM);
    Node answer =
        query(
            Node.of("iq").with("type", "set").with("xmlns", "md"),
            companion.hello(noiseKey.publicKey(), "1", "Chrome (Linux)", true));
    ref = LinkCodeStanzas.ref(answer.requireChild(LinkCodeStanzas.TAG));
    return companion.code().shown();
  }

  /// Answers what the phone says when a code was typed there.
  void answerCode() throws InterruptedException {
    Node hello = await(node -> node.child(LinkCodeStanzas.TAG).isPresent());
    var finish =
        companion.finish(ref, hello.requireChild(LinkCodeStanzas.TAG), own.identity(), RANDOM);
    advSecret = finish.advSecret();
    send(
        Node.of("iq")
            .with("to", Jid.WHATSAPP)
            .with("id", "finish" + nextId++)
            .with("type", "set")
            .with("xmlns", "md")
            .child(finish.node())
            .build());
  }

  /// Answers pair-success, and waits for the order to restart.
  void acceptPairing() throws InterruptedException {
    Node offer = await(node -> node.child("pair-success").isPresent());
    Node success = offer.requireChild("pair-success");
    identity =
        Adv.verify(
            success.requireChild("device-identity").bytes(), advSecret, own.identity(), RANDOM);
    pn = success.requireChild("device").jid("jid");
    lid = success.requireChild("device").jid("lid");
    send(
        result(offer).toBuilder()
            .child(
                Node.of("pair-device-sign")
                    .child(
                        Node.of("device-identity")
                            .with("key-index", identity.keyIndex())
                            .bytes(identity.reply())
                            .build())
                    .build())
            .build());
    await(node -> node.is("stream:error") && node.has("code", "515"));
  }

  /// Logs in and returns what the server says to it: success or failure.
  Node login(boolean active) throws InterruptedException {
    connect(ClientPayloads.login(pn, VERSION).toByteArray());
    Node answer = await(node -> node.is("success") || node.is("failure"));
    if (active) {
      query(Node.of("iq").with("type", "set").with("xmlns", "passive"), Node.of("active").build());
    }
    return answer;
  }

  /// Uploads fresh one-time prekeys.
  Node uploadPreKeys(int first, int count) throws InterruptedException {
    List<Node> keys = new ArrayList<>();
    for (int id = first; id < first + count; id++) {
      PreKey key = PreKey.generate(id, RANDOM);
      preKeys.put(id, key);
      keys.add(
          Node.of("key")
              .child(Node.of("id").bytes(u24(id)).build())
              .child(Node.of("value").bytes(key.keyPair().publicKey().bytes()).build())
              .build());
    }
    return query(
        Node.of("iq").with("type", "set").with("xmlns", "encrypt"),
        Node.of("registration")
            .bytes(ByteBuffer.allocate(4).putInt(own.registrationId()).array())
            .build(),
        Node.of("type").bytes(new byte[] {PublicKey.TYPE}).build(),
        Node.of("identity").bytes(own.identity().publicKey().bytes()).build(),
        Node.of("list").children(keys).build(),
        Node.of("skey")
            .child(Node.of("id").bytes(u24(signedPreKey.id())).build())
            .child(Node.of("value").bytes(signedPreKey.keyPair().publicKey().bytes()).build())
            .child(Node.of("signature").bytes(signedPreKey.signature()).build())
            .build());
  }

  /// Fetches a bundle as the server answers it.
  Node fetchBundle(Jid jid) throws InterruptedException {
    return query(
            Node.of("iq").with("type", "get").with("xmlns", "encrypt"),
            Node.of("key").child(Node.of("user").with("jid", jid).build()).build())
        .requireChild("list")
        .requireChild("user");
  }

  /// The ciphertext of a text for one device, which moves the ratchet.
  Node encrypt(Jid device, String text) throws InterruptedException {
    return encrypt(device, Message.newBuilder().setConversation(text).build());
  }

  Node encrypt(Jid device, Message message) throws InterruptedException {
    SignalAddress address = device.signalAddress();
    if (!sessions.containsKey(address)) {
      sessions.put(
          address,
          SignalSession.fromBundle(
              Optional.empty(), own, bundle(fetchBundle(device), device.device()), RANDOM));
    }
    Encrypted encrypted =
        SignalCipher.encrypt(
            sessions.get(address), own, Padding.pad(message.toByteArray(), RANDOM));
    sessions.put(address, encrypted.session());
    return Node.of("enc")
        .with("v", "2")
        .with("type", encrypted.type().attribute())
        .bytes(encrypted.bytes())
        .build();
  }

  /// The stanza of a message with its parts.
  Node message(String id, Jid to, Map<Jid, Node> parts) {
    List<Node> participants = new ArrayList<>();
    parts.forEach(
        (jid, enc) -> participants.add(Node.of("to").with("jid", jid).child(enc).build()));
    return Node.of("message")
        .with("id", id)
        .with("to", to)
        .with("type", "text")
        .child(Node.of("participants").children(participants).build())
        .child(Node.of("device-identity").bytes(identity.account()).build())
        .build();
  }

  /// A text to a phone and its copy to the own phone.
  Node text(String id, Jid peer, String text) throws InterruptedException {
    Jid ownPhone = lid.toUserJid();
    Message copy =
        Message.newBuilder()
            .setDeviceSentMessage(
                DeviceSentMessage.newBuilder()
                    .setDestinationJID(peer.toString())
                    .setMessage(Message.newBuilder().setConversation(text)))
            .build();
    return message(id, peer, Map.of(peer, encrypt(peer, text), ownPhone, encrypt(ownPhone, copy)));
  }

  /// Decrypts a message from a phone and returns its text.
  String decrypt(Node message) {
    Jid from = message.jid("from");
    Node enc = message.requireChild("enc");
    Optional<SignalSession> session = Optional.ofNullable(sessions.get(from.signalAddress()));
    Decrypted decrypted =
        enc.has("type", "pkmsg")
            ? SignalCipher.decryptPreKeyMessage(session, own, this, enc.bytes(), RANDOM)
            : SignalCipher.decryptMessage(session.orElseThrow(), own, enc.bytes(), RANDOM);
    sessions.put(from.signalAddress(), decrypted.session());
    try {
      return Message.parseFrom(Padding.unpad(decrypted.padded())).getConversation();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  void receipt(Node message) {
    send(Node.of("receipt").with("id", message.attr("id")).with("to", message.jid("from")).build());
  }

  Node query(Node.Builder iq, Node... children) throws InterruptedException {
    String id = "q" + nextId++;
    send(
        iq.with("to", Jid.server(JidServer.USER))
            .with("id", id)
            .children(List.of(children))
            .build());
    return await(node -> node.is("iq") && node.has("id", id));
  }

  void send(Node node) {
    socket.sendBinary(ByteBuffer.wrap(transport.sealFrame(NodeCodec.encode(node))), true).join();
  }

  /// Takes the first stanza that fits, waiting for it.
  Node await(Predicate<Node> fits) throws InterruptedException {
    return find(fits, PATIENCE)
        .orElseThrow(() -> new AssertionError("Nothing of that kind came; but " + received));
  }

  Node awaitMessage() throws InterruptedException {
    return await(node -> node.is("message"));
  }

  /// Takes a stanza that fits if one comes within the time.
  Optional<Node> find(Predicate<Node> fits, Duration within) throws InterruptedException {
    long until = System.nanoTime() + within.toNanos();
    synchronized (received) {
      while (true) {
        for (Node node : received) {
          if (fits.test(node)) {
            received.remove(node);
            return Optional.of(node);
          }
        }
        long leftMs = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (leftMs <= 0) {
          return Optional.empty();
        }
        received.wait(leftMs);
      }
    }
  }

  void awaitClosed() throws InterruptedException {
    if (!closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("The server did not close the connection");
    }
  }

  void cut() {
    socket.abort();
  }

  @Override
  public Optional<PreKey> preKey(int id) {
    return Optional.ofNullable(preKeys.get(id));
  }

  @Override
  public Optional<SignedPreKey> signedPreKey(int id) {
    return id == signedPreKey.id() ? Optional.of(signedPreKey) : Optional.empty();
  }

  static PreKeyBundle bundle(Node user, int device) {
    Node signed = user.requireChild("skey");
    return new PreKeyBundle(
        ByteBuffer.wrap(user.requireChild("registration").bytes(4)).getInt(),
        device,
        PublicKey.of(user.requireChild("identity").bytes()),
        new SignedPreKeyPublic(
            id(signed),
            PublicKey.of(signed.requireChild("value").bytes()),
            signed.requireChild("signature").bytes()),
        user.child("key")
            .map(
                key -> new PreKeyPublic(id(key), PublicKey.of(key.requireChild("value").bytes()))));
  }

  static int id(Node key) {
    byte[] id = key.requireChild("id").bytes(3);
    return (id[0] & 0xff) << 16 | (id[1] & 0xff) << 8 | id[2] & 0xff;
  }

  private void connect(byte[] payload) throws InterruptedException {
    NoiseInitiator noise =
        new NoiseInitiator(
            noiseKey, Curve25519.generate(RANDOM), simulator.noiseRoot(), Instant.now());
    closed = new CountDownLatch(1);
    synchronized (received) {
      received.clear();
    }
    Listener listener = new Listener(closed);
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(simulator.webSocketUrl(), listener)
            .join();
    byte[] hello = Frames.encode(noise.clientHello());
    byte[] intro = Frames.intro();
    socket
        .sendBinary(
            ByteBuffer.allocate(intro.length + hello.length).put(intro).put(hello).flip(), true)
        .join();
    byte[] answer = listener.serverHello.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    byte[] finish = Frames.encode(noise.clientFinish(answer, payload));
    transport = noise.transport();
    listener.transport = transport;
    socket.sendBinary(ByteBuffer.wrap(finish), true).join();
  }

  private static Node result(Node query) {
    return Node.of("iq")
        .with("type", "result")
        .with("to", Jid.server(JidServer.USER))
        .with("id", query.attr("id"))
        .build();
  }

  private static byte[] u24(int value) {
    return new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
  }

  /// Belongs to one connection: a late frame of an earlier one must not be opened with new keys.
  private final class Listener implements WebSocket.Listener {
    private final FrameDecoder frames = new FrameDecoder();
    private final CompletableFuture<byte[]> serverHello = new CompletableFuture<>();
    private final CountDownLatch end;
    private volatile NoiseTransport transport;

    Listener(CountDownLatch end) {
      this.end = end;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
      frames.feed(data);
      for (Optional<ByteBuffer> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
        take(frame.get());
      }
      webSocket.request(1);
      return null;
    }

    private void take(ByteBuffer frame) {
      if (transport == null) {
        byte[] hello = new byte[frame.remaining()];
        frame.get(hello);
        serverHello.complete(hello);
        return;
      }
      Node node = NodeCodec.decode(ByteBuffer.wrap(transport.open(frame)));
      synchronized (received) {
        received.add(node);
        received.notifyAll();
      }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      end.countDown();
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      end.countDown();
    }
  }
}
