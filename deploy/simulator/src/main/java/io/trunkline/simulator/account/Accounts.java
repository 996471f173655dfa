package io.trunkline.simulator.account;

import io.trunkline.simulator.journal.Journal;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// The directory of accounts, by phone number and by LID.
public final class Accounts {
  private static final BigInteger LID_BASE = BigInteger.TEN.pow(14);
  private static final BigInteger LID_RANGE = BigInteger.valueOf(9).multiply(LID_BASE);

  private final Map<String, Account> byNumber = new ConcurrentSkipListMap<>();
  private final Map<String, Account> byLid = new ConcurrentHashMap<>();

  /// What can be loaded only when the accounts are there, and what only when the devices are: the
  /// journal is in the order of the last writes.
  private final List<Runnable> devicesToLoad = new ArrayList<>();

  private final List<Runnable> detailsToLoad = new ArrayList<>();
  private final Randomness randomness;
  private Journal journal;

  public Accounts(Randomness randomness) {
    this.randomness = randomness;
  }

  /// Takes one key of the journal at the start; keys of others are left alone.
  ///
  /// @param phoneKeys gives the one-time keys of a phone by its number
  public void load(String key, byte[] value, Function<String, OneTimeKeys> phoneKeys) {
    String[] parts = key.split("/", -1);
    switch (parts[0]) {
      case "account" -> register(new Account(Json.read(value, AccountRecord.class)));
      case "device" ->
          devicesToLoad.add(
              () -> {
                DeviceRecord device = Json.read(value, DeviceRecord.class);
                Account account = byNumber.get(parts[1]);
                OneTimeKeys keys =
                    device.device() == 0
                        ? phoneKeys.apply(parts[1])
                        : new PreKeyShelf(parts[1], device.device());
                account.put(new Device(account, device, keys));
              });
      case "prekeys" -> detail(parts, device -> device.shelf().loadKeys(value));
      case "taken" -> detail(parts, device -> device.shelf().loadTaken(value));
      case "queue" -> detail(parts, device -> device.queue().load(Long.parseLong(parts[3]), value));
      case "settings" ->
          devicesToLoad.add(
              () -> byNumber.get(parts[1]).loadSettings(Json.read(value, Settings.class)));
      case "knows" -> devicesToLoad.add(() -> byNumber.get(parts[1]).loadAcquaintance(parts[2]));
      default -> {
        // another package's key
      }
    }
  }

  /// Ends the loading: from now on changes go to the journal.
  public void start(Journal opened) {
    devicesToLoad.forEach(Runnable::run);
    detailsToLoad.forEach(Runnable::run);
    devicesToLoad.clear();
    detailsToLoad.clear();
    journal = opened;
  }

  /// Begins a step.
  public Transaction transaction() {
    return new Transaction(journal);
  }

  public Optional<Account> byNumber(String number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /// The account that a user's or device's JID names, by phone number or LID.
  public Optional<Account> account(Jid jid) {
    if (jid.isLid()) {
      return Optional.ofNullable(byLid.get(jid.user()));
    }
    return jid.isPn() ? byNumber(jid.user()) : Optional.empty();
  }

  public Optional<Device> device(Jid jid) {
    return account(jid).flatMap(account -> account.device(jid.device()));
  }

  /// All accounts, by number.
  public Collection<Account> all() {
    return byNumber.values();
  }

  /// Makes an account with its phone.
  ///
  /// @return nothing when the number is taken
  public synchronized Optional<Account> create(
      String number, String name, DeviceKeys keys, OneTimeKeys phoneKeys, Transaction transaction) {
    if (byNumber.containsKey(number)) {
      return Optional.empty();
    }
    Account account =
        new Account(
            new AccountRecord(number, freshLid(), name, "", randomInt(), 1, 1, new byte[0], 0));
    Device phone =
        account.put(
            new Device(
                account,
                record(0, 0, "android", "Phone", new byte[0], keys, new byte[0]),
                phoneKeys));
    account.save(transaction);
    phone.save(transaction);
    register(account);
    return Optional.of(account);
  }

  /// Adds a linked device.
  ///
  /// @param signedIdentity the complete `ADVSignedDeviceIdentity`, both signatures included
  public Device link(
      Account account,
      Account.LinkSlot slot,
      String platform,
      String name,
      PublicKey noiseKey,
      DeviceKeys keys,
      byte[] signedIdentity,
      Transaction transaction) {
    DeviceRecord record =
        record(
            slot.device(),
            slot.keyIndex(),
            platform,
            name,
            noiseKey.bytes(),
            keys,
            signedIdentity.clone());
    Device device =
        account.put(new Device(account, record, new PreKeyShelf(account.number(), slot.device())));
    device.save(transaction);
    return device;
  }

  /// Takes a linked device out; what was queued for it is dropped.
  public void unlink(Device device, Transaction transaction) {
    device.account().remove(device);
    device.remove(transaction);
  }

  /// Forgets every account.
  public synchronized void clear() {
    byNumber.clear();
    byLid.clear();
  }

  private static DeviceRecord record(
      int device,
      int keyIndex,
      String platform,
      String name,
      byte[] noiseKey,
      DeviceKeys keys,
      byte[] signedIdentity) {
    return new DeviceRecord(
        device,
        keyIndex,
        platform,
        name,
        noiseKey,
        keys.registrationId(),
        keys.identity().bytes(),
        keys.signedPreKey().id(),
        keys.signedPreKey().key().bytes(),
        keys.signedPreKey().signature(),
        signedIdentity);
  }

  /// A stanza that was being queued while its device was unlinked is left without a device.
  private void detail(String[] parts, Consumer<Device> loader) {
    detailsToLoad.add(
        () -> byNumber.get(parts[1]).device(Integer.parseInt(parts[2])).ifPresent(loader));
  }

  private void register(Account account) {
    byNumber.put(account.number(), account);
    byLid.put(account.lid().user(), account);
  }

  /// Fifteen digits, as WhatsApp's own.
  private String freshLid() {
    while (true) {
      String lid = new BigInteger(1, randomness.bytes(8)).mod(LID_RANGE).add(LID_BASE).toString();
      if (!byLid.containsKey(lid)) {
        return lid;
      }
    }
  }

  private int randomInt() {
    return ByteBuffer.wrap(randomness.bytes(4)).getInt() & Integer.MAX_VALUE;
  }
}
