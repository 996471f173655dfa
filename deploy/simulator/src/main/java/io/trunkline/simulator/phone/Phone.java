package io.trunkline.simulator.phone;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.DeviceKeys;
import io.trunkline.simulator.account.Group;
import io.trunkline.simulator.account.Json;
import io.trunkline.simulator.account.Link;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.journal.Ledger;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.simulator.server.DeliveryFaults;
import io.trunkline.simulator.server.Server;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.DeviceSentMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.AppStateException;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.pairing.Adv;
import io.trunkline.whatsapp.protocol.pairing.AdvException;
import io.trunkline.whatsapp.protocol.signal.OwnIdentity;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.whatsapp.protocol.signal.SignedPreKeyPublic;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A phone: the primary device of an account, with its own keys, ratchets and inbox.
///
/// What the server sends it waits in a mailbox and is taken out by one task at a time. What a
/// stanza
/// changes (ratchet, inbox, its receipt, its end in the queue) is one transaction.
public final class Phone implements Link {
  private static final Logger log = LoggerFactory.getLogger(Phone.class);
  private static final int MAX_RETRIES = 5;
  private static final int ADV_FAILURE = 12;

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
  private final Map<String, SentMessage> sent = new HashMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
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
    return sent.containsKey(id);
  }

  /// A message that the phone sent or shows.
  public synchronized Optional<Message> message(String id) {
    return Optional.ofNullable(sent.get(id))
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
    sent.put(message.id(), message);
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

  /// Sends a message to a user: all devices of both sides but this one.
  ///
  /// @param to a user's JID; its kind decides by which name the message is addressed
  /// @throws PhoneException `not-on-whatsapp`, `phone-offline`
  synchronized SentMessage sendMessage(Jid to, Composed message) {
    if (!online) {
      throw new PhoneException(PhoneException.Code.PHONE_OFFLINE, "The phone is switched off");
    }
    if (to.isShared()) {
      return sendToGroup(to, message);
    }
    Account chat =
        world
            .accounts()
            .account(to)
            .orElseThrow(
                () ->
                    new PhoneException(
                        PhoneException.Code.NOT_ON_WHATSAPP, to + " is not on WhatsApp"));
    JidServer server = to.isLid() ? JidServer.LID : JidServer.USER;
    Transaction transaction = world.accounts().transaction();
    String id = HexFormat.of().withUpperCase().formatHex(world.randomness().bytes(16));
    List<Node> participants = new ArrayList<>();
    for (Device target : chat.devices()) {
      if (target != device()) {
        participants.add(
            part(target, server, forDevice(target, chat, server, message.message()), transaction));
      }
    }
    for (Device own : account.linkedDevices()) {
      if (chat != account) {
        participants.add(
            part(own, server, forDevice(own, chat, server, message.message()), transaction));
      }
    }
    Node stanza =
        Node.of("message")
            .with("id", id)
            .with("to", chat.jid(server))
            .with("type", message.type())
            .with("edit", message.edit())
            .child(Node.of("participants").children(participants).build())
            .build();
    world.server().send(device(), stanza, transaction);
    SentMessage record =
        new SentMessage(
            id,
            chat.jid(server).toString(),
            message.type(),
            now(),
            "sent",
            message.message().toByteArray());
    keep(record, transaction);
    transaction.commit();
    return record;
  }

  /// A status goes to all whom the account has to do with.
  private SentMessage sendToGroup(Jid to, Composed message) {
    Optional<Group> group =
        to.isGroup() ? Optional.of(world.server().groups().group(to)) : Optional.empty();
    List<String> readers =
        group
            .map(one -> world.server().groups().read(one::numbers))
            .orElseGet(() -> List.copyOf(account.acquaintances()));
    JidServer server = group.map(Group::server).orElse(JidServer.LID);
    List<Device> devices =
        Stream.concat(
                Stream.of(account),
                readers.stream().flatMap(number -> world.accounts().byNumber(number).stream()))
            .distinct()
            .flatMap(reader -> reader.devices().stream())
            .filter(device -> device != device())
            .toList();
    Transaction transaction = world.accounts().transaction();
    List<SignalAddress> lacking =
        groups.lacking(to, devices.stream().map(Phone::address).toList(), transaction);
    byte[] told = groups.withKey(to, Message.getDefaultInstance()).toByteArray();
    List<Node> participants =
        devices.stream()
            .filter(device -> group.isEmpty() || lacking.contains(address(device)))
            .map(
                device ->
                    lacking.contains(address(device))
                        ? part(device, server, told, transaction)
                        : Node.of("to").with("jid", device.jid(server)).build())
            .toList();
    String id = HexFormat.of().withUpperCase().formatHex(world.randomness().bytes(16));
    Node.Builder stanza =
        Node.of("message")
            .with("id", id)
            .with("to", to)
            .with("type", message.type())
            .with("edit", message.edit())
            .withIfPresent("addressing_mode", group.map(one -> one.addressing));
    if (!participants.isEmpty()) {
      stanza.child(Node.of("participants").children(participants).build());
    }
    stanza.child(groups.encrypt(to, message.message().toByteArray(), transaction));
    Node ack = world.server().send(device(), stanza.build(), transaction);
    if (ack.find("error").isEmpty()) {
      groups.told(to, lacking, transaction);
    }
    SentMessage record =
        new SentMessage(
            id,
            to.toString(),
            message.type(),
            now(),
            ack.find("error").isEmpty() ? "sent" : "refused",
            message.message().toByteArray());
    keep(record, transaction);
    transaction.commit();
    return record;
  }

  private static SignalAddress address(Device device) {
    return device.jid(JidServer.LID).signalAddress();
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
    return sent.values().stream().sorted(Comparator.comparingLong(SentMessage::timestamp)).toList();
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
        case "message" -> takeMessage(stanza, transaction);
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

  private void takeMessage(Node message, Transaction transaction) {
    Jid from = message.jid("from");
    String id = message.attr("id");
    Jid author = message.findJid("participant").orElse(from);
    Optional<Account> writer = world.accounts().account(author);
    if (writer.isEmpty()) {
      device().queue().acknowledge("message", id, transaction);
      return;
    }
    SignalAddress address = writer.get().lid().withDevice(author.device()).signalAddress();
    for (Node enc : message.children("enc")) {
      try {
        if (enc.has("type", "skmsg")) {
          show(message, writer.get(), groups.decrypt(from, address, enc, transaction), transaction);
          attempts.remove(id);
          continue;
        }
        SignalParty.Opened opened = signal.decrypt(address, enc, transaction);
        if (opened.begun() && enc.has("type", "pkmsg") && !author.isPrimary()) {
          requireVouchedFor(message, writer.get(), opened.session().remoteIdentity());
        }
        show(message, writer.get(), opened.plaintext(), transaction);
        attempts.remove(id);
      } catch (SignalException e) {
        if (e.code() != SignalException.Code.DUPLICATE) {
          askAgain(message, e.code().retryError().orElse(0), transaction);
          return;
        }
      } catch (AdvException e) {
        signal.forget(address, transaction);
        askAgain(message, ADV_FAILURE, transaction);
        return;
      } catch (InvalidProtocolBufferException e) {
        log.warn("A phone got a plaintext that is no WhatsApp message");
        device().queue().acknowledge("message", id, transaction);
        return;
      }
    }
    confirm(message, writer.get(), transaction);
  }

  /// A linked device that begins a session must prove that its account vouches for it.
  private static void requireVouchedFor(Node message, Account writer, PublicKey identity) {
    byte[] proof = message.child("device-identity").map(Node::bytes).orElse(new byte[0]);
    Adv.verifyPeer(proof, identity, Optional.of(writer.phone().keys().identity()));
  }

  private void show(Node message, Account writer, byte[] plaintext, Transaction transaction)
      throws InvalidProtocolBufferException {
    Message content = Message.parseFrom(plaintext);
    Jid from = message.jid("from");
    Jid chat = from.isShared() ? from : account.pn();
    if (writer == account && content.hasDeviceSentMessage()) {
      DeviceSentMessage copy = content.getDeviceSentMessage();
      Jid destination = Jid.parse(copy.getDestinationJID());
      chat = world.accounts().account(destination).map(Account::pn).orElse(chat);
      content = copy.getMessage();
    }
    if (message.has("category", "peer") && writer == account) {
      Device device = account.device(message.jid("from").device()).orElseThrow();
      companions.take(device, message.attr("id"), content, transaction);
      return;
    }
    Jid author = message.findJid("participant").orElse(from);
    if (from.isShared() && content.hasSenderKeyDistributionMessage()) {
      SignalAddress address = writer.lid().withDevice(author.device()).signalAddress();
      groups.learn(from, address, content, transaction);
      content = content.toBuilder().clearSenderKeyDistributionMessage().build();
    }
    if (message.has("category", "peer") || !MessageKinds.isShown(content)) {
      return;
    }
    byte[] raw = content.toByteArray();
    long hash = Ledger.key(raw);
    String id = message.attr("id");
    switch (inbox.judge(writer.pn().toString(), id, hash)) {
      case SHOWN -> {
        InboxMessage shown =
            MessageKinds.describe(
                inbox.nextCursor(),
                id,
                writer,
                chat,
                Jid.device(writer.number(), author.device(), JidServer.USER),
                message.findNumber("t").orElse(now()),
                content,
                authors(chat),
                this::message,
                world.media());
        transaction.put(
            "inbox/%s/%d".formatted(account.number(), shown.cursor()), Json.write(shown));
        transaction.afterwards(() -> inbox.add(shown, hash));
      }
      case REPEATED -> {
        // A phone shows a message once.
      }
      case DIFFERENT -> world.stats().duplicateIds.increment();
    }
  }

  /// Who may have written a message of the chat, by all names.
  private List<Jid> authors(Jid chat) {
    return Stream.concat(world.accounts().account(chat).stream(), Stream.of(account))
        .flatMap(user -> Stream.of(user.lid(), user.pn()))
        .toList();
  }

  private void confirm(Node message, Account writer, Transaction transaction) {
    Node.Builder receipt =
        Node.of("receipt")
            .with("id", message.attr("id"))
            .with("to", message.jid("from"))
            .withIfPresent("participant", message.findJid("participant"));
    if (writer == account) {
      receipt.with("type", message.has("category", "peer") ? "peer_msg" : "sender");
      receipt.withIfPresent("recipient", message.findJid("recipient"));
    }
    world.server().receipt(device(), receipt.build(), transaction);
  }

  private void askAgain(Node message, int error, Transaction transaction) {
    String id = message.attr("id");
    int count = attempts.merge(id, 1, Integer::sum);
    if (count == 1) {
      world.stats().undecryptable.increment();
    }
    if (count > MAX_RETRIES) {
      device().queue().acknowledge("message", id, transaction);
      return;
    }
    Node.Builder receipt =
        Node.of("receipt")
            .with("id", id)
            .with("to", message.jid("from"))
            .with("type", "retry")
            .withIfPresent("participant", message.findJid("participant"))
            .withIfPresent("recipient", message.findJid("recipient"))
            .child(
                Node.of("retry")
                    .with("count", count)
                    .with("id", id)
                    .with("t", message.find("t").orElse("0"))
                    .with("v", "1")
                    .with("error", error)
                    .build())
            .child(
                Node.of("registration")
                    .bytes(ByteBuffer.allocate(4).putInt(signal.own().registrationId()).array())
                    .build());
    if (count > 1) {
      receipt.child(freshKeys(transaction));
    }
    world.server().receipt(device(), receipt.build(), transaction);
  }

  private Node freshKeys(Transaction transaction) {
    PreKey key = signal.preKeys().mint(transaction);
    return Node.of("keys")
        .child(Node.of("type").bytes(new byte[] {PublicKey.TYPE}).build())
        .child(Node.of("identity").bytes(signal.own().identity().publicKey().bytes()).build())
        .child(
            Node.of("key")
                .child(Node.of("id").bytes(u24(key.id())).build())
                .child(Node.of("value").bytes(key.keyPair().publicKey().bytes()).build())
                .build())
        .child(
            Node.of("skey")
                .child(Node.of("id").bytes(u24(signedPreKey.id())).build())
                .child(Node.of("value").bytes(signedPreKey.keyPair().publicKey().bytes()).build())
                .child(Node.of("signature").bytes(signedPreKey.signature()).build())
                .build())
        .build();
  }

  private void takeReceipt(Node receipt, Transaction transaction) {
    String type = receipt.find("type").orElse("");
    if (type.equals("retry")) {
      resend(receipt, transaction);
    } else if (type.equals("server-error")) {
      uploadAgain(receipt, transaction);
    } else {
      String status =
          switch (type) {
            case "" -> "delivered";
            case "read", "read-self" -> "read";
            case "played", "played-self" -> "played";
            default -> "sent";
          };
      List<String> ids = new ArrayList<>(List.of(receipt.attr("id")));
      receipt
          .child("list")
          .ifPresent(list -> list.children("item").forEach(item -> ids.add(item.attr("id"))));
      for (String id : ids) {
        SentMessage known = sent.get(id);
        if (known != null && known.withStatus(status) != known) {
          keep(known.withStatus(status), transaction);
        }
      }
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

  /// Encrypts a message once more for the one device that could not decrypt it.
  private void resend(Node receipt, Transaction transaction) {
    Jid from = receipt.jid("from");
    Jid asking = receipt.findJid("participant").orElse(from);
    Optional<Device> target = world.accounts().device(asking);
    SentMessage message = sent.get(receipt.attr("id"));
    int count =
        (int)
            receipt
                .child("retry")
                .map(retry -> retry.findNumber("count").orElse(1))
                .orElse(1L)
                .longValue();
    if (target.isEmpty() || message == null || count > MAX_RETRIES) {
      return;
    }
    Jid lid = target.get().jid(JidServer.LID);
    SignalAddress address = lid.signalAddress();
    int registrationId =
        receipt
            .child("registration")
            .map(node -> ByteBuffer.wrap(node.bytes(4)).getInt())
            .orElse(0);
    Optional<SignalSession> session = signal.session(address);
    if (session.isPresent() && session.get().remoteRegistrationId() != registrationId) {
      signal.forget(address, transaction);
    }
    Optional<Node> keys = receipt.child("keys");
    if (keys.isPresent()) {
      signal.begin(address, bundle(keys.get(), registrationId, asking.device()), transaction);
    } else if (count > 1) {
      signal.begin(address, world.server().takeBundle(target.get(), transaction), transaction);
    }
    if (from.isShared()) {
      resendToGroup(target.get(), asking, message, count, transaction);
      return;
    }
    Account chat = world.accounts().account(Jid.parse(message.to())).orElseThrow();
    JidServer server = from.isLid() ? JidServer.LID : JidServer.USER;
    byte[] plaintext = forDevice(target.get(), chat, server, parse(message.raw()));
    Node enc =
        signal.encrypt(target.get(), lid, plaintext, world.server(), transaction).toBuilder()
            .with("count", count)
            .build();
    Node.Builder stanza =
        Node.of("message")
            .with("id", message.id())
            .with("to", from)
            .with("type", message.type())
            .with("device_fanout", "false")
            .child(enc);
    if (target.get().account() == account) {
      stanza.with("recipient", chat.jid(server));
    }
    world.server().send(device(), stanza.build(), transaction);
  }

  /// In a group the device is told the key as well.
  private void resendToGroup(
      Device target, Jid asking, SentMessage message, int count, Transaction transaction) {
    Jid group = Jid.parse(message.to());
    Message content = groups.withKey(group, parse(message.raw()));
    Node enc =
        signal
            .encrypt(
                target,
                target.jid(JidServer.LID),
                content.toByteArray(),
                world.server(),
                transaction)
            .toBuilder()
            .with("count", count)
            .build();
    world
        .server()
        .send(
            device(),
            Node.of("message")
                .with("id", message.id())
                .with("to", group)
                .with("participant", asking)
                .with("type", message.type())
                .child(enc)
                .build(),
            transaction);
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

  private Node part(Device target, JidServer server, byte[] plaintext, Transaction transaction) {
    return Node.of("to")
        .with("jid", target.jid(server))
        .child(
            signal.encrypt(
                target, target.jid(JidServer.LID), plaintext, world.server(), transaction))
        .build();
  }

  /// The plaintext for one device: own devices get it wrapped, with its chat.
  private byte[] forDevice(Device target, Account chat, JidServer server, Message message) {
    if (target.account() != account) {
      return message.toByteArray();
    }
    return Message.newBuilder()
        .setDeviceSentMessage(
            DeviceSentMessage.newBuilder()
                .setDestinationJID(chat.jid(server).toString())
                .setMessage(message))
        .setMessageContextInfo(message.getMessageContextInfo())
        .build()
        .toByteArray();
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

  private void keep(SentMessage message, Transaction transaction) {
    sent.put(message.id(), message);
    transaction.put("sent/%s/%s".formatted(account.number(), message.id()), Json.write(message));
  }

  private static Message parse(byte[] raw) {
    try {
      return Message.parseFrom(raw);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("A sent message does not parse", e);
    }
  }

  private static PreKeyBundle bundle(Node keys, int registrationId, int device) {
    Node signed = keys.requireChild("skey");
    return new PreKeyBundle(
        registrationId,
        device,
        PublicKey.of(keys.requireChild("identity").bytes()),
        new SignedPreKeyPublic(
            u24(signed.requireChild("id").bytes(3)),
            PublicKey.of(signed.requireChild("value").bytes(32)),
            signed.requireChild("signature").bytes(64)),
        keys.child("key")
            .map(
                key ->
                    new PreKeyPublic(
                        u24(key.requireChild("id").bytes(3)),
                        PublicKey.of(key.requireChild("value").bytes(32)))));
  }

  private static byte[] u24(int value) {
    return new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
  }

  private static int u24(byte[] bytes) {
    return Integer.parseInt(HexFormat.of().formatHex(bytes), 16);
  }

  private long now() {
    return world.clock().instant().getEpochSecond();
  }
}
