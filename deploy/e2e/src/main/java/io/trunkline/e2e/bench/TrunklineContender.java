package io.trunkline.e2e.bench;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.trunkline.e2e.Http;
import io.trunkline.whatsapp.client.EventLoopTicker;
import io.trunkline.whatsapp.client.FrameGate;
import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.client.SessionClock;
import io.trunkline.whatsapp.client.SessionOptions;
import io.trunkline.whatsapp.client.WhatsAppClient;
import io.trunkline.whatsapp.client.WhatsAppSession;
import io.trunkline.whatsapp.client.WhatsAppSettings;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.media.JdkMediaHttp;
import io.trunkline.whatsapp.client.media.MediaTransport;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.noise.RootOfTrust;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// The client library in a process of its own: no Spring, no broker, no database, one event loop.
///
/// Arguments: the simulator's control URL; `busy` (plain WebSocket) or `idle` (TLS, and a store
/// that does not count).
public final class TrunklineContender {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration TICK = Duration.ofMillis(250);
  private static final int LINKING_AT_ONCE = 8;

  private final Orders orders;
  private final boolean isIdle;
  private final SecureRandom random = new SecureRandom();
  private final WhatsAppClient client;
  private final List<Linked> sessions = new ArrayList<>();
  private int nextId;

  private TrunklineContender(Orders orders, JsonNode trust, boolean isIdle, EventLoopGroup loop) {
    this.orders = orders;
    this.isIdle = isIdle;
    var url = trust.path(isIdle ? "secureWebSocketUrl" : "webSocketUrl").asString();
    var root =
        new RootOfTrust(
            PublicKey.of(HexFormat.of().parseHex(trust.path("noiseRootPublicKey").asString())),
            trust.path("noiseRootSerial").asInt());
    var settings =
        WhatsAppSettings.defaults()
            .with(
                builder ->
                    builder
                        .socketUrl(URI.create(url))
                        .rootOfTrust(root)
                        .caCertificatePem(trust.path("caCertificatePem").asString()));
    client =
        new WhatsAppClient(
            settings,
            loop,
            SessionClock.system(),
            Randomness.from(random),
            new EventLoopTicker(TICK),
            noMedia());
  }

  /// The benchmark transfers none.
  private static MediaTransport noMedia() {
    var tasks = Executors.newVirtualThreadPerTaskExecutor();
    var http = new JdkMediaHttp(Optional.empty(), LIMIT, tasks);
    return new MediaTransport(http, tasks, new Semaphore(1), Thread::sleep);
  }

  public static void main(String[] arguments) {
    var orders = new Orders(System.in, System.out);
    var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var trust = new Http(arguments[0]).get("/trust").body();
    var contender = new TrunklineContender(orders, trust, arguments[1].equals("idle"), loop);
    for (var order = orders.next(); order.isPresent(); order = orders.next()) {
      contender.obey(order.get());
    }
    System.exit(0);
  }

  private void obey(JsonNode order) {
    try {
      switch (order.path("do").asString()) {
        case "link" -> link(order.path("numbers"));
        case "disconnect" -> sessions.forEach(Linked::close);
        case "receive" -> first().receive(order.path("count").asInt());
        case "send" -> send(order);
        case "reconnect" -> reconnect(order.path("rounds").asInt());
        case "collect" -> {}
        default -> throw new IllegalArgumentException("Expected an order but was " + order);
      }
      orders.write(Map.of("event", "done", "heapBytes", heapBytes(order)));
    } catch (Exception e) {
      orders.write(Map.of("event", "failed", "message", e.toString()));
    }
  }

  private static long heapBytes(JsonNode order) {
    var memory = ManagementFactory.getMemoryMXBean();
    if (order.path("do").asString().equals("collect")) {
      for (int i = 0; i < 3; i++) {
        memory.gc();
      }
    }
    return memory.getHeapMemoryUsage().getUsed();
  }

  private Linked first() {
    return sessions.getFirst();
  }

  private void link(JsonNode numbers) throws InterruptedException {
    var places = new Semaphore(LINKING_AT_ONCE);
    for (var number : numbers) {
      places.acquire();
      var linked = new Linked(number.asString());
      sessions.add(linked);
      var unused = linked.opening.whenComplete((ignored, failure) -> places.release());
      get(linked.session.link().toCompletableFuture());
    }
    sessions.forEach(linked -> get(linked.opening));
  }

  private void reconnect(int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (var linked : sessions) {
        linked.close();
        linked.connect();
      }
    }
  }

  private void send(JsonNode order) throws InterruptedException {
    int count = order.path("count").asInt();
    var to = new ArrayList<Jid>();
    order.path("to").forEach(jid -> to.add(Jid.parse(jid.asString())));
    var window = new Semaphore(order.path("inFlight").asInt());
    var failures = new ConcurrentHashMap<String, Throwable>();
    for (int i = 0; i < count; i++) {
      window.acquire();
      var message = text(to.get(i % to.size()), "Benchmark text number " + i);
      first().sent.put(message.whatsappId(), message);
      var unused =
          first()
              .session
              .send(message)
              .whenComplete(
                  (ack, failure) -> {
                    if (failure != null) {
                      failures.put(message.whatsappId(), failure);
                    }
                    window.release();
                  });
    }
    window.acquire(order.path("inFlight").asInt());
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.size() + " sends failed: " + failures);
    }
  }

  private OutgoingMessage text(Jid to, String text) {
    var secret = new byte[32];
    random.nextBytes(secret);
    var id = "3EB0%016X".formatted(nextId++).toUpperCase(Locale.ROOT);
    return new OutgoingMessage(
        id, to, Content.Text.of(text), MessageContext.NONE, secret, Instant.now());
  }

  private static void get(CompletableFuture<?> stage) {
    try {
      var unused = stage.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// One session and its owner.
  private final class Linked {
    private final String number;
    private final WhatsAppSession session;
    private final Map<String, OutgoingMessage> sent = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> opening = new CompletableFuture<>();
    private volatile CountDownLatch awaited = new CountDownLatch(0);

    Linked(String number) {
      this.number = number;
      session =
          client.session(
              new InstantStore(!isIdle, this::committed),
              id -> CompletableFuture.completedFuture(Optional.ofNullable(sent.get(id))),
              this::happened,
              FrameGate.open(),
              SessionOptions.of(number));
    }

    private void committed(StoreChange change) {
      for (var event : change.inbox()) {
        if (event instanceof SessionEvent.MessageReceived) {
          awaited.countDown();
        }
      }
    }

    private CompletableFuture<Void> happened(SessionEvent event) {
      if (event instanceof SessionEvent.ConnectionChanged(ConnectionState state)) {
        switch (state) {
          case ConnectionState.ShowingQr qr ->
              orders.write(Map.of("event", "qr", "number", number, "qr", qr.text()));
          case ConnectionState.Open ignored -> opening.complete(null);
          case ConnectionState.Failed failed ->
              opening.completeExceptionally(new IllegalStateException(failed.reason()));
          default -> {}
        }
      }
      return CompletableFuture.completedFuture(null);
    }

    void connect() {
      opening = new CompletableFuture<>();
      get(session.connect().toCompletableFuture());
      get(opening);
    }

    void close() {
      get(session.close().toCompletableFuture());
    }

    void receive(int count) throws InterruptedException {
      awaited = new CountDownLatch(count);
      connect();
      if (!awaited.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(awaited.getCount() + " texts of " + count + " are missing");
      }
    }
  }
}
