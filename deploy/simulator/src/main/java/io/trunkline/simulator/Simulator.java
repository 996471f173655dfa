package io.trunkline.simulator;

import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Groups;
import io.trunkline.simulator.account.Link;
import io.trunkline.simulator.account.Newsletters;
import io.trunkline.simulator.control.ControlServer;
import io.trunkline.simulator.control.World;
import io.trunkline.simulator.fault.Faults;
import io.trunkline.simulator.journal.Journal;
import io.trunkline.simulator.journal.Ledger;
import io.trunkline.simulator.media.MediaRights;
import io.trunkline.simulator.media.MediaShelf;
import io.trunkline.simulator.observe.StanzaLog;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.simulator.phone.PhoneMedia;
import io.trunkline.simulator.phone.Phones;
import io.trunkline.simulator.server.DeliveryFaults;
import io.trunkline.simulator.server.MediaDesk;
import io.trunkline.simulator.server.PairingDesk;
import io.trunkline.simulator.server.Server;
import io.trunkline.simulator.socket.SocketServer;
import io.trunkline.simulator.socket.Surroundings;
import io.trunkline.simulator.trust.Trust;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.noise.RootOfTrust;
import java.io.Closeable;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/// A WhatsApp for tests, in this process: starts with [#start], ends with [#close]. What it keeps
/// is in its data folder; a simulator started again on the same folder goes on where the last one
/// was.
public final class Simulator implements Closeable {
  private final SimulatorOptions options;
  private final Trust trust;
  private final Journal journal;
  private final Ledger ledger;
  private final SocketServer sockets;
  private final ControlServer control;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final int webSocketPort;
  private final int tlsPort;
  private boolean closed;

  /// Starts on the ports given.
  ///
  /// Errors: a port in use or a folder that cannot be written end in an exception, and nothing of
  /// the simulator is left running.
  public static Simulator start(SimulatorOptions options) {
    return new Simulator(options);
  }

  private Simulator(SimulatorOptions options) {
    this.options = options;
    Clock clock = Clock.systemUTC();
    Randomness randomness = Randomness.from(new SecureRandom());
    trust = Trust.open(options.data(), clock, randomness);
    Accounts accounts = new Accounts(randomness);
    Groups groups = new Groups();
    Newsletters newsletters = new Newsletters();
    Phones phones = new Phones(accounts, randomness);
    journal =
        new Journal(
            options.data().resolve("journal.log"),
            (key, value) -> {
              accounts.load(key, value, phones::oneTimeKeys);
              groups.load(key, value);
              newsletters.load(key, value);
              phones.load(key, value);
            });
    ledger = new Ledger(options.data().resolve("known.log"));
    accounts.start(journal);
    Stats stats = new Stats();
    StanzaLog log = new StanzaLog(clock);
    Faults faults = new Faults();
    MediaShelf shelf = new MediaShelf(options.data().resolve("media"));
    MediaRights rights = new MediaRights(trust.qrKey(), accounts, clock);
    AtomicReference<String> mediaHost = new AtomicReference<>("");
    DeliveryFaults deliveryFaults = new DeliveryFaults(faults);
    Server server =
        new Server(
            accounts,
            groups,
            newsletters,
            ledger,
            faults,
            stats,
            phones::publishKeyIndexes,
            new MediaDesk(rights, shelf, mediaHost::get, randomness),
            this::controlUrl,
            clock,
            randomness);
    PairingDesk desk = new PairingDesk(trust.qrKey(), accounts, clock, randomness);
    PhoneMedia media = new PhoneMedia(shelf, clock, randomness, mediaHost::get);
    phones.start(server, desk, deliveryFaults, stats, media, executor, clock);
    sockets =
        new SocketServer(
            new Surroundings(trust, server, desk, faults, deliveryFaults, stats, log, randomness),
            shelf,
            rights);
    try {
      webSocketPort = sockets.listen(options.bind(), options.webSocketPort());
      tlsPort = sockets.listenTls(options.bind(), options.tlsPort());
      mediaHost.set(options.host() + ":" + tlsPort);
      World world =
          new World(
              trust,
              URI.create("ws://%s:%d/ws/chat".formatted(options.host(), webSocketPort)),
              URI.create("wss://%s:%d/ws/chat".formatted(options.host(), tlsPort)),
              URI.create("https://" + mediaHost.get()),
              media,
              this::controlUrl,
              accounts,
              phones,
              server,
              faults,
              stats,
              log,
              () -> reset(accounts, groups, phones, server, faults, stats, log, shelf));
      control = new ControlServer(world, options.bind(), options.controlPort());
    } catch (RuntimeException e) {
      sockets.close();
      journal.close();
      ledger.close();
      executor.close();
      throw e;
    }
  }

  /// Where a client connects without TLS.
  public URI webSocketUrl() {
    return URI.create("ws://%s:%d/ws/chat".formatted(options.host(), webSocketPort));
  }

  /// Where a client connects with TLS.
  public URI secureWebSocketUrl() {
    return URI.create("wss://%s:%d/ws/chat".formatted(options.host(), tlsPort));
  }

  /// The base of the control API.
  public URI controlUrl() {
    return URI.create("http://%s:%d".formatted(options.host(), control.port()));
  }

  /// What a client must trust in the Noise handshake.
  public RootOfTrust noiseRoot() {
    return trust.noiseRoot();
  }

  /// What a client must trust for TLS, PEM.
  public String caCertificatePem() {
    return trust.caCertificatePem();
  }

  /// What a worker must be set to for this simulator, as properties; `caCertificate` is where the
  /// PEM of [#caCertificatePem] lies.
  String clientSettings(Path caCertificate) {
    return """
    trunkline.whatsapp.socket-url=%s
    trunkline.whatsapp.version-page=%s/client-version
    trunkline.whatsapp.noise-root-public-key=%s
    trunkline.whatsapp.noise-root-serial=%d
    trunkline.whatsapp.ca-certificate=%s
    """
        .formatted(
            webSocketUrl(),
            controlUrl(),
            HexFormat.of().formatHex(noiseRoot().key().bytes()),
            noiseRoot().serial(),
            caCertificate);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    control.close();
    sockets.close();
    executor.close();
    journal.close();
    ledger.close();
  }

  private void reset(
      Accounts accounts,
      Groups groups,
      Phones phones,
      Server server,
      Faults faults,
      Stats stats,
      StanzaLog log,
      MediaShelf shelf) {
    faults.clear();
    accounts.all().stream()
        .flatMap(account -> account.devices().stream())
        .map(Device::queue)
        .forEach(queue -> queue.link().ifPresent(Link::cut));
    accounts.clear();
    groups.clear();
    phones.clear();
    server.clear();
    shelf.clear();
    journal.clear();
    ledger.clear();
    stats.reset();
    log.clear();
  }
}
