package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/// One user: a phone number, a LID, a phone and its linked devices.
public final class Account {
  /// The number of a companion that WhatsApp itself hosts; clients treat it as such.
  private static final int HOSTED_DEVICE = 99;

  /// A JID with a device has one byte for it.
  private static final int MAX_DEVICE = 255;

  private final ConcurrentSkipListMap<Integer, Device> devices = new ConcurrentSkipListMap<>();

  /// Numbers of the accounts with which a message was exchanged: who hears of a change of devices.
  private final Set<String> acquaintances = ConcurrentHashMap.newKeySet();

  private final Jid pn;
  private final Jid lid;
  private volatile AccountRecord record;
  private volatile Settings settings = Settings.fresh();

  Account(AccountRecord record) {
    this.record = record;
    pn = Jid.user(record.number(), JidServer.USER);
    lid = Jid.user(record.lid(), JidServer.LID);
  }

  /// The phone number, digits only.
  public String number() {
    return record.number();
  }

  public Jid pn() {
    return pn;
  }

  public Jid lid() {
    return lid;
  }

  /// The user's JID on the server of phone numbers or of LIDs.
  public Jid jid(JidServer server) {
    return server == JidServer.LID ? lid : pn;
  }

  /// The push name.
  public String name() {
    return record.name();
  }

  public String about() {
    return record.about();
  }

  /// Names the account in signed device identities.
  public int rawId() {
    return record.rawId();
  }

  /// The phone first, then the linked devices.
  public Collection<Device> devices() {
    return devices.values();
  }

  public Optional<Device> device(int number) {
    return Optional.ofNullable(devices.get(number));
  }

  public Device phone() {
    return devices.get(0);
  }

  public List<Device> linkedDevices() {
    return devices.values().stream().filter(device -> !device.isPhone()).toList();
  }

  /// The devices' JIDs on one server of users, the phone's included.
  public List<Jid> deviceJids(JidServer server) {
    List<Jid> jids = new ArrayList<>();
    devices.values().forEach(device -> jids.add(device.jid(server)));
    return jids;
  }

  /// The highest key index ever given; 0 when nothing was linked yet.
  public int lastKeyIndex() {
    return record.nextKeyIndex() - 1;
  }

  public byte[] keyIndexList() {
    return record.keyIndexList().clone();
  }

  public long keyIndexTimestamp() {
    return record.keyIndexTimestamp();
  }

  public Set<String> acquaintances() {
    return acquaintances;
  }

  /// Numbers a device that is about to be linked. Key indexes are never given twice; a device
  /// number only when all others were.
  public synchronized LinkSlot nextSlot(Transaction transaction) {
    int device = record.nextDevice();
    while (device == HOSTED_DEVICE || device > MAX_DEVICE || devices.containsKey(device)) {
      device = device >= MAX_DEVICE ? 1 : device + 1;
    }
    LinkSlot slot = new LinkSlot(device, record.nextKeyIndex());
    replace(record.withSlotTaken(device), transaction);
    return slot;
  }

  /// Publishes the signed list of key indexes that are valid now.
  public synchronized void publishKeyIndexes(
      byte[] signedList, long timestamp, Transaction transaction) {
    replace(record.withKeyIndexes(signedList, timestamp), transaction);
  }

  /// Changes push name and about text.
  public synchronized void describe(String name, String about, Transaction transaction) {
    replace(record.described(name, about), transaction);
  }

  public Settings settings() {
    return settings;
  }

  /// Changes what the user has chosen.
  public synchronized void change(UnaryOperator<Settings> change, Transaction transaction) {
    settings = change.apply(settings);
    transaction.put("settings/" + number(), () -> Json.write(settings));
  }

  void loadSettings(Settings loaded) {
    settings = loaded;
  }

  /// Notes that two accounts have exchanged a message.
  public static void acquaint(Account one, Account other, Transaction transaction) {
    one.learn(other, transaction);
    other.learn(one, transaction);
  }

  /// The number and key index of a device that is about to be linked.
  public record LinkSlot(int device, int keyIndex) {}

  Device put(Device device) {
    devices.put(device.number(), device);
    return device;
  }

  void remove(Device device) {
    devices.remove(device.number());
  }

  void loadAcquaintance(String number) {
    acquaintances.add(number);
  }

  void save(Transaction transaction) {
    transaction.put("account/" + number(), () -> Json.write(record));
  }

  private void learn(Account other, Transaction transaction) {
    if (other != this && acquaintances.add(other.number())) {
      transaction.put("knows/%s/%s".formatted(number(), other.number()), new byte[0]);
    }
  }

  private void replace(AccountRecord fresh, Transaction transaction) {
    record = fresh;
    save(transaction);
  }
}
