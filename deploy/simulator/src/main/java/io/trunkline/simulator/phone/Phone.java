package io.trunkline.simulator.phone;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.DeviceKeys;
import io.trunkline.simulator.account.Json;
import io.trunkline.simulator.account.Link;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.journal.Ledger;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.simulator.server.DeliveryFaults;
import io.trunkline.simulator.server.Server;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.AppStateException;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.signal.OwnIdentity;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A phone: the primary device of an account, with its own keys, ratchets and inbox.
///
/// What the server sends it waits in a mailbox and is taken out by one task at a time. What a
/// stanza changes (ratchet, inbox, its receipt, its end in the queue) is one transaction.
public final class Phone implements Link {
  private static final Logger log = LoggerFactory.getLogger(Phone.class);

  /// What all phones share.
  ///
  /// @param executor runs the mailboxes
  record Surroundings(
      Accounts accounts,
      Server server,
      DeliveryFaults faults,
      Stats stats,
      PhoneMedia media,
      Executor executor,
      Clock clock,
      Randomness randomness) {}

  private final Account account;
  private final Surroundings world;
  private final SignalParty signal;
  private final PhoneAppState appState;
  private final Companions companions;
  private final GroupParty groups;
  private final Inbox inbox = new Inbox();
  private final Outgoing outgoing;
  private final Incoming incoming;
  private final Queue<Node> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private SignedPreKey signedPreKey;
  private volatile boolean online;

  Phone(Account account, PhoneRecord record, PhonePreKeys preKeys, Surroundings world) {
    this.account = account;
    this.world = world;
    signedPreKey = record.signed();
    preKeys.use(signedPreKey);
    signal = new SignalParty(account.number(), record.ownIdentity(), preKeys, world.randomness());
    groups = new GroupParty(account.number(), world.randomness());
    online = record.online();
    appState = new PhoneAppState(account, world.randomness());
    companions =
        new Companions(
            account,
            signal,
            appState,
            world.server(),
            this::stored,
            world.media(),
            world.clock(),
            world.randomness());
    outgoing = new Outgoing(account, world, signal, groups);
    incoming = new Incoming(account, world, signal, groups, companions, inbox, this::message);
  }

  GroupParty groups() {
    return groups;
  }

  public Account account() {
    return account;
  }

  public boolean isOnline() {
    return online;
  }

  Inbox inbox() {
    return inbox;
  }

  public synchronized boolean hasSent(String id) {
    return outgoing.find(id).isPresent();
  }

  /// A message that the phone sent or shows.
  public synchronized Optional<Message> message(String id) {
    return outgoing
        .find(id)
        .map(SentMessage::raw)
        .or(() -> inbox.find(id).map(InboxMessage::raw))
        .map(PlainMessages::parse);
  }

  /// A message as the phone stores it.
  private Optional<WebMessageInfo> stored(MessageKey key) {
    return inbox
        .find(key.getID())
        .map(
            found ->
                WebMessageInfo.newBuilder()
                    .setKey(key)
                    .setMessageTimestamp(found.timestamp())
                    .setPushName(
                        world
                            .accounts()
                            .account(Jid.parse(found.from()))
                            .map(Account::name)
                            .orElse(""))
                    .setMessage(PlainMessages.parse(found.raw()))
                    .build());
  }

  OwnIdentity own() {
    return signal.own();
  }

  void loadSession(SignalAddress address, byte[] session) {
    signal.load(address, session);
  }

  void loadInbox(InboxMessage message) {
    inbox.add(message, Ledger.key(message.raw()));
  }

  void loadSyncKey(byte[] key) {
    appState.loadKey(key);
  }

  void loadPast(PhonePast past) {
    companions.loadPast(past);
  }

  void loadSent(SentMessage message) {
    outgoing.load(message);
  }

  /// Takes what has waited, if the phone is switched on.
  void start() {
    if (online) {
      device().queue().attach(this);
      device().queue().flow();
    }
  }

  /// Switches the phone on or off; while it is off the server queues what comes.
  synchronized void switchOn(boolean on) {
    if (on == online) {
      return;
    }
    online = on;
    Transaction transaction = world.accounts().transaction();
    save(transaction);
    transaction.commit();
    if (on) {
      start();
    } else {
      world.server().disconnected(device(), this);
    }
  }

  /// A stanza from the server, into the mailbox.
  @Override
  public void send(Node stanza) {
    mailbox.addAll(world.faults().apply(device(), stanza));
    if (!mailbox.isEmpty() && busy.compareAndSet(false, true)) {
      try {
        world.executor().execute(this::work);
      } catch (RejectedExecutionException e) {
        log.debug("The simulator ends; what a phone has not taken waits in its queue");
      }
    }
  }

  /// The server does not end a phone's link by itself.
  @Override
  public void close(Node... lastWords) {}

  @Override
  public void cut() {}

  /// Sends a message to a user, all devices of both sides but this one, or to a group.
  ///
  /// @param to a user's JID; its kind decides by which name the message is addressed
  /// @throws PhoneException `not-on-whatsapp`, `phone-offline`
  synchronized SentMessage sendMessage(Jid to, Composed message) {
    if (!online) {
      throw new PhoneException(PhoneException.Code.PHONE_OFFLINE, "The phone is switched off");
    }
    return outgoing.send(to, message);
  }

  /// Sends a read or played receipt for messages of the inbox.
  ///
  /// @throws PhoneException `message-not-found` when one of them is not there
  synchronized void sendReceipts(List<String> ids, String type) throws InterruptedException {
    List<InboxMessage> all = inbox.after(0, Duration.ZERO);
    Transaction transaction = world.accounts().transaction();
    for (String id : ids) {
      InboxMessage message =
          all.stream()
              .filter(candidate -> candidate.id().equals(id))
              .findFirst()
              .orElseThrow(
                  () ->
                      new PhoneException(
                          PhoneException.Code.MESSAGE_NOT_FOUND, "No message " + id));
      Account writer = world.accounts().account(Jid.parse(message.from())).orElseThrow();
      world
          .server()
          .receipt(
              device(),
              Node.of("receipt")
                  .with("id", id)
                  .with(
                      "to", message.participant() == null ? writer.lid() : Jid.parse(message.to()))
                  .withIfPresent(
                      "participant",
                      Optional.ofNullable(message.participant())
                          .map(_ -> Jid.parse(message.fromDevice())))
                  .with("type", type)
                  .with("t", now())
                  .build(),
              transaction);
    }
    transaction.commit();
  }

  /// Presence, or with a chat its typing state.
  void sendPresence(String state, Optional<Account> chat) {
    switch (state) {
      case "available", "unavailable" ->
          world.server().presence(device(), Node.of("presence").with("type", state).build());
      case "recording" -> chatState(chat, Node.of("composing").with("media", "audio").build());
      default -> chatState(chat, Node.of(state).build());
    }
  }

  /// Writes what its user changes of chats, contacts and labels; all of one collection.
  synchronized void change(List<Mutation> mutations, Collection collection) {
    Transaction transaction = world.accounts().transaction();
    try {
      appState.write(collection, mutations, world.clock().instant(), world.server(), transaction);
    } finally {
      transaction.commit();
    }
  }

  /// What its devices share, as this phone shows it.
  synchronized Map<String, Object> shown() {
    appState.catchUp();
    return PhoneView.of(appState.actions());
  }

  /// Makes a past, for devices that are linked from now on.
  synchronized void remember(PhonePast past) {
    Transaction transaction = world.accounts().transaction();
    companions.past(past, transaction);
    transaction.commit();
  }

  /// Tells a device that was just linked what it has to know.
  synchronized void welcome(Device device) {
    Transaction transaction = world.accounts().transaction();
    try {
      companions.welcome(device, transaction);
    } finally {
      transaction.commit();
    }
  }

  /// As after installing WhatsApp anew: new keys, no sessions, no linked devices.
  synchronized void reinstall() {
    account.linkedDevices().forEach(world.server()::unlink);
    Transaction transaction = world.accounts().transaction();
    OwnIdentity fresh = Phones.freshIdentity(world.randomness());
    signedPreKey =
        SignedPreKey.generate(signedPreKey.id() + 1, fresh.identity(), world.randomness());
    signal.reinstall(fresh, transaction);
    groups.reinstall(transaction);
    signal.preKeys().use(signedPreKey);
    device()
        .changeKeys(
            new DeviceKeys(
                fresh.registrationId(), fresh.identity().publicKey(), signedPreKey.toPublic()),
            transaction);
    save(transaction);
    world.server().announceNewIdentity(account, transaction);
    transaction.commit();
  }

  /// What it has sent, newest last.
  synchronized List<SentMessage> sentMessages() {
    return outgoing.all();
  }

  void save(Transaction transaction) {
    transaction.put(
        "phone/" + account.number(),
        Json.write(PhoneRecord.of(signal.own(), signedPreKey, online)));
  }

  private Device device() {
    return account.phone();
  }

  private void work() {
    while (true) {
      for (Node stanza = mailbox.poll(); stanza != null; stanza = mailbox.poll()) {
        try {
          take(stanza);
        } catch (RuntimeException e) {
          log.error("A phone failed on a stanza, which stays in its queue", e);
        }
      }
      busy.set(false);
      if (mailbox.isEmpty() || !busy.compareAndSet(false, true)) {
        return;
      }
    }
  }

  private synchronized void take(Node stanza) {
    if (!online) {
      return;
    }
    Transaction transaction = world.accounts().transaction();
    try {
      switch (stanza.tag()) {
        case "message" -> incoming.take(stanza, transaction);
        case "receipt" -> takeReceipt(stanza, transaction);
        case "notification" -> takeNotification(stanza, transaction);
        case "call" -> device().queue().acknowledge("call", stanza.attr("id"), transaction);
        default -> {
          // presence, ib and answers mean nothing to a phone without a screen
        }
      }
    } catch (StanzaException | SignalException e) {
      log.warn("A phone could not use a stanza: {}", e.getMessage());
      stanza
          .find("id")
          .ifPresent(id -> device().queue().acknowledge(stanza.tag(), id, transaction));
    } finally {
      transaction.commit();
    }
  }

  private void takeReceipt(Node receipt, Transaction transaction) {
    switch (receipt.find("type").orElse("")) {
      case "retry" -> outgoing.resend(receipt, transaction);
      case "server-error" -> uploadAgain(receipt, transaction);
      default -> outgoing.follow(receipt, transaction);
    }
    device().queue().acknowledge("receipt", receipt.attr("id"), transaction);
  }

  /// Answers a linked device that finds a file gone from the media host.
  private void uploadAgain(Node receipt, Transaction transaction) {
    world
        .accounts()
        .device(receipt.jid("from"))
        .filter(device -> device.account() == account)
        .ifPresent(
            device ->
                transaction.deliver(
                    device,
                    world
                        .media()
                        .answerRetry(receipt, account, message(receipt.attr("id")))
                        .with("t", now())
                        .build()));
  }

  private void takeNotification(Node notification, Transaction transaction) {
    switch (notification.attr("type")) {
      case "devices" ->
          notification
              .child("remove")
              .ifPresent(
                  removed ->
                      removed
                          .children("device")
                          .forEach(
                              gone ->
                                  gone.findJid("lid")
                                      .ifPresent(
                                          lid -> signal.forget(lid.signalAddress(), transaction))));
      case "server_sync" -> followDevices(transaction);
      case "encrypt" ->
          notification
              .child("identity")
              .flatMap(_ -> world.accounts().account(notification.jid("from")))
              .ifPresent(changed -> signal.forgetUser(changed.lid(), transaction));
      default -> {
        // acknowledged like all others
      }
    }
    device().queue().acknowledge("notification", notification.attr("id"), transaction);
  }

  /// A linked device may have named the account anew.
  private void followDevices(Transaction transaction) {
    try {
      appState.catchUp();
    } catch (AppStateException e) {
      log.warn("A phone cannot follow its app state: {}", e.getMessage());
      return;
    }
    appState.actions().stream()
        .filter(Action.PushName.class::isInstance)
        .map(action -> ((Action.PushName) action).name())
        .filter(name -> !name.equals(account.name()))
        .forEach(name -> account.describe(name, account.about(), transaction));
  }

  private void chatState(Optional<Account> chat, Node state) {
    Account to =
        chat.orElseThrow(
            () ->
                new PhoneException(
                    PhoneException.Code.NOT_ON_WHATSAPP, "A typing state needs a chat"));
    world
        .server()
        .presence(device(), Node.of("chatstate").with("to", to.lid()).child(state).build());
  }

  private long now() {
    return world.clock().instant().getEpochSecond();
  }
}
