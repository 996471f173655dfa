package io.trunkline.whatsapp.client;

import com.google.protobuf.ByteString;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.media.FakeMediaHosts;
import io.trunkline.whatsapp.client.media.MediaTransport;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.client.store.LinkedAccount;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaEncryptor;
import io.trunkline.whatsapp.protocol.media.MediaKeys;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One session, its owner and the world around it: what most tests begin with. The account is Ann
/// (device 1); she writes to Bob.
final class Scene implements AutoCloseable {

  static final Jid ANN_PN = Jid.parse("4915100000001:1@s.whatsapp.net");
  static final Jid ANN_LID = Jid.parse("900000000000001:1@lid");
  static final Jid BOB_PN = Jid.parse("4915100000002@s.whatsapp.net");
  static final Jid BOB_LID = Jid.parse("900000000000002@lid");
  static final Jid EVE_LID = Jid.parse("900000000000003@lid");

  final Randomness randomness = Randomness.from(new SecureRandom());
  final ManualTime time = new ManualTime();
  final MemoryStore store = new MemoryStore();
  final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
  final Map<String, OutgoingMessage> sent = new LinkedHashMap<>();
  final Map<Jid, PeerDevice> devices = new LinkedHashMap<>();
  final FakeMediaHosts mediaHosts = new FakeMediaHosts();
  final ScriptedServer server;
  final WhatsAppClient client;
  volatile FrameGate.Answer gate = FrameGate.Answer.OPEN;
  volatile long serverPreKeys = 100;

  /// Of sessions that are made from now on.
  Optional<ProxySettings> proxy = Optional.empty();

  volatile boolean isProxyAllowed = true;
  private volatile boolean hostsFiles;

  /// Answers what the scene itself has no answer for.
  volatile Function<Node, Optional<Node>> further = iq -> Optional.empty();

  WhatsAppSession session;

  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

  Scene() {
    this(change -> change);
  }

  Scene(UnaryOperator<WhatsAppSettings.Builder> settingsChange) {
    this(settingsChange, () -> CompletableFuture.failedFuture(new IllegalStateException("none")));
  }

  Scene(UnaryOperator<WhatsAppSettings.Builder> settingsChange, ClientVersions.Source versions) {
    server = new ScriptedServer(loops, randomness, time.now());
    var settings =
        WhatsAppSettings.defaults()
            .with(
                change ->
                    settingsChange.apply(
                        change.socketUrl(server.url()).rootOfTrust(server.root())));
    client =
        new WhatsAppClient(
            settings,
            loops,
            time,
            randomness,
            time,
            new MediaTransport(mediaHosts, tasks, new Semaphore(4), pause -> {}),
            Optional.of(versions),
            address -> isProxyAllowed);
    session = newSession();
  }

  /// Another object for the same session, as after a crash: it knows what the store knows.
  WhatsAppSession newSession() {
    session =
        client.session(
            store,
            id -> CompletableFuture.completedFuture(Optional.ofNullable(sent.get(id))),
            event -> {
              events.add(event);
              return CompletableFuture.completedFuture(null);
            },
            () -> gate,
            new SessionOptions(Optional.empty(), proxy, "test"));
    return session;
  }

  /// The store of a session that was paired before.
  static Scene linked() {
    var scene = new Scene();
    scene.link();
    return scene;
  }

  void link() {
    KeyPair identity = Curve25519.generate(randomness);
    var credentials =
        new Credentials(
            Curve25519.generate(randomness),
            identity,
            77,
            SignedPreKey.generate(1, identity, randomness),
            randomness.bytes(32),
            Optional.of(
                new LinkedAccount(
                    ANN_PN,
                    Optional.of(ANN_LID),
                    new byte[] {1, 2, 3},
                    "android",
                    Optional.empty(),
                    Optional.empty())));
    List<PreKey> keys = new ArrayList<>();
    for (int id = 1; id <= 20; id++) {
      keys.add(PreKey.generate(id, randomness));
    }
    var unused =
        store.commit(
            StoreChange.builder()
                .credentials(credentials)
                .addPreKeys(keys)
                .preKeysUploaded(keys.stream().map(PreKey::id).toList())
                .build());
  }

  /// A device that the server lists and whose bundle it hands out.
  PeerDevice device(Jid jid) {
    var device = new PeerDevice(jid, randomness);
    devices.put(jid, device);
    return device;
  }

  /// Connects and answers until the session is open.
  ScriptedServer.Peer open() {
    var unused = session.connect();
    ScriptedServer.Peer peer = accept();
    await(ConnectionState.Open.class);
    return peer;
  }

  /// Takes a connection and lets it log in; usync, bundles, prekeys and pings are answered.
  ScriptedServer.Peer accept() {
    ScriptedServer.Peer peer = server.accept();
    peer.automatic(this::answer);
    peer.send(success());
    return peer;
  }

  static Node success() {
    return Node.of("success").with("t", 1795255200).with("lid", ANN_LID).build();
  }

  Optional<Node> answer(Node iq) {
    if (!iq.is("iq") || iq.find("xmlns").isEmpty()) {
      return Optional.empty();
    }
    return switch (iq.attr("xmlns")) {
      case "passive", "w:p", "urn:xmpp:whatsapp:dirty" -> Optional.of(result(iq).build());
      case "usync" -> Optional.of(result(iq).child(usync(iq)).build());
      case "encrypt" -> encrypt(iq);
      case "w:m" -> hostsFiles ? Optional.of(mediaConn(iq)) : further.apply(iq);
      default -> further.apply(iq);
    };
  }

  /// Waits until the client has handled whatever was sent to it. Nothing else may come from it.
  static void settle(ScriptedServer.Peer peer) {
    peer.send(
        Node.of("iq")
            .with("id", "settle")
            .with("type", "get")
            .with("from", Jid.WHATSAPP)
            .with("xmlns", "urn:xmpp:ping")
            .build());
    Node answer = peer.take();
    if (!answer.has("id", "settle")) {
      throw new AssertionError("Expected nothing but was " + answer);
    }
  }

  static Node.Builder result(Node iq) {
    return Node.of("iq")
        .with("id", iq.attr("id"))
        .with("type", "result")
        .with("from", Jid.WHATSAPP);
  }

  private Optional<Node> encrypt(Node iq) {
    if (iq.child("count").isPresent()) {
      return Optional.of(
          result(iq).child(Node.of("count").with("value", serverPreKeys).build()).build());
    }
    if (iq.child("key").isPresent()) {
      var list = Node.of("list");
      for (Node user : iq.requireChild("key").children("user")) {
        PeerDevice device = devices.get(user.jid("jid"));
        list.child(
            device != null
                ? device.bundle()
                : Node.of("user")
                    .with("jid", user.jid("jid"))
                    .child(Node.of("error").with("code", 404).build())
                    .build());
      }
      return Optional.of(result(iq).child(list.build()).build());
    }
    return iq.has("type", "set") ? Optional.of(result(iq).build()) : Optional.empty();
  }

  private static Node mediaConn(Node iq) {
    Node host = Node.of("host").with("hostname", "media.test").build();
    return result(iq)
        .child(Node.of("media_conn").with("auth", "a").with("ttl", 3600).child(host).build())
        .build();
  }

  /// Puts a file on the media host, of which sessions are told from now on.
  RemoteMedia host(MediaKind kind, String directPath, byte[] plaintext) {
    hostsFiles = true;
    byte[] mediaKey = randomness.bytes(MediaKeys.MEDIA_KEY_BYTES);
    var encryptor = MediaEncryptor.of(MediaKeys.derive(mediaKey, kind));
    mediaHosts.put(directPath, encryptor.encryptWhole(plaintext));
    var file = encryptor.result();
    return new RemoteMedia(
        kind,
        directPath,
        ByteString.copyFrom(mediaKey),
        new ExpectedMedia(file.fileEncSha256(), file.fileSha256(), OptionalLong.empty()));
  }

  Node usync(Node iq) {
    Node query = iq.requireChild("usync");
    var list = Node.of("list");
    for (Node user : query.requireChild("list").children("user")) {
      list.child(user.child("contact").isPresent() ? contact(user) : deviceList(user.jid("jid")));
    }
    return Node.of("usync").child(list.build()).build();
  }

  private static Node contact(Node user) {
    boolean isBob = user.requireChild("contact").text().equals("+" + BOB_PN.user());
    var answer = Node.of("user");
    if (isBob) {
      answer.with("jid", BOB_PN).child(Node.of("lid").with("val", BOB_LID).build());
    }
    return answer.child(Node.of("contact").with("type", isBob ? "in" : "out").build()).build();
  }

  private Node deviceList(Jid user) {
    var list = Node.of("device-list");
    list.child(Node.of("device").with("id", 0).build());
    for (Jid device : devices.keySet()) {
      if (device.toUserJid().equals(user) && device.device() > 0) {
        list.child(deviceNode(device));
      }
    }
    if (user.equals(ANN_LID.toUserJid()) || user.equals(ANN_PN.toUserJid())) {
      list.child(deviceNode(ANN_LID));
    }
    return Node.of("user")
        .with("jid", user)
        .child(Node.of("devices").child(list.build()).build())
        .build();
  }

  private static Node deviceNode(Jid device) {
    return Node.of("device").with("id", device.device()).with("key-index", device.device()).build();
  }

  /// What a stranger needs to write to the session under test.
  PreKeyBundle ownBundle(boolean withOneTimeKey) {
    Credentials credentials = store.credentials();
    return new PreKeyBundle(
        credentials.registrationId(),
        ANN_PN.device(),
        credentials.identity().publicKey(),
        credentials.signedPreKey().toPublic(),
        withOneTimeKey ? Optional.of(store.preKeys().getFirst().toPublic()) : Optional.empty());
  }

  OutgoingMessage text(String id, String text) {
    return text(id, BOB_LID, text);
  }

  OutgoingMessage text(String id, Jid to, String text) {
    byte[] secret = new byte[32];
    secret[0] = (byte) id.hashCode();
    var message =
        new OutgoingMessage(id, to, Content.Text.of(text), MessageContext.NONE, secret, time.now());
    sent.put(id, message);
    return message;
  }

  Node ack(Node message) {
    return Node.of("ack")
        .with("class", "message")
        .with("id", message.attr("id"))
        .with("from", message.jid("to"))
        .with("t", 1795255300)
        .build();
  }

  static Node encFor(Node message, Jid device) {
    for (Node to : message.requireChild("participants").children("to")) {
      if (to.jid("jid").equals(device)) {
        return to.requireChild("enc");
      }
    }
    throw new AssertionError("Expected a copy for " + device + " in " + message);
  }

  <T extends SessionEvent> T take(Class<T> type, Predicate<T> fits) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      SessionEvent event;
      try {
        event = events.poll(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (type.isInstance(event) && fits.test(type.cast(event))) {
        return type.cast(event);
      }
    }
    throw new AssertionError("Expected a " + type.getSimpleName());
  }

  <T extends SessionEvent> T take(Class<T> type) {
    return take(type, event -> true);
  }

  <T extends ConnectionState> T await(Class<T> type) {
    var event =
        take(SessionEvent.ConnectionChanged.class, changed -> type.isInstance(changed.state()));
    return type.cast(event.state());
  }

  static <T> T get(java.util.concurrent.CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
    client.close();
    tasks.shutdownNow();
    var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
