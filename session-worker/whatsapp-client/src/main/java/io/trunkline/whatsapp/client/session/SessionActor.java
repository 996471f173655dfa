package io.trunkline.whatsapp.client.session;

import io.netty.channel.EventLoop;
import io.trunkline.whatsapp.client.Account;
import io.trunkline.whatsapp.client.AppState;
import io.trunkline.whatsapp.client.Contacts;
import io.trunkline.whatsapp.client.Groups;
import io.trunkline.whatsapp.client.History;
import io.trunkline.whatsapp.client.LinkCodeRequest;
import io.trunkline.whatsapp.client.MediaTransfers;
import io.trunkline.whatsapp.client.Newsletters;
import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.client.PhoneCalls;
import io.trunkline.whatsapp.client.Presence;
import io.trunkline.whatsapp.client.ReadReceipts;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.ServerAck;
import io.trunkline.whatsapp.client.Ticker;
import io.trunkline.whatsapp.client.WhatsAppSession;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.ConnectionState.Reasons;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.SessionEvent.HealthKind;
import io.trunkline.whatsapp.client.session.Acks.Refusal;
import io.trunkline.whatsapp.client.socket.SocketEnd;
import io.trunkline.whatsapp.client.socket.StanzaSocket;
import io.trunkline.whatsapp.client.store.LinkedAccount;
import io.trunkline.whatsapp.client.store.StoredSession;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.noise.NoiseInitiator;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeStanzas;
import io.trunkline.whatsapp.protocol.pairing.PairingException;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The life of one session's connection. Owns every transition of [ConnectionState]; hands stanzas
/// to the parts that know them.
///
/// | phase | socket | ends by |
/// |---|---|---|
/// | IDLE | none | `link()`, `connect()` |
/// | WAITING | none | the backoff is over |
/// | CONNECTING | opening; login or pairing not answered | `success`, a QR, an end |
/// | PAIRING | shows QRs, or the phone has scanned | 515, the last QR, an end |
/// | LOGGED_IN | accepted; prekeys and `active` on their way | result of `active`, an end |
/// | OPEN | able to send | an end |
/// | CLOSING | last writes and acks | they are done |
public final class SessionActor implements WhatsAppSession {

  private enum Phase {
    IDLE,
    WAITING,
    CONNECTING,
    PAIRING,
    LOGGED_IN,
    OPEN,
    CLOSING
  }

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
  private static final Duration TRIM_INTERVAL = Duration.ofSeconds(60);
  private static final Duration RESTART_PAUSE = Duration.ofSeconds(5);

  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private final SessionParts parts;
  private final Pairing pairing;
  private final Backoff backoff;
  private final StanzaSocket.Listener socketListener = new SocketListener();
  private final Calls calls;
  private final Inbound inbound;
  private final KeepAlive keepAlive;
  private final EdgeRouting routing;
  private final Bulletins bulletins;

  private Phase phase = Phase.IDLE;
  private Optional<StanzaSocket> socket = Optional.empty();
  private Optional<Ticker.Registration> tick = Optional.empty();
  private ClientVersion claimedVersion;
  private OptionalInt reconnectLimit = OptionalInt.empty();
  private int reconnects;
  private long attempts;
  private long connection;
  private long deadlineNanos;
  private long openSinceNanos;
  private long lastRestartNanos;
  private boolean hasRestarted;
  private long nextTrimNanos;
  private boolean isLoggingOut;
  private volatile ConnectionState state = new ConnectionState.Closed();

  public SessionActor(EventLoop loop, SessionEnvironment environment, SessionPorts ports) {
    core = new SessionCore(loop, environment, ports);
    core.onDeath(this::died);
    calls = new Calls(core);
    var settings = core.settings();
    journal = new Journal(core);
    requests = new Requests(settings.requestTimeout().toNanos());
    inbound = new Inbound(core, journal, new InboundConnection());
    keepAlive = new KeepAlive(core, requests);
    routing = new EdgeRouting(journal);
    parts = new SessionParts(core, journal, calls, requests, this::sendWhenLoggedIn);
    bulletins = new Bulletins(core, journal, requests, inbound, routing, parts);
    pairing =
        new Pairing(core, journal, parts.ratchets, requests, this::sendNow, new PairingListener());
    backoff = new Backoff(settings.backoffMin(), settings.backoffMax(), core.randomness());
  }

  // ---- calls of the owner

  @Override
  public CompletionStage<Void> link() {
    return calls.post(() -> link(Optional.empty()));
  }

  @Override
  public CompletionStage<Void> linkByCode(LinkCodeRequest request) {
    return calls.post(
        () -> {
          try {
            var unused = LinkCodeStanzas.phone(request.phoneNumber());
          } catch (PairingException e) {
            throw new SendFailure(SendFailure.Code.INVALID, e.getMessage());
          }
          return link(Optional.of(request));
        });
  }

  @Override
  public CompletionStage<Void> answerPasskey(byte[] credentialId, byte[] assertion) {
    return calls.post(() -> pairing.passkey().answer(credentialId, assertion));
  }

  @Override
  public CompletionStage<Void> confirmPasskey() {
    return calls.post(() -> pairing.passkey().confirm());
  }

  private CompletableFuture<Void> link(Optional<LinkCodeRequest> byCode) {
    disconnect(false);
    pairing.linkBy(byCode);
    return loaded()
        .thenCompose(
            ignored -> {
              parts.clear();
              routing.clear();
              parts.preKeys.begin(0, false);
              core.credentials(Pairing.newCredentials(core.randomness()));
              journal.change().erase().credentials(core.credentials()).connection(connection);
              backoff.reset();
              reconnects = 0;
              phase = Phase.WAITING;
              deadlineNanos = Long.MAX_VALUE;
              return journal.durable();
            })
        .thenAccept(
            ignored -> {
              if (phase == Phase.WAITING) {
                open();
              }
            });
  }

  @Override
  public CompletionStage<Void> connect() {
    return calls.post(
        () -> {
          if (phase == Phase.WAITING && state instanceof ConnectionState.Retrying) {
            open();
            return DONE;
          }
          if (phase != Phase.IDLE) {
            return DONE;
          }
          phase = Phase.WAITING;
          deadlineNanos = Long.MAX_VALUE;
          return loaded()
              .thenAccept(
                  ignored -> {
                    if (phase != Phase.WAITING) {
                      return;
                    }
                    if (!core.isLinked()) {
                      phase = Phase.IDLE;
                      throw new SendFailure(
                          SendFailure.Code.NOT_LINKED, "The session has never been linked");
                    }
                    backoff.reset();
                    reconnects = 0;
                    open();
                  });
        });
  }

  @Override
  public CompletionStage<Void> limitReconnects(OptionalInt limit) {
    return calls.post(
        () -> {
          reconnectLimit = limit;
          return DONE;
        });
  }

  @Override
  public CompletionStage<Void> resetReconnects() {
    return calls.post(
        () -> {
          backoff.reset();
          reconnects = 0;
          if (state instanceof ConnectionState.Retrying(var reason, var next, _)) {
            show(new ConnectionState.Retrying(reason, next, 0));
          }
          return state instanceof ConnectionState.Exhausted || state instanceof ConnectionState.Held
              ? connect().toCompletableFuture()
              : DONE;
        });
  }

  private CompletableFuture<Void> loaded() {
    if (core.isLoaded()) {
      return DONE;
    }
    return core.read(core.store().load())
        .thenAccept(
            found -> {
              if (core.isLoaded()) {
                return;
              }
              connection = found.map(StoredSession::connection).orElse(connection);
              routing.load(found.flatMap(StoredSession::routingInfo));
              parts.preKeys.begin(
                  found.map(StoredSession::highestPreKeyId).orElse(0),
                  found.map(StoredSession::isStockLost).orElse(false));
              found.map(StoredSession::credentials).ifPresent(core::credentials);
            });
  }

  @Override
  public CompletionStage<Void> close() {
    return calls.post(
        () -> {
          phase = Phase.CLOSING;
          parts.media.ended();
          inbound.drop();
          parts.sends.disconnected(notConnected("The session is being closed"));
          parts.handOver();
          return journal
              .durable()
              .thenAccept(
                  ignored -> {
                    if (phase == Phase.CLOSING) {
                      disconnect(true);
                      parts.clear();
                      // Another owner may write from now on: the next connect reads again.
                      core.credentials(null);
                      show(new ConnectionState.Closed());
                    }
                  });
        });
  }

  @Override
  public CompletionStage<Void> logout() {
    return calls.post(
        () -> {
          if (!isLoggedIn()) {
            loggedOut(Reasons.USER_LOGOUT, Optional.empty());
            return DONE;
          }
          isLoggingOut = true;
          return requests
              .set(
                  "md",
                  List.of(
                      Node.of("remove-companion-device")
                          .with("jid", core.account().pn())
                          .with("reason", "user_initiated")
                          .build()),
                  core.nanoTime())
              .handle(
                  (answer, failure) -> {
                    if (failure != null) {
                      SessionCore.log.info(
                          "session {}: WhatsApp did not confirm the logout: {}",
                          core.label(),
                          Sends.asSendFailure(failure).getMessage());
                    }
                    if (isLoggingOut) {
                      loggedOut(Reasons.USER_LOGOUT, Optional.empty());
                    }
                    return null;
                  });
        });
  }

  @Override
  public CompletionStage<ServerAck> send(OutgoingMessage message) {
    return calls.post(() -> parts.sends.send(message));
  }

  @Override
  public AppState appState() {
    return parts.appState;
  }

  @Override
  public History history() {
    return parts.history;
  }

  @Override
  public MediaTransfers media() {
    return parts.media;
  }

  @Override
  public Groups groups() {
    return parts.groups;
  }

  @Override
  public Newsletters newsletters() {
    return parts.newsletters;
  }

  @Override
  public Contacts contacts() {
    return parts.contacts;
  }

  @Override
  public Presence presence() {
    return parts.presence;
  }

  @Override
  public ReadReceipts readReceipts() {
    return parts.readMarks;
  }

  @Override
  public Account account() {
    return parts.account;
  }

  @Override
  public PhoneCalls calls() {
    return parts.ringing;
  }

  @Override
  public CompletionStage<Void> flush() {
    return calls.post(
        () -> {
          parts.handOver();
          return journal.durable();
        });
  }

  @Override
  public void gateChanged() {
    core.onLoop(() -> socket.ifPresent(StanzaSocket::drain));
  }

  @Override
  public ConnectionState state() {
    return state;
  }

  @Override
  public Optional<Duration> silence() {
    return keepAlive.silence();
  }

  @Override
  public int sendsInFlight() {
    return parts.sends.count();
  }

  private static SendFailure notConnected(String why) {
    return new SendFailure(SendFailure.Code.NOT_CONNECTED, why);
  }

  // ---- the connection

  private void open() {
    phase = Phase.CONNECTING;
    attempts++;
    claimedVersion = core.environment().versions().current();
    deadlineNanos = core.nanoTime() + core.settings().connectTimeout().toNanos();
    if (tick.isEmpty()) {
      tick = Optional.of(core.environment().ticker().register(core.loop(), this::tick));
    }
    show(new ConnectionState.Connecting(reconnects));
    var credentials = core.credentials();
    var handshake =
        new NoiseInitiator(
            credentials.noise(),
            Curve25519.generate(core.randomness()),
            core.settings().rootOfTrust(),
            core.now());
    socket =
        Optional.of(
            core.environment()
                .connector()
                .connect(
                    core.loop(),
                    core.ports().options().proxy(),
                    handshake,
                    Logins.payload(
                        credentials, claimedVersion, core.settings(), core.ports().options()),
                    routing.info(),
                    core.ports().gate(),
                    socketListener));
  }

  private final class SocketListener implements StanzaSocket.Listener {

    @Override
    public void handshaken(StanzaSocket from) {
      if (isCurrent(from)) {
        keepAlive.heard();
        String prefix = HexFormat.of().formatHex(core.randomness().bytes(4));
        requests.connected(prefix, from::send);
      }
    }

    @Override
    public void stanza(StanzaSocket from, Node stanza) {
      if (isCurrent(from)) {
        keepAlive.heard();
        received(stanza);
      }
    }

    @Override
    public void unreadable(StanzaSocket from, StanzaException why) {
      if (isCurrent(from)) {
        keepAlive.heard();
        SessionCore.log.warn("session {}: a stanza cannot be read: {}", core.label(), why.code());
      }
    }

    @Override
    public void ended(StanzaSocket from, SocketEnd end) {
      if (isCurrent(from)) {
        socketEnded(end);
      }
    }

    private boolean isCurrent(StanzaSocket from) {
      return !core.isDead() && socket.filter(current -> current == from).isPresent();
    }
  }

  private void socketEnded(SocketEnd end) {
    if (phase == Phase.CLOSING) {
      return;
    }
    SessionCore.log.info(
        "session {}: socket ended: {} {}", core.label(), end.cause(), end.detail());
    if (phase == Phase.CONNECTING) {
      routing.misled();
    }
    switch (end.cause()) {
      case GATE -> core.die(Reasons.OWNERSHIP_LOST, null);
      case HANDSHAKE -> lost(Reasons.HANDSHAKE, false);
      case PROTOCOL -> lost(Reasons.PROTOCOL, false);
      case UNREACHABLE, CLOSED, LOCAL -> lost(Reasons.NETWORK, false);
    }
  }

  /// The connection is gone or useless; the next one follows.
  private void lost(String reason, boolean isImmediate) {
    boolean isStable =
        phase == Phase.OPEN
            && core.nanoTime() - openSinceNanos >= core.settings().stableAfter().toNanos();
    if (isStable) {
      backoff.reset();
    }
    disconnect(false);
    long now = core.nanoTime();
    boolean isTooSoon = hasRestarted && now - lastRestartNanos < RESTART_PAUSE.toNanos();
    if (isImmediate && !isTooSoon) {
      hasRestarted = true;
      lastRestartNanos = now;
      open();
      return;
    }
    if (reconnectLimit.isPresent() && reconnects >= reconnectLimit.getAsInt()) {
      stopped(new ConnectionState.Exhausted(reason, reconnects));
      return;
    }
    Duration wait = backoff.next(reconnectLimit.isPresent());
    reconnects++;
    phase = Phase.WAITING;
    deadlineNanos = now + wait.toNanos();
    show(new ConnectionState.Retrying(reason, core.now().plus(wait), reconnects));
  }

  /// Ends the socket, if there is one, and everything that lived by it.
  ///
  /// @param isGraceful what is queued is still written
  private void disconnect(boolean isGraceful) {
    phase = Phase.IDLE;
    attempts++;
    Optional<StanzaSocket> old = socket;
    socket = Optional.empty();
    old.ifPresent(isGraceful ? StanzaSocket::close : StanzaSocket::abort);
    pairing.disconnected();
    inbound.disconnected();
    keepAlive.disconnected();
    journal.dropHeld();
    parts.disconnected(notConnected("The connection ended"));
    requests.disconnected();
  }

  private void stopped(ConnectionState why) {
    parts.media.ended();
    disconnect(false);
    tick.ifPresent(Ticker.Registration::close);
    tick = Optional.empty();
    show(why);
  }

  private void loggedOut(String reason, Optional<HealthKind> health) {
    String told = isLoggingOut ? Reasons.USER_LOGOUT : reason;
    isLoggingOut = false;
    tellHealth(health, OptionalInt.empty(), Optional.empty());
    stopped(new ConnectionState.LoggedOut(told));
  }

  private void react(Reaction reaction) {
    switch (reaction) {
      case Reaction.Reconnect(String reason, boolean isImmediate) -> lost(reason, isImmediate);
      case Reaction.Hold(String reason, Optional<Duration> pause, Optional<HealthKind> health) -> {
        Optional<Instant> until = pause.map(core.now()::plus);
        tellHealth(health, OptionalInt.empty(), until);
        stopped(new ConnectionState.Held(reason, until));
      }
      case Reaction.LogOut(String reason, Optional<HealthKind> health) -> loggedOut(reason, health);
    }
  }

  /// The claimed version is too old. Where another is known or can be learned, it is tried at once.
  private void outdated(Reaction otherwise) {
    ClientVersion claimed = claimedVersion;
    disconnect(false);
    phase = Phase.WAITING;
    deadlineNanos = Long.MAX_VALUE;
    long attempt = attempts;
    var unused =
        core.environment()
            .versions()
            .refused(claimed)
            .thenAccept(
                isRenewed ->
                    core.onLoop(
                        () -> {
                          if (phase != Phase.WAITING || attempt != attempts) {
                            return;
                          }
                          if (isRenewed) {
                            open();
                          } else {
                            react(otherwise);
                          }
                        }));
  }

  private void tellHealth(Optional<HealthKind> health, OptionalInt code, Optional<Instant> until) {
    health.ifPresent(kind -> journal.tell(new SessionEvent.AccountHealth(kind, code, until)));
  }

  private void show(ConnectionState now) {
    state = now;
    journal.tell(new SessionEvent.ConnectionChanged(now));
  }

  /// The store failed or another owner has the session: nothing more leaves, nothing is kept.
  private void died(String reason) {
    Optional<StanzaSocket> old = socket;
    socket = Optional.empty();
    old.ifPresent(StanzaSocket::abort);
    phase = Phase.IDLE;
    tick.ifPresent(Ticker.Registration::close);
    tick = Optional.empty();
    inbound.drop();
    journal.discard();
    state = new ConnectionState.Failed(reason);
    parts.discard(Calls.sessionFailed());
    requests.disconnected();
    calls.failAll();
    var unused = core.ports().events().publish(new SessionEvent.ConnectionChanged(state));
  }

  // ---- stanzas

  private boolean isLoggedIn() {
    return phase == Phase.LOGGED_IN || phase == Phase.OPEN;
  }

  private void sendWhenLoggedIn(Node stanza) {
    if (isLoggedIn() || phase == Phase.CLOSING) {
      sendNow(stanza);
    }
  }

  private void sendNow(Node stanza) {
    socket.ifPresent(current -> current.send(stanza));
  }

  private void received(Node stanza) {
    try {
      dispatch(stanza);
    } catch (StanzaException e) {
      SessionCore.log.warn(
          "session {}: a {} stanza cannot be understood: {}", core.label(), stanza.tag(), e.code());
    } catch (RuntimeException e) {
      SessionCore.log.error("session {}: a {} stanza failed", core.label(), stanza.tag(), e);
    }
  }

  private void dispatch(Node stanza) {
    switch (stanza.tag()) {
      case "message", "receipt", "notification", "call" -> {
        if (isLoggedIn()) {
          inbound.add(stanza);
        } else {
          beforeLogin(stanza);
        }
      }
      case "iq" -> iq(stanza);
      case "ack" -> {
        // A reaction in a newsletter is a message that is waited for like a request.
        if (!requests.answered(stanza) && stanza.has("class", "message")) {
          parts.sends.acknowledged(stanza);
        }
      }
      case "ib" -> bulletins.received(stanza);
      case "presence" -> parts.presence.presence(stanza);
      case "chatstate" -> parts.presence.chatState(stanza);
      case "success" -> loggedIn(stanza);
      case "failure" -> {
        Reaction reaction = Reaction.toFailure(stanza);
        if (stanza.has("reason", "405")) {
          outdated(reaction);
        } else {
          react(reaction);
        }
      }
      case "stream:error" -> react(Reaction.toStreamError(stanza));
      case "xmlstreamend" -> lost(Reasons.SERVER_CLOSED, false);
      default -> {
        SessionCore.log.warn(
            "session {}: a stanza of an unknown class: {}", core.label(), stanza.tag());
        if (stanza.find("id").isPresent()) {
          sendWhenLoggedIn(Acks.refusing(stanza, Optional.empty(), Refusal.UNRECOGNIZED_CLASS));
        }
      }
    }
  }

  private void beforeLogin(Node stanza) {
    if (stanza.has("type", "companion_reg_refresh")) {
      sendNow(Acks.of(stanza, Optional.empty()));
      pairing.refresh();
    } else if (stanza.has("type", LinkCodeStanzas.TAG)) {
      sendNow(Acks.of(stanza, Optional.empty()));
      pairing.codeStep(stanza);
    } else if (stanza.has("type", "passkey_prologue_request")) {
      sendNow(Acks.of(stanza, Optional.empty()));
      pairing.passkey().requested(stanza);
    } else if (stanza.has("type", "crsc_continuation")) {
      sendNow(Acks.of(stanza, Optional.empty()));
      pairing.passkey().continued(stanza);
    }
  }

  private void iq(Node iq) {
    if (requests.answered(iq)) {
      return;
    }
    String type = iq.find("type").orElse("");
    if (!type.equals("set") && !type.equals("get")) {
      return;
    }
    if (!core.isLinked() && pairing.handle(iq)) {
      return;
    }
    sendNow(
        Node.of("iq")
            .withIfPresent("to", iq.findJid("from"))
            .with("type", "result")
            .with("id", iq.attr("id"))
            .build());
  }

  private final class PairingListener implements Pairing.Listener {

    @Override
    public void showQr(String text, Instant expiresAt) {
      phase = Phase.PAIRING;
      show(new ConnectionState.ShowingQr(text, expiresAt));
    }

    @Override
    public void qrTimeout() {
      stopped(new ConnectionState.QrTimeout());
    }

    @Override
    public void showCode(String code, Instant expiresAt) {
      phase = Phase.PAIRING;
      show(new ConnectionState.ShowingCode(code, expiresAt));
    }

    @Override
    public void showPasskeyChallenge(String options) {
      phase = Phase.PAIRING;
      show(new ConnectionState.AwaitingPasskey(options));
    }

    @Override
    public void showPasskeyCode(String code) {
      show(new ConnectionState.ConfirmingPasskey(code));
    }

    @Override
    public void passkeyFailed() {
      lost(Reasons.PROTOCOL, false);
    }

    @Override
    public void codeExpired() {
      stopped(new ConnectionState.CodeExpired());
    }

    @Override
    public void codeRefused(int serverCode) {
      loggedOut(Reasons.LINK_CODE_REFUSED_PREFIX + serverCode, Optional.empty());
    }

    @Override
    public void codeFailed() {
      lost(Reasons.PROTOCOL, false);
    }

    @Override
    public void paired() {
      phase = Phase.PAIRING;
      show(new ConnectionState.Pairing());
      // Normally the server ends the stream with 515 at once.
      deadlineNanos = core.nanoTime() + core.settings().connectTimeout().toNanos();
    }

    @Override
    public void refused(String why) {
      SessionCore.log.warn("session {}: pairing refused: {}", core.label(), why);
      socket.ifPresent(StanzaSocket::drain);
      loggedOut(Reasons.PAIRING_REFUSED, Optional.empty());
    }
  }

  private void loggedIn(Node success) {
    if (!core.isLinked() || phase != Phase.CONNECTING) {
      return;
    }
    phase = Phase.LOGGED_IN;
    keepAlive.schedule();
    connection++;
    journal.change().connection(connection);
    keepAccount(success);
    StanzaSocket current = socket.orElseThrow();
    var durable = journal.durable();
    var unused =
        parts
            .preKeys
            .replenish()
            .exceptionally(
                failure -> {
                  SessionCore.log.warn(
                      "session {}: prekeys were not replenished: {}",
                      core.label(),
                      Sends.asSendFailure(failure).getMessage());
                  return null;
                })
            .thenCompose(
                ignored ->
                    requests.set("passive", List.of(Node.of("active").build()), core.nanoTime()))
            .thenCombine(durable, (answer, ignored) -> answer)
            .whenComplete(
                (answer, failure) -> {
                  if (core.isDead() || socket.filter(now -> now == current).isEmpty()) {
                    return;
                  }
                  if (failure != null) {
                    lost(Reasons.PROTOCOL, false);
                  } else {
                    opened();
                  }
                });
  }

  private void keepAccount(Node success) {
    LinkedAccount before = core.account();
    LinkedAccount known = before;
    Optional<Jid> lid = success.findJid("lid").filter(Jid::isLid);
    if (known.lid().isEmpty() && lid.isPresent()) {
      known = known.withLid(lid.get().withDevice(known.pn().device()));
    }
    Optional<String> name = success.find("display_name").filter(text -> !text.isEmpty());
    if (name.isPresent() && !name.equals(known.pushName())) {
      known = known.withPushName(name.get());
    }
    if (known != before) {
      core.credentials(core.credentials().withAccount(known));
      journal.change().credentials(core.credentials());
      known.lid().ifPresent(own -> parts.learned(before.pn(), own));
    }
  }

  private void opened() {
    phase = Phase.OPEN;
    openSinceNanos = core.nanoTime();
    reconnects = 0;
    parts.opened(this::sendNow);
    LinkedAccount own = core.account();
    show(new ConnectionState.Open(connection, own.pn(), own.lid(), own.pushName()));
  }

  // ---- incoming messages, receipts and notifications: one after the other

  private final class InboundConnection implements Inbound.Connection {

    @Override
    public boolean isLoggedIn() {
      return SessionActor.this.isLoggedIn();
    }

    @Override
    public void send(Node stanza) {
      sendWhenLoggedIn(stanza);
    }

    @Override
    public void setReading(boolean isReading) {
      socket.ifPresent(current -> current.setReading(isReading));
    }

    @Override
    public CompletableFuture<Void> handle(Node stanza) {
      return parts.handle(stanza);
    }
  }

  // ---- time

  private void tick() {
    if (core.isDead()) {
      return;
    }
    long now = core.nanoTime();
    requests.expire(now);
    parts.tick(now, phase == Phase.OPEN);
    switch (phase) {
      case WAITING -> {
        if (deadlineNanos != Long.MAX_VALUE && now - deadlineNanos >= 0) {
          open();
        }
      }
      case CONNECTING -> {
        if (now - deadlineNanos >= 0) {
          lost(Reasons.NETWORK, false);
        }
      }
      case PAIRING -> {
        pairing.tick(now);
        if (core.isLinked() && now - deadlineNanos >= 0) {
          lost(Reasons.RESTART_REQUIRED, true);
        }
        keepAlive(now);
      }
      case LOGGED_IN, OPEN -> keepAlive(now);
      case IDLE, CLOSING -> {}
    }
    socket.filter(StanzaSocket::isHeldBack).ifPresent(StanzaSocket::drain);
    inbound.resumeReading();
    if (now - nextTrimNanos >= 0) {
      nextTrimNanos = now + TRIM_INTERVAL.toNanos();
      parts.trim(now);
    }
  }

  private void keepAlive(long now) {
    if (parts.sends.isAckOverdue(now) || keepAlive.tick(now)) {
      lost(Reasons.HALF_OPEN, false);
    }
  }
}
