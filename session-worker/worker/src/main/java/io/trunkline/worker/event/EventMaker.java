package io.trunkline.worker.event;

import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.content.OutgoingMessage;
import io.trunkline.proto.event.AccountHealthChanged;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.MessageStatusChanged;
import io.trunkline.proto.event.MessagesRead;
import io.trunkline.proto.event.SessionDeleted;
import io.trunkline.proto.event.UndecryptableMessage;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.worker.content.ContentMapper;
import io.trunkline.worker.ownership.Epoch;
import io.trunkline.worker.store.DesiredState;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes the events of one session under one epoch: names them, numbers them, and puts the client's
/// facts into the contract's words. Safe for several threads; whoever needs an order keeps it.
public final class EventMaker {
  private static final int COUNTER_BITS = 24;

  private final UUID tenant;
  private final UUID session;
  private final Epoch epoch;
  private final Clock clock;
  private final AtomicInteger counter = new AtomicInteger();

  public EventMaker(UUID tenant, UUID session, Epoch epoch, Clock clock) {
    this.tenant = tenant;
    this.session = session;
    this.epoch = epoch;
    this.clock = clock;
  }

  /// @return empty for what the contract has no event for
  public Optional<Event> of(SessionEvent event, DesiredState desired, long connection) {
    return switch (event) {
      case SessionEvent.ConnectionChanged(var state) -> connection(state, desired, connection);
      case SessionEvent.MessageReceived message -> Optional.of(message(message));
      case SessionEvent.Undecryptable message -> Optional.of(undecryptable(message));
      case SessionEvent.MessageStatus status -> Optional.of(receipt(status));
      case SessionEvent.GroupChanged group -> Optional.of(group(group));
      case SessionEvent.AccountHealth health -> Optional.of(health(health));
      case SessionEvent.AppStateChanged change -> Optional.of(chats(change));
      case SessionEvent.AppStateParked parked -> Optional.of(parked(parked));
      case SessionEvent.HistoryReceived past -> Optional.of(history(past));
      case SessionEvent.ContactChanged changed ->
          Optional.of(
              stanza(changed.stanzaId(), changed.contact().canonical().toString())
                  .setContact(SocialEvents.of(changed))
                  .build());
      case SessionEvent.AccountChanged changed -> {
        var body = SocialEvents.of(changed);
        yield Optional.of(
            stanza(changed.stanzaId(), body.getChangeCase().name()).setAccount(body).build());
      }
      case SessionEvent.PresenceChanged changed ->
          Optional.of(numbered().setPresence(SocialEvents.of(changed)).build());
      case SessionEvent.ChatStateChanged changed ->
          Optional.of(numbered().setPresence(SocialEvents.of(changed)).build());
      case SessionEvent.CallChanged changed ->
          Optional.of(
              stanza(changed.callId(), changed.step() + "/" + changed.from().canonical())
                  .setCall(SocialEvents.of(changed))
                  .build());
      case SessionEvent.ReadElsewhere read ->
          Optional.of(
              stanza(read.whatsappIds().getFirst(), read.chat().canonical() + "/read")
                  .setRead(
                      MessagesRead.newBuilder()
                          .setChat(of(read.chat()))
                          .addAllWhatsappIds(read.whatsappIds())
                          .setAtMs(read.at().toEpochMilli()))
                  .build());
      case SessionEvent.NewsletterChanged changed -> {
        var body = NewsletterForms.of(changed);
        yield Optional.of(
            stanza(changed.notificationId(), changed.newsletter() + "/" + body.getChangeCase())
                .setNewsletter(body)
                .build());
      }
      case SessionEvent.LidLearned _ -> Optional.empty();
      case SessionEvent.IdentityChanged _ -> Optional.empty();
    };
  }

  /// @param connection number of the connection that is or was open, 0 before the first
  public Optional<Event> connection(ConnectionState state, DesiredState desired, long connection) {
    var change = ConnectionChanged.newBuilder().setConnection(connection).setDesired(of(desired));
    boolean isTold =
        switch (state) {
          case ConnectionState.Closed _ ->
              told(
                  change,
                  io.trunkline.proto.event.ConnectionState.CLOSED,
                  desired == DesiredState.RUNNING ? "closed" : "stopped");
          case ConnectionState.Connecting(var attempt) -> {
            change.setAttempts(attempt);
            yield told(change, io.trunkline.proto.event.ConnectionState.CONNECTING, "");
          }
          case ConnectionState.ShowingQr(var text, var expiresAt) -> {
            change.setQr(text).setQrExpiresAtMs(expiresAt.toEpochMilli());
            yield told(change, io.trunkline.proto.event.ConnectionState.QR, "");
          }
          case ConnectionState.ShowingCode(var code, var expiresAt) -> {
            change.setPairingCode(code).setPairingCodeExpiresAtMs(expiresAt.toEpochMilli());
            yield told(change, io.trunkline.proto.event.ConnectionState.CODE, "");
          }
          case ConnectionState.AwaitingPasskey(var options) -> {
            change.setPasskeyOptions(options);
            yield told(change, io.trunkline.proto.event.ConnectionState.PASSKEY, "");
          }
          case ConnectionState.ConfirmingPasskey(var code) -> {
            change.setPasskeyCode(code);
            yield told(change, io.trunkline.proto.event.ConnectionState.PASSKEY_CONFIRM, "");
          }
          case ConnectionState.Pairing _ ->
              told(change, io.trunkline.proto.event.ConnectionState.PAIRING, "");
          case ConnectionState.Open(var number, var pn, var lid, var pushName) -> {
            change.setConnection(number).setJid(pn.toString());
            lid.ifPresent(jid -> change.setLid(jid.toString()));
            pushName.ifPresent(change::setPushName);
            yield told(change, io.trunkline.proto.event.ConnectionState.OPEN, "");
          }
          case ConnectionState.Retrying(var reason, var nextAttemptAt, var attempt) -> {
            change.setUntilMs(nextAttemptAt.toEpochMilli()).setAttempts(attempt);
            yield told(change, io.trunkline.proto.event.ConnectionState.RETRYING, reason);
          }
          case ConnectionState.Exhausted(var reason, var attempts) -> {
            change.setAttempts(attempts);
            yield told(change, io.trunkline.proto.event.ConnectionState.EXHAUSTED, reason);
          }
          case ConnectionState.QrTimeout _ ->
              told(change, io.trunkline.proto.event.ConnectionState.QR_TIMEOUT, "qr_timeout");
          case ConnectionState.CodeExpired _ ->
              told(change, io.trunkline.proto.event.ConnectionState.QR_TIMEOUT, "code_expired");
          case ConnectionState.LoggedOut(var reason) ->
              told(change, io.trunkline.proto.event.ConnectionState.LOGGED_OUT, reason);
          case ConnectionState.Held(var reason, var until) -> {
            until.ifPresent(end -> change.setUntilMs(end.toEpochMilli()));
            yield told(change, io.trunkline.proto.event.ConnectionState.HELD, reason);
          }
          // Ours alone: the session is loaded anew and will tell where it stands.
          case ConnectionState.Failed _ -> false;
        };
    return isTold ? Optional.of(numbered().setConnection(change).build()) : Optional.empty();
  }

  private static boolean told(
      ConnectionChanged.Builder change,
      io.trunkline.proto.event.ConnectionState state,
      String reason) {
    change.setState(state).setReason(reason);
    return true;
  }

  private Event message(SessionEvent.MessageReceived message) {
    var body =
        MessageReceived.newBuilder()
            .setWhatsappId(message.whatsappId())
            .setChat(of(message.chat()))
            .setSender(of(message.sender()))
            .setFromMe(message.fromMe())
            .setPushName(message.pushName())
            .setTimestamp(message.timestamp().getEpochSecond())
            .setOffline(message.offline())
            .setServerId(message.serverId().orElse(0))
            .setContent(ContentMapper.of(message.message()));
    return named(message.chat(), message.sender(), message.whatsappId(), "message")
        .setMessage(body)
        .build();
  }

  private Event undecryptable(SessionEvent.Undecryptable message) {
    var body =
        UndecryptableMessage.newBuilder()
            .setWhatsappId(message.whatsappId())
            .setChat(of(message.chat()))
            .setSender(of(message.sender()))
            .setTimestamp(message.timestamp().getEpochSecond())
            .setReason(message.reason());
    return named(message.chat(), message.sender(), message.whatsappId(), "undecryptable")
        .setUndecryptable(body)
        .build();
  }

  private Event receipt(SessionEvent.MessageStatus receipt) {
    var status =
        switch (receipt.status()) {
          case DELIVERED -> MessageStatus.DELIVERED;
          case READ -> MessageStatus.READ;
          case PLAYED -> MessageStatus.PLAYED;
        };
    var body =
        MessageStatusChanged.newBuilder()
            .setWhatsappId(receipt.whatsappId())
            .setChat(of(receipt.chat()))
            .setParticipant(of(receipt.participant()))
            .setStatus(status)
            .setAtMs(receipt.at().toEpochMilli());
    return named(receipt.chat(), receipt.participant(), receipt.whatsappId(), status.name())
        .setStatus(body)
        .build();
  }

  /// A version of a collection may be told twice, so that the same event has the same id.
  private Event chats(SessionEvent.AppStateChanged change) {
    return blank()
        .setEventId(
            EventIds.of(
                session.toString(),
                change.isSnapshot() ? "app_state_snapshot" : "app_state",
                change.collection().text(),
                Long.toString(change.version()),
                Integer.toString(change.part())))
        .setChat(ChatEvents.of(change))
        .build();
  }

  /// A notification is named by its id; it may tell several things.
  private Event group(SessionEvent.GroupChanged group) {
    var body = GroupForms.of(group);
    return blank()
        .setEventId(
            EventIds.of(
                session.toString(),
                group.group().toString(),
                group.notificationId(),
                body.getChangeCase().name(),
                Integer.toString(group.part())))
        .setGroup(body)
        .build();
  }

  private Event parked(SessionEvent.AppStateParked parked) {
    return numbered().setChat(ChatEvents.of(parked)).build();
  }

  private Event history(SessionEvent.HistoryReceived past) {
    return blank()
        .setEventId(
            EventIds.of(session.toString(), "history", past.id(), Integer.toString(past.part())))
        .setHistory(HistoryEvents.of(past))
        .build();
  }

  private Event health(SessionEvent.AccountHealth health) {
    var body =
        AccountHealthChanged.newBuilder()
            .setState(health.kind().name().toLowerCase(Locale.ROOT))
            .setReason(health.code().isPresent() ? Integer.toString(health.code().getAsInt()) : "")
            .setUntilMs(health.until().map(Instant::toEpochMilli).orElse(0L));
    return numbered().setHealth(body).build();
  }

  /// WhatsApp's server has the message.
  public Event sent(String messageId, OutgoingMessage message, Jid chat, Instant at) {
    var event = status(messageId, message.getWhatsappId(), chat, MessageStatus.SENT, at, "", "");
    var status =
        event.getStatus().toBuilder()
            .setContent(message.getContent())
            .setAcceptedAtMs(message.getAcceptedAtMs());
    return event.toBuilder().setStatus(status).build();
  }

  /// It will never have it.
  public Event failed(
      String messageId, String whatsappId, Jid chat, String errorCode, String error) {
    return status(
        messageId, whatsappId, chat, MessageStatus.FAILED, clock.instant(), errorCode, error);
  }

  private Event status(
      String messageId,
      String whatsappId,
      Jid chat,
      MessageStatus status,
      Instant at,
      String errorCode,
      String error) {
    var body =
        MessageStatusChanged.newBuilder()
            .setMessageId(messageId)
            .setWhatsappId(whatsappId)
            .setChat(of(addressOf(chat)))
            .setStatus(status)
            .setAtMs(at.toEpochMilli())
            .setErrorCode(errorCode)
            .setError(error);
    return blank()
        .setEventId(EventIds.of(session.toString(), messageId, whatsappId, status.name()))
        .setStatus(body)
        .build();
  }

  public Event deleted() {
    return blank()
        .setEventId(EventIds.of(session.toString(), "deleted"))
        .setDeleted(SessionDeleted.getDefaultInstance())
        .build();
  }

  private static UserAddress addressOf(Jid chat) {
    var one = Optional.of(chat.toUserJid());
    var none = Optional.<Jid>empty();
    if (chat.isPn()) {
      return new UserAddress(one, none, none);
    }
    return chat.isLid() ? new UserAddress(none, one, none) : new UserAddress(none, none, one);
  }

  /// About one message: a redelivery makes the same id.
  private Event.Builder named(
      UserAddress chat, UserAddress sender, String whatsappId, String kind) {
    return blank()
        .setEventId(
            EventIds.of(
                session.toString(),
                chat.canonical().toString(),
                sender.canonical().toString(),
                whatsappId,
                kind));
  }

  /// About something that a stanza told: a redelivery makes the same id.
  private Event.Builder stanza(String id, String kind) {
    return blank().setEventId(EventIds.of(session.toString(), "stanza", id, kind));
  }

  private Event.Builder numbered() {
    var event = blank();
    return event.setEventId(
        EventIds.of(
            session.toString(), Long.toString(epoch.value()), Long.toString(event.getSequence())));
  }

  private Event.Builder blank() {
    return Event.newBuilder()
        .setTenantId(tenant.toString())
        .setSessionId(session.toString())
        .setEpoch(epoch.value())
        .setSequence((epoch.value() << COUNTER_BITS) + counter.incrementAndGet())
        .setOccurredAtMs(clock.millis());
  }

  static Address of(UserAddress address) {
    return AddressForms.of(address);
  }

  private static io.trunkline.proto.event.DesiredState of(DesiredState desired) {
    return switch (desired) {
      case RUNNING -> io.trunkline.proto.event.DesiredState.RUNNING;
      case STOPPED -> io.trunkline.proto.event.DesiredState.STOPPED;
      case LOGGED_OUT -> io.trunkline.proto.event.DesiredState.DESIRED_LOGGED_OUT;
    };
  }
}
