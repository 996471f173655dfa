package io.trunkline.worker.session;

import io.micrometer.tracing.Span;
import io.trunkline.contract.tracing.Hop;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.event.Event;
import io.trunkline.whatsapp.client.LinkCodeRequest;
import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.SessionOptions;
import io.trunkline.whatsapp.client.WhatsAppSession;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.worker.event.EventMaker;
import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.ownership.ReplacedConflict;
import io.trunkline.worker.shard.Tenure;
import io.trunkline.worker.store.DesiredState;
import io.trunkline.worker.store.InboxEvent;
import io.trunkline.worker.store.OwnedSession;
import io.trunkline.worker.store.PostgresSessionStore;
import io.trunkline.worker.store.SessionWrite;
import io.trunkline.worker.store.StoredConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One session of one tenure. Everything here happens in its mailbox, one after the other, unless a
/// method says otherwise; the client session has an event loop of its own.
///
/// Order within a chat: commands come in the order of the topic, the gate lets none overtake a
/// refused one, and [WhatsAppSession#send] keeps the order of the calls.
final class SessionHost implements HostedSession {
  private static final Logger log = LoggerFactory.getLogger(SessionHost.class);

  /// A transaction of unknown outcome is over after 2 s; only then its session is read again.
  private static final long RELOAD_AFTER_MS = 2_500;

  private static final long AGAIN_AFTER_MS = 1_000;

  private final SessionParts parts;
  private final Replies replies;
  private final Tenure tenure;
  private final OwnedSession owned;
  private final EventMaker events;
  private final ReplacedConflict conflict;
  private final Mailbox mailbox;
  private final TenantConfig config;
  private final MediaUploads uploads;
  private final SendCommands sends;
  private final ChatCommands chats;
  private final MediaCommands media;
  private final GroupCommands groups;
  private final NewsletterCommands newsletters;
  private final ContactCommands contacts;
  private final AccountCommands account;
  private final PresenceCommands presence;
  private final List<TakenCommand> waitingForLink = new ArrayList<>(1);
  private final TransferCommands transfers;
  private final AtomicInteger commandsHeld = new AtomicInteger();
  private WhatsAppSession session;
  private DesiredState desired;
  private String deviceName;
  private String linkCommand;
  private boolean isPaired;
  private boolean isRowThere;
  private long connection;
  private int reconnectLimit;
  private Optional<Event> stateToTell = Optional.empty();
  private volatile ConnectionState state = new ConnectionState.Closed();
  private volatile boolean isOver;

  /// @param reconnectLimit reconnects in a row that may fail, 0 = any number
  /// @param config what the tenant set
  /// @param isRowThere whether the session is stored already
  SessionHost(
      SessionParts parts,
      Replies replies,
      Tenure tenure,
      OwnedSession owned,
      DesiredState desired,
      String deviceName,
      String linkCommand,
      boolean isPaired,
      long connection,
      int reconnectLimit,
      StoredConfig config,
      boolean isRowThere) {
    this.parts = parts;
    this.replies = replies;
    this.tenure = tenure;
    this.owned = owned;
    this.desired = desired;
    this.deviceName = deviceName;
    this.linkCommand = linkCommand;
    this.isPaired = isPaired;
    this.connection = connection;
    this.reconnectLimit = reconnectLimit;
    this.isRowThere = isRowThere;
    this.events = new EventMaker(owned.tenant(), owned.id(), owned.epoch(), parts.clock());
    this.conflict = new ReplacedConflict(parts.times(), tenure.sinceMs());
    this.mailbox = new Mailbox(parts.reads());
    this.config = new TenantConfig(this, parts, config);
    this.chats = new ChatCommands(this, replies);
    this.uploads = new MediaUploads(this, parts);
    this.sends = new SendCommands(this, parts, replies, events, uploads);
    this.media = new MediaCommands(this, parts, replies);
    this.groups = new GroupCommands(this, parts, replies);
    this.newsletters = new NewsletterCommands(this, parts, replies);
    this.contacts = new ContactCommands(this, replies);
    this.account = new AccountCommands(this, replies);
    this.presence = new PresenceCommands(this, replies);
    this.transfers = new TransferCommands(this, parts, replies);
    this.session = newSession();
  }

  UUID tenant() {
    return owned.tenant();
  }

  UUID id() {
    return owned.id();
  }

  @Override
  public OwnedSession owned() {
    return owned;
  }

  @Override
  public WhatsAppSession client() {
    return session;
  }

  @Override
  public TenantConfig config() {
    return config;
  }

  @Override
  public boolean isPaired() {
    return isPaired;
  }

  @Override
  public boolean isStopped() {
    return desired == DesiredState.STOPPED;
  }

  @Override
  public boolean isFull() {
    return commandsHeld.get() > parts.mailbox();
  }

  /// From any thread.
  ConnectionState state() {
    return state;
  }

  /// From any thread.
  boolean isTenantOf(Command command) {
    return command.getTenantId().equals(owned.tenant().toString());
  }

  private WhatsAppSession newSession() {
    var store =
        new PostgresSessionStore(
            owned, parts.rows(), parts.commits(), parts.reads(), this::toInbox, this::deliver);
    var label = owned.id().toString();
    var name = deviceName.isEmpty() ? Optional.<String>empty() : Optional.of(deviceName);
    var made = new CompletableFuture<WhatsAppSession>();
    var one =
        parts
            .client()
            .session(
                store,
                this::findSent,
                event -> happened(made, event),
                tenure,
                new SessionOptions(name, config.proxy(), label));
    made.complete(one);
    limitReconnects(one);
    return one;
  }

  private void limitReconnects(WhatsAppSession one) {
    var limit = reconnectLimit == 0 ? OptionalInt.empty() : OptionalInt.of(reconnectLimit);
    one.limitReconnects(limit)
        .whenComplete((_, failure) -> logIfFailed("limit of reconnects", failure));
  }

  /// Begins: what is left in the inbox goes out, and the socket opens where it is wanted.
  void begin(boolean hasLeftover, ConnectPace pace) {
    if (hasLeftover) {
      parts.inbox().deliverLeftover(owned, () -> !isOver);
    }
    if (desired == DesiredState.RUNNING && isPaired) {
      pace.next(() -> post(this::connect));
    } else if (desired == DesiredState.RUNNING) {
      // A QR does not outlive its socket; whoever wants one asks again.
      post(() -> tell(new ConnectionState.QrTimeout()));
    }
  }

  @Override
  public void post(Runnable task) {
    mailbox.post(
        () -> {
          if (!isOver) {
            task.run();
          }
        });
  }

  private void connect() {
    if (desired == DesiredState.RUNNING && isPaired && !tenure.isQuiescing()) {
      session.connect().whenComplete((_, failure) -> logIfFailed("connect", failure));
    }
  }

  /// From any thread.
  void framesAllowed() {
    session.gateChanged();
  }

  // --- what the client tells -------------------------------------------------------------------

  /// On the event loop.
  private List<InboxEvent> toInbox(List<SessionEvent> inbox) {
    return inbox.stream()
        .flatMap(event -> events.of(config.told(event), desired, connection).stream())
        .map(this::traced)
        .toList();
  }

  /// What WhatsApp sends begins a trace.
  private InboxEvent traced(Event event) {
    if (!event.hasMessage()) {
      return new InboxEvent(event);
    }
    var hop = parts.tracing().beginAnew(Span.Kind.CONSUMER, "whatsapp receive");
    return hop == Hop.NONE
        ? new InboxEvent(event)
        : new InboxEvent(event.toBuilder().setTraceparent(hop.traceparent()).build(), hop);
  }

  private void deliver(List<InboxEvent> inbox) {
    inbox.forEach(event -> event.hop().end());
    parts.inbox().deliver(owned, inbox, () -> !isOver);
  }

  /// On the event loop of the client session.
  private CompletionStage<Void> happened(
      CompletableFuture<WhatsAppSession> source, SessionEvent event) {
    if (event instanceof SessionEvent.ConnectionChanged(var changed)) {
      post(
          () -> {
            if (source.getNow(null) == session) {
              changed(changed);
            }
          });
      return CompletableFuture.completedFuture(null);
    }
    if (event instanceof SessionEvent.CallChanged call && config.refuses(call)) {
      post(() -> refuse(call));
    }
    return events
        .of(config.told(event), desired, connection)
        .map(one -> parts.publisher().publish(one))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private void refuse(SessionEvent.CallChanged call) {
    session
        .calls()
        .reject(call.callId(), call.from().canonical())
        .whenComplete((_, failure) -> logIfFailed("refusal of a call", failure));
  }

  private void changed(ConnectionState now) {
    state = now;
    switch (now) {
      case ConnectionState.Open open -> {
        connection = open.connection();
        isPaired = true;
        sends.opened(connection);
      }
      case ConnectionState.ShowingQr(var text, var expiresAt) -> {
        sends.closed();
        waitingForLink.forEach(taken -> finish(taken, () -> replies.qr(taken, text, expiresAt)));
        waitingForLink.clear();
      }
      case ConnectionState.ShowingCode(var code, var expiresAt) -> {
        sends.closed();
        waitingForLink.forEach(
            taken -> finish(taken, () -> replies.pairingCode(taken, code, expiresAt)));
        waitingForLink.clear();
      }
      case ConnectionState.LoggedOut(var reason) -> {
        sends.closed();
        loggedOut(reason);
      }
      case ConnectionState.Failed failed -> {
        sends.closed();
        failed(failed);
        return;
      }
      case ConnectionState.Held(var reason, _)
          when reason.equals(ConnectionState.Reasons.REPLACED) -> {
        sends.closed();
        replaced(now);
        return;
      }
      case ConnectionState.Closed _,
          ConnectionState.Connecting _,
          ConnectionState.Pairing _,
          ConnectionState.AwaitingPasskey _,
          ConnectionState.ConfirmingPasskey _,
          ConnectionState.Retrying _,
          ConnectionState.Exhausted _,
          ConnectionState.QrTimeout _,
          ConnectionState.CodeExpired _,
          ConnectionState.Held _ ->
          sends.closed();
    }
    if (now instanceof ConnectionState.QrTimeout || now instanceof ConnectionState.Held) {
      failWaitingForLink(ReplyCode.NOT_CONNECTED, "No QR could be shown");
    }
    tell(now);
  }

  /// State events are told until the broker has the latest; an older one is not worth a repeat.
  private void tell(ConnectionState now) {
    var event = events.connection(now, desired, connection);
    if (event.isPresent()) {
      stateToTell = event;
      publishState(event.get());
    }
  }

  private void publishState(Event event) {
    parts
        .publisher()
        .publish(event)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                later(
                    AGAIN_AFTER_MS,
                    () -> {
                      if (stateToTell.filter(latest -> latest == event).isPresent()) {
                        publishState(event);
                      }
                    });
              }
            });
  }

  private void loggedOut(String reason) {
    isPaired = false;
    desired = DesiredState.LOGGED_OUT;
    if (reason.startsWith(ConnectionState.Reasons.LINK_CODE_REFUSED_PREFIX)) {
      failWaitingForLink(ReplyCode.REFUSED, reason);
    } else {
      failWaitingForLink(ReplyCode.NOT_LINKED, "The session was logged out");
    }
    write(new SessionWrite.Desired(DesiredState.LOGGED_OUT));
  }

  /// The client session is dead. Its rows are true; it is made anew where the shard is still ours.
  private void failed(ConnectionState.Failed failed) {
    failWaitingForLink(ReplyCode.INTERNAL, "The session failed and is loaded anew");
    if (tenure.isOver() || tenure.isQuiescing()) {
      return;
    }
    log.warn("session {} of tenant {} failed: {}", id(), owned.tenant(), failed.reason());
    later(RELOAD_AFTER_MS, this::reload);
  }

  private void reload() {
    if (tenure.isOver() || tenure.isQuiescing()) {
      return;
    }
    try {
      var row = parts.rows().find(id());
      if (row.isEmpty()) {
        return;
      }
      isPaired = row.get().isPaired();
      connection = Math.max(connection, row.get().connection());
      session = newSession();
      parts.inbox().deliverLeftover(owned, () -> !isOver);
      connect();
    } catch (RuntimeException e) {
      log.warn("session {} cannot be read yet: {}", id(), e.toString());
      later(AGAIN_AFTER_MS, this::reload);
    }
  }

  private void replaced(ConnectionState held) {
    Epoch current;
    try {
      current = parts.epochs().read(Set.of(owned.shard())).get(owned.shard());
    } catch (RuntimeException e) {
      later(AGAIN_AFTER_MS, () -> replaced(held));
      return;
    }
    long now = parts.monotonic().nowMs();
    switch (conflict.replaced(owned.epoch().equals(current), now)) {
      case ReplacedConflict.Reaction.Silence _ ->
          parts.fenced().accept(owned.shard(), owned.epoch());
      case ReplacedConflict.Reaction.ReconnectAt(var atMs) -> {
        log.info("session {} was replaced after a takeover and reconnects once", id());
        var waiting =
            new ConnectionState.Retrying(
                ConnectionState.Reasons.REPLACED,
                parts.clock().instant().plusMillis(atMs - now),
                1);
        tell(waiting);
        later(atMs - now, this::connect);
      }
      case ReplacedConflict.Reaction.Hold _ -> tell(held);
    }
  }

  /// On the event loop.
  private CompletionStage<Optional<OutgoingMessage>> findSent(String whatsappId) {
    return CompletableFuture.supplyAsync(
        () ->
            parts
                .rows()
                .sentMessage(owned, whatsappId)
                .flatMap(uploads::uploadedBefore)
                .map(OutgoingMessages::of),
        parts.reads());
  }

  // --- commands --------------------------------------------------------------------------------

  /// From any thread, in the order of the topic.
  void take(TakenCommand taken) {
    if (commandsHeld.incrementAndGet() > parts.mailbox() && !taken.command().hasSend()) {
      commandsHeld.decrementAndGet();
      replies.answer(taken, ReplyCode.BUSY, "The session's mailbox is full");
      return;
    }
    mailbox.post(
        () -> {
          if (isOver) {
            // The next owner reads it again.
            return;
          }
          try {
            handle(taken);
          } catch (RuntimeException e) {
            log.error("command {} of session {} failed", taken.command().getCommandId(), id(), e);
            finish(taken, () -> replies.answer(taken, ReplyCode.INTERNAL, "See the log"));
          }
        });
  }

  private void handle(TakenCommand taken) {
    var command = taken.command();
    if (command.hasSend()) {
      sends.send(taken, command.getSend());
      return;
    }
    if (isExpired(command)) {
      answer(taken, ReplyCode.EXPIRED, "The deadline had passed");
      return;
    }
    switch (command.getBodyCase()) {
      case LINK -> link(taken);
      case START -> start(taken);
      case STOP -> stop(taken);
      case CONFIGURE -> configure(taken);
      case RESET_RECONNECTS -> answerWhenDone(taken, session.resetReconnects());
      case LOGOUT -> logout(taken);
      case DELETE -> delete(taken);
      case CHAT -> chats.chat(taken, command.getChat());
      case HISTORY -> chats.history(taken, command.getHistory());
      case MEDIA -> media.handle(taken, command.getMedia());
      case GROUP -> groups.handle(taken, command.getGroup());
      case ANSWER_PASSKEY -> {
        var passkey = command.getAnswerPasskey();
        answerWhenDone(
            taken,
            session.answerPasskey(
                passkey.getCredentialId().toByteArray(), passkey.getAssertion().toByteArray()));
      }
      case CONFIRM_PASSKEY -> answerWhenDone(taken, session.confirmPasskey());
      case NEWSLETTER -> newsletters.handle(taken, command.getNewsletter());
      case CONTACT -> contacts.handle(taken, command.getContact());
      case ACCOUNT -> account.handle(taken, command.getAccount());
      case PRESENCE -> presence.handle(taken, command.getPresence());
      case CALL -> presence.handle(taken, command.getCall());
      case TAKE_PULSE ->
          finish(
              taken, () -> replies.pulse(taken, lastHeard(), parts.client().versions().current()));
      case IMPORT_SESSION -> transfers.take(taken, linkCommand);
      case EXPORT_SESSION -> transfers.give(taken);
      case SEND, PING, BODY_NOT_SET -> answer(taken, ReplyCode.INVALID, "Expected a known command");
    }
  }

  private Optional<Instant> lastHeard() {
    return session.silence().map(parts.clock().instant()::minus);
  }

  private void answerWhenDone(TakenCommand taken, CompletionStage<Void> step) {
    step.whenComplete(
        (_, failure) ->
            post(
                () -> {
                  if (failure == null) {
                    answer(taken, ReplyCode.OK, "");
                  } else if (failure instanceof SendFailure known
                      && known.code() == SendFailure.Code.INVALID) {
                    answer(taken, ReplyCode.INVALID, known.getMessage());
                  } else {
                    logIfFailed("passkey", failure);
                    answer(taken, ReplyCode.REFUSED, "WhatsApp did not take the step");
                  }
                }));
  }

  private boolean isExpired(Command command) {
    return command.getDeadlineMs() != 0 && command.getDeadlineMs() <= parts.clock().millis();
  }

  @Override
  public void finish(TakenCommand taken, Runnable answer) {
    if (taken.isOpen()) {
      commandsHeld.decrementAndGet();
      answer.run();
    }
  }

  @Override
  public void answer(TakenCommand taken, ReplyCode code, String reason) {
    finish(taken, () -> replies.answer(taken, code, reason));
  }

  /// Not repeatable once a phone has scanned: that would throw the fresh link away.
  private void link(TakenCommand taken) {
    var command = taken.command();
    if (isPaired && command.getCommandId().equals(linkCommand)) {
      answer(taken, ReplyCode.OUTCOME_UNKNOWN, "The session was linked by this command");
      return;
    }
    var told = config.told(taken, command.getLink().hasConfig(), command.getLink().getConfig());
    if (told.isEmpty()) {
      return;
    }
    if (command.getLink().hasReconnectLimit()) {
      reconnectLimit = limit(command.getLink().getReconnectLimit());
    }
    storeLink(command, command.getLink().getDeviceName(), told.get())
        .whenComplete((_, failure) -> post(() -> linkStored(taken, failure)));
  }

  private CompletionStage<Void> storeLink(Command command, String name, StoredConfig told) {
    deviceName = name;
    linkCommand = command.getCommandId();
    desired = DesiredState.RUNNING;
    var write =
        isRowThere
            ? new SessionWrite.Linked(deviceName, linkCommand, reconnectLimit)
            : new SessionWrite.Created(deviceName, linkCommand, reconnectLimit);
    return parts.commits().write(owned, write).thenCompose(_ -> config.store(told));
  }

  private void configure(TakenCommand taken) {
    if (!isRowThere) {
      answer(taken, ReplyCode.UNKNOWN_SESSION, "The session is not stored yet");
      return;
    }
    config
        .told(taken, true, taken.command().getConfigure().getConfig())
        .ifPresent(
            told -> {
              boolean isOtherWay = config.isOtherProxy(told);
              config
                  .store(told)
                  .whenComplete((_, failure) -> post(() -> configured(taken, isOtherWay, failure)));
            });
  }

  /// A linked session takes its other way at once; one that shows a QR with its next link.
  private void configured(TakenCommand taken, boolean isOtherWay, Throwable failure) {
    if (failure != null) {
      answer(taken, ReplyCode.INTERNAL, "The settings could not be stored");
      return;
    }
    answer(taken, ReplyCode.OK, "");
    if (isOtherWay && isPaired) {
      var old = session;
      old.close().whenComplete((_, _) -> post(() -> replace(old)));
    }
  }

  private void replace(WhatsAppSession old) {
    if (session == old) {
      session = newSession();
      connect();
    }
  }

  /// The keys are there before the first frame, and all at once. A crash before that leaves a row
  /// without keys, and the command is met again.
  @Override
  public void adopt(TakenCommand taken, String name, StoredConfig config, StoreChange everything) {
    failWaitingForLink(ReplyCode.NOT_CONNECTED, "The session was imported");
    var old = session;
    old.close()
        .thenCompose(_ -> storeLink(taken.command(), name, config))
        .thenCompose(
            _ -> parts.commits().write(owned, new SessionWrite.Changed(everything, List.of())))
        .whenComplete((_, failure) -> post(() -> adopted(taken, failure)));
  }

  private void adopted(TakenCommand taken, Throwable failure) {
    transfers.forget(taken.command().getImportSession().getAuthFile());
    if (failure != null) {
      logIfFailed("import", failure);
      answer(taken, ReplyCode.INTERNAL, "The session could not be stored");
      return;
    }
    isRowThere = true;
    isPaired = true;
    session = newSession();
    connect();
    answer(taken, ReplyCode.OK, "");
  }

  private void linkStored(TakenCommand taken, Throwable failure) {
    if (failure != null) {
      answer(taken, ReplyCode.INTERNAL, "The session could not be stored");
      return;
    }
    isRowThere = true;
    isPaired = false;
    waitingForLink.add(taken);
    expireWaitingForLink(taken);
    var old = session;
    // A new one, because the name of the device is fixed when a session is made.
    session = newSession();
    var fresh = session;
    old.close()
        .whenComplete(
            (_, _) ->
                begin(fresh, taken.command().getLink())
                    .whenComplete(
                        (_, linkFailure) -> {
                          if (linkFailure != null) {
                            post(() -> answerUnlinked(taken, linkFailure));
                          }
                        }));
  }

  private static CompletionStage<Void> begin(WhatsAppSession session, LinkSession link) {
    return link.getPhoneNumber().isEmpty()
        ? session.link()
        : session.linkByCode(
            new LinkCodeRequest(link.getPhoneNumber(), !link.getWithoutNotification()));
  }

  private void answerUnlinked(TakenCommand taken, Throwable failure) {
    logIfFailed("link", failure);
    waitingForLink.remove(taken);
    if (failure instanceof SendFailure known && known.code() == SendFailure.Code.INVALID) {
      answer(taken, ReplyCode.INVALID, known.getMessage());
    } else {
      answer(taken, ReplyCode.INTERNAL, "The link could not begin");
    }
  }

  private void expireWaitingForLink(TakenCommand taken) {
    long waitMs = taken.command().getDeadlineMs() - parts.clock().millis();
    later(
        taken.command().getDeadlineMs() == 0 ? 30_000 : Math.max(1, waitMs),
        () -> {
          if (waitingForLink.remove(taken)) {
            answer(taken, ReplyCode.EXPIRED, "No QR or code came in time");
          }
        });
  }

  private void failWaitingForLink(ReplyCode code, String reason) {
    waitingForLink.forEach(taken -> answer(taken, code, reason));
    waitingForLink.clear();
  }

  private void start(TakenCommand taken) {
    if (!isPaired) {
      answer(taken, ReplyCode.NOT_LINKED, "There are no credentials that WhatsApp would accept");
      return;
    }
    desired = DesiredState.RUNNING;
    var start = taken.command().getStart();
    if (start.hasReconnectLimit()) {
      reconnectLimit = limit(start.getReconnectLimit());
      limitReconnects(session);
    }
    storeDesired(
        taken,
        new SessionWrite.Started(reconnectLimit),
        () -> {
          connect();
          if (state instanceof ConnectionState.Open) {
            // Whoever asks for a start may have missed that it was open all along.
            tell(state);
          }
          answer(taken, ReplyCode.OK, "");
        });
  }

  private void stop(TakenCommand taken) {
    desired = DesiredState.STOPPED;
    failWaitingForLink(ReplyCode.NOT_CONNECTED, "The session was stopped");
    storeDesired(
        taken,
        new SessionWrite.Desired(desired),
        () ->
            session
                .close()
                .whenComplete(
                    (_, _) ->
                        post(
                            () -> {
                              tell(new ConnectionState.Closed());
                              answer(taken, ReplyCode.OK, "");
                            })));
  }

  private void logout(TakenCommand taken) {
    if (desired == DesiredState.LOGGED_OUT) {
      answer(taken, ReplyCode.NOT_LINKED, "The session is not linked");
      return;
    }
    failWaitingForLink(ReplyCode.NOT_CONNECTED, "The session was logged out");
    // One that nobody has scanned has nothing to be unlinked, only a socket to be closed.
    (isPaired ? session.logout() : session.close())
        .whenComplete(
            (_, _) ->
                post(
                    () -> {
                      desired = DesiredState.LOGGED_OUT;
                      isPaired = false;
                      storeUnlinked(taken);
                    }));
  }

  private void storeUnlinked(TakenCommand taken) {
    parts
        .commits()
        .write(owned, new SessionWrite.Unlinked())
        .whenComplete(
            (_, failure) ->
                post(
                    () -> {
                      tell(new ConnectionState.LoggedOut(ConnectionState.Reasons.USER_LOGOUT));
                      answer(
                          taken,
                          failure == null ? ReplyCode.OK : ReplyCode.INTERNAL,
                          failure == null ? "" : "The logout could not be stored");
                    }));
  }

  private void delete(TakenCommand taken) {
    failWaitingForLink(ReplyCode.UNKNOWN_SESSION, "The session was deleted");
    var ended = isPaired ? session.logout() : session.close();
    ended.whenComplete(
        (_, _) ->
            parts
                .commits()
                .write(owned, new SessionWrite.Deleted())
                .whenComplete((_, failure) -> post(() -> deleted(taken, failure))));
  }

  private void deleted(TakenCommand taken, Throwable failure) {
    if (failure != null) {
      answer(taken, ReplyCode.INTERNAL, "The session could not be deleted");
      return;
    }
    isRowThere = false;
    isPaired = false;
    desired = DesiredState.LOGGED_OUT;
    log.info("session {} of tenant {} was deleted", id(), owned.tenant());
    deleteShreddedFiles();
    publishUntilTaken(
        events.deleted(),
        () -> {
          isOver = true;
          answer(taken, ReplyCode.OK, "");
        });
  }

  /// With a tenant's last session its key went, and nobody can read its files any more.
  private void deleteShreddedFiles() {
    try {
      if (parts.rows().findTenantKey(owned.tenant()).isEmpty()) {
        parts.media().deleteAll(owned.tenant());
      }
    } catch (IOException | RuntimeException e) {
      log.warn("unreadable files of tenant {} are left: {}", owned.tenant(), e.toString());
    }
  }

  /// Whether nothing is stored of it any more.
  boolean isGone() {
    return isOver && !isRowThere;
  }

  private static int limit(int told) {
    return Math.max(0, told);
  }

  private void storeDesired(TakenCommand taken, SessionWrite wish, Runnable then) {
    parts
        .commits()
        .write(owned, wish)
        .whenComplete(
            (_, failure) ->
                post(
                    () -> {
                      if (failure == null) {
                        then.run();
                      } else {
                        answer(taken, ReplyCode.INTERNAL, "The wish could not be stored");
                      }
                    }));
  }

  private void write(SessionWrite write) {
    parts.commits().write(owned, write).whenComplete((_, f) -> logIfFailed("write", f));
  }

  @Override
  public void publishUntilTaken(Event event, Runnable then) {
    parts
        .publisher()
        .publish(event)
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                post(then);
              } else {
                later(AGAIN_AFTER_MS, () -> publishUntilTaken(event, then));
              }
            });
  }

  // --- the end ---------------------------------------------------------------------------------

  /// Commands that were taken and not answered. From any thread.
  int commandsHeld() {
    return commandsHeld.get();
  }

  /// Exact counters, then the socket. Completes normally, whatever happens.
  CompletionStage<Void> close() {
    var closed = new CompletableFuture<Void>();
    post(
        () ->
            session
                .close()
                .whenComplete(
                    (_, failure) -> {
                      logIfFailed("close", failure);
                      end();
                      closed.complete(null);
                    }));
    if (isOver) {
      closed.complete(null);
    }
    return closed;
  }

  /// From any thread: nothing is done any more. The gate is closed, so no frame leaves either.
  void end() {
    isOver = true;
  }

  /// The tenure is over: the client sees it at its gate and closes the socket.
  void abandon() {
    end();
    session.gateChanged();
  }

  private void later(long delayMs, Runnable task) {
    var _ = parts.timer().schedule(() -> post(task), delayMs, TimeUnit.MILLISECONDS);
  }

  private void logIfFailed(String what, Throwable failure) {
    if (failure != null) {
      var cause = failure instanceof CompletionException ? failure.getCause() : failure;
      log.info("{} of session {}: {}", what, id(), cause.toString());
    }
  }
}
