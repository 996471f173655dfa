package io.trunkline.simulator.phone;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.DeviceKeys;
import io.trunkline.simulator.account.Json;
import io.trunkline.simulator.account.OneTimeKeys;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.simulator.server.DeliveryFaults;
import io.trunkline.simulator.server.PairingDesk;
import io.trunkline.simulator.server.Server;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.OwnIdentity;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// All phones, and what a user does with one.
public final class Phones {
  private static final int MAX_REGISTRATION_ID = 16380;

  private final Accounts accounts;
  private final Randomness randomness;
  private final Map<String, Phone> phones = new ConcurrentSkipListMap<>();
  private final Map<String, PhonePreKeys> preKeys = new ConcurrentHashMap<>();
  private final Map<String, PhoneRecord> recordsToLoad = new ConcurrentHashMap<>();
  private final List<Runnable> detailsToLoad = new ArrayList<>();
  private Phone.Surroundings world;
  private Passkeys passkeys;
  private Linking linking;

  public Phones(Accounts accounts, Randomness randomness) {
    this.accounts = accounts;
    this.randomness = randomness;
  }

  /// Takes one key of the journal at the start; keys of others are left alone.
  public void load(String key, byte[] value) {
    String[] parts = key.split("/", -1);
    switch (parts[0]) {
      case "phone" -> recordsToLoad.put(parts[1], Json.read(value, PhoneRecord.class));
      case "nextkey" -> ownKeys(parts[1]).loadNextId(value);
      case "onetime" -> ownKeys(parts[1]).loadUnused(Integer.parseInt(parts[2]), value);
      case "session" -> detail(parts, phone -> phone.loadSession(address(parts[2]), value));
      case "ownkey" -> detail(parts, phone -> phone.groups().loadOwn(Jid.parse(parts[2]), value));
      case "told" -> detail(parts, phone -> phone.groups().loadTold(Jid.parse(parts[2]), value));
      case "senderkey" ->
          detail(parts, phone -> phone.groups().loadReceived(Jid.parse(parts[2]), parts[3], value));
      case "inbox" -> detail(parts, phone -> phone.loadInbox(Json.read(value, InboxMessage.class)));
      case "synckey" -> detail(parts, phone -> phone.loadSyncKey(value));
      case "past" -> detail(parts, phone -> phone.loadPast(Json.read(value, PhonePast.class)));
      case "sent" -> detail(parts, phone -> phone.loadSent(Json.read(value, SentMessage.class)));
      default -> {
        // another package's key
      }
    }
  }

  /// The one-time keys of a phone, for its account.
  public OneTimeKeys oneTimeKeys(String number) {
    return ownKeys(number);
  }

  /// Ends the loading and switches the phones on.
  ///
  /// @param executor runs what phones do by themselves
  public void start(
      Server server,
      PairingDesk desk,
      DeliveryFaults faults,
      Stats stats,
      PhoneMedia media,
      Executor executor,
      Clock clock) {
    world =
        new Phone.Surroundings(accounts, server, faults, stats, media, executor, clock, randomness);
    passkeys = new Passkeys(desk.passkeys(), randomness);
    linking = new Linking(accounts, desk, passkeys, server, clock, randomness);
    recordsToLoad.forEach(
        (number, record) ->
            phones.put(
                number,
                new Phone(
                    accounts.byNumber(number).orElseThrow(), record, ownKeys(number), world)));
    detailsToLoad.forEach(Runnable::run);
    recordsToLoad.clear();
    detailsToLoad.clear();
    phones.values().forEach(Phone::start);
  }

  /// Makes a phone with its account; it is switched on.
  ///
  /// @throws PhoneException `phone-exists`
  public Phone create(String number, String name) {
    OwnIdentity own = freshIdentity(randomness);
    SignedPreKey signed = SignedPreKey.generate(1, own.identity(), randomness);
    DeviceKeys keys =
        new DeviceKeys(own.registrationId(), own.identity().publicKey(), signed.toPublic());
    Transaction transaction = accounts.transaction();
    Account account =
        accounts
            .create(number, name, keys, ownKeys(number), transaction)
            .orElseThrow(
                () ->
                    new PhoneException(
                        PhoneException.Code.PHONE_EXISTS, number + " has a phone already"));
    Phone phone = new Phone(account, PhoneRecord.of(own, signed, true), ownKeys(number), world);
    phone.save(transaction);
    transaction.commit();
    phones.put(number, phone);
    phone.start();
    return phone;
  }

  public Collection<Phone> all() {
    return phones.values();
  }

  /// The phone with this number.
  ///
  /// @throws PhoneException `phone-not-found`
  public Phone phone(String number) {
    return Optional.ofNullable(phones.get(number))
        .orElseThrow(
            () ->
                new PhoneException(
                    PhoneException.Code.PHONE_NOT_FOUND, "No phone has the number " + number));
  }

  /// Scans the QR code of a device that wants to be linked.
  ///
  /// @throws PhoneException `qr-expired`, `not-a-qr`, `pairing-failed`
  public Device scan(Phone phone, String qr) {
    return linking.scan(phone, qr);
  }

  /// Types the code of a device that wants to be linked.
  ///
  /// @throws PhoneException `wrong-code`, `code-expired`, `pairing-failed`
  public Device typeCode(Phone phone, String code) {
    return linking.type(phone, code);
  }

  /// Which accounts demand a passkey of a device before they link it.
  public Passkeys passkeys() {
    return passkeys;
  }

  /// Removes a linked device.
  ///
  /// @throws PhoneException `device-not-found`
  public void unlink(Phone phone, Jid device) {
    world
        .server()
        .unlink(
            accounts
                .device(device)
                .filter(found -> found.account() == phone.account() && !found.isPhone())
                .orElseThrow(
                    () ->
                        new PhoneException(
                            PhoneException.Code.DEVICE_NOT_FOUND,
                            device + " is not linked to this phone")));
  }

  /// Signs the list of an account's linked devices.
  public void publishKeyIndexes(Account account, Transaction transaction) {
    linking.publishKeyIndexes(account, phone(account.number()).own().identity(), transaction);
  }

  /// Sends a message.
  ///
  /// @param to a number or a JID; a number is addressed by LID, as WhatsApp does today
  /// @throws PhoneException `not-on-whatsapp`, `phone-offline`
  public Sent send(Phone phone, String to, Composed message) {
    SentMessage sent = phone.sendMessage(chat(to), message);
    return new Sent(sent.id(), sent.timestamp());
  }

  /// A message that is on its way.
  ///
  /// @param timestamp unix seconds
  public record Sent(String id, long timestamp) {}

  /// The inbox behind a cursor; waits for a message if there is none.
  public List<InboxMessage> inbox(Phone phone, long after, Duration wait)
      throws InterruptedException {
    return phone.inbox().after(after, wait);
  }

  /// A message of the inbox.
  public Optional<InboxMessage> shown(Phone phone, String id) {
    return phone.inbox().find(id);
  }

  /// Sends read or played receipts.
  public void sendReceipts(Phone phone, List<String> ids, String type) throws InterruptedException {
    phone.sendReceipts(ids, type);
  }

  /// Shows presence, or with a chat a typing state.
  public void sendPresence(Phone phone, String state, Optional<String> to) {
    phone.sendPresence(state, to.flatMap(chat -> accounts.account(chat(chat))));
  }

  /// Switches a phone on or off.
  public void switchOn(Phone phone, boolean on) {
    phone.switchOn(on);
  }

  /// Installs WhatsApp anew on a phone.
  public void reinstall(Phone phone) {
    phone.reinstall();
  }

  /// What its user changes of chats, contacts and labels; it reaches the linked devices.
  public void change(Phone phone, Action... actions) {
    Instant now = world.clock().instant();
    phone.change(
        Arrays.stream(actions).<Mutation>map(action -> new Mutation.Set(action, now)).toList(),
        actions[0].collection());
  }

  /// Chats, contacts, labels and stars as the phone shows them.
  public Map<String, Object> shown(Phone phone) {
    return phone.shown();
  }

  /// Makes a past that the next linked device is told.
  public void remember(Phone phone, int chats, int messagesPerChat) {
    phone.remember(new PhonePast(chats, messagesPerChat));
  }

  /// The name of a chat: a number stands for its LID.
  ///
  /// @throws PhoneException `not-on-whatsapp`
  public Jid chatOf(String to) {
    return chat(to);
  }

  /// What a phone has sent, and what became of it.
  public List<Map<String, Object>> sent(Phone phone) {
    return phone.sentMessages().stream()
        .map(
            message ->
                Map.<String, Object>of(
                    "id",
                    message.id(),
                    "to",
                    message.to(),
                    "timestamp",
                    message.timestamp(),
                    "status",
                    message.status()))
        .toList();
  }

  /// Forgets all phones.
  public void clear() {
    phones.clear();
    preKeys.clear();
    passkeys.clear();
  }

  static OwnIdentity freshIdentity(Randomness randomness) {
    KeyPair identity = Curve25519.generate(randomness);
    byte[] random = randomness.bytes(2);
    int number = (random[0] & 0xff) << 8 | random[1] & 0xff;
    return new OwnIdentity(identity, 1 + number % MAX_REGISTRATION_ID);
  }

  private Jid chat(String to) {
    if (to.indexOf('@') < 0) {
      return accounts
          .byNumber(to)
          .map(Account::lid)
          .orElseThrow(
              () ->
                  new PhoneException(
                      PhoneException.Code.NOT_ON_WHATSAPP, to + " is not on WhatsApp"));
    }
    return Jid.parse(to).toUserJid();
  }

  private PhonePreKeys ownKeys(String number) {
    return preKeys.computeIfAbsent(number, _ -> new PhonePreKeys(number, randomness));
  }

  private void detail(String[] parts, Consumer<Phone> loader) {
    detailsToLoad.add(() -> loader.accept(phones.get(parts[1])));
  }

  /// `name.device`; names hold no dot.
  private static SignalAddress address(String text) {
    int dot = text.lastIndexOf('.');
    return new SignalAddress(text.substring(0, dot), Integer.parseInt(text.substring(dot + 1)));
  }
}
