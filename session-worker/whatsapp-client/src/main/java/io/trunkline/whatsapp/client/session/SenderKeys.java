package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.durability.ChainId;
import io.trunkline.whatsapp.client.durability.RatchetReservation;
import io.trunkline.whatsapp.client.store.GroupDevice;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.client.store.StoredSenderKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.GroupCipher;
import io.trunkline.whatsapp.protocol.signal.GroupDecrypted;
import io.trunkline.whatsapp.protocol.signal.GroupEncrypted;
import io.trunkline.whatsapp.protocol.signal.OwnSenderKey;
import io.trunkline.whatsapp.protocol.signal.SenderKeyDistribution;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The sender keys of this session: its own, one a group, and those that others have told. Loaded
/// when first needed, dropped when long unused, like [Ratchets].
///
/// An own key obeys the rule of ratchets: a reservation belongs to one chain, and a key is durable
/// before anything under it leaves. Who was told it is noted with the key: *marked* are those whose
/// copy the server has acknowledged; all others are told again with the next message. A device that
/// was told and is not in the group any more makes a new key due ([Own#renewFor]).
final class SenderKeys {

  /// The own key of one group.
  final class Own implements Journal.KeyState {
    private final Jid group;
    private final Map<SignalAddress, Boolean> holders;
    private OwnSenderKey key;
    private RatchetReservation reservation;
    private long usedAtNanos;
    // Whether the last stored form has the exact iteration.
    private boolean isExact;

    private Own(Jid group, Optional<StoredSenderKey> stored, Map<SignalAddress, Boolean> holders) {
      this.group = group;
      this.holders = new HashMap<>(holders);
      usedAtNanos = core.nanoTime();
      if (stored.isPresent()) {
        OwnSenderKey found = stored.get().key();
        int next = Math.max(stored.get().reservedUntil(), found.iteration());
        key = found.skipTo(next);
        reservation = RatchetReservation.restored(chainOf(found), next);
        isExact = next == found.iteration();
      } else {
        key = OwnSenderKey.create(core.randomness());
        reservation = RatchetReservation.unreserved();
      }
    }

    @Override
    public RatchetReservation reservation() {
      return reservation;
    }

    /// Begins a new key where somebody was told the present one who must not read on.
    void renewFor(Set<SignalAddress> devices) {
      if (isDueFor(devices)) {
        renew();
      }
    }

    boolean isDueFor(Set<SignalAddress> devices) {
      return !devices.containsAll(holders.keySet());
    }

    /// Begins a new key that nobody has. What is encrypted under the old one may still leave: the
    /// commit that stores the new key shows that the old one is gone.
    private void renew() {
      key = OwnSenderKey.create(core.randomness());
      holders.clear();
      isExact = false;
      journal.change().groups().clearHolders(group);
      journal.changed(this);
    }

    /// What a device needs to read the next message and those after it.
    SenderKeyDistribution distribution() {
      return key.distribution();
    }

    int keyId() {
      return key.id();
    }

    boolean isHolder(SignalAddress device) {
      return holders.getOrDefault(device, false);
    }

    /// The device is about to be told.
    void telling(SignalAddress device) {
      if (holders.putIfAbsent(device, false) == null) {
        journal.change().groups().holder(new GroupDevice(group, device), false);
      }
    }

    /// The server has acknowledged the frame that told these devices the key of that id.
    void told(int id, Collection<SignalAddress> devices) {
      if (id != key.id()) {
        return;
      }
      for (SignalAddress device : devices) {
        if (holders.replace(device, false, true)) {
          journal.change().groups().holder(new GroupDevice(group, device), true);
        }
      }
    }

    /// Encrypts one message. The frame leaves when the key use may.
    GroupEncrypted encrypt(byte[] padded, List<Journal.KeyUse> uses) {
      ChainId chain = chainOf(key);
      GroupEncrypted encrypted = GroupCipher.encrypt(key, padded, core.randomness());
      key = encrypted.key();
      usedAtNanos = core.nanoTime();
      isExact = false;
      var use = reservation.use(chain, encrypted.iteration());
      uses.add(new Journal.KeyUse(reservation, use));
      if (reservation.needsWrite(use) || reservation.isWriteWanted()) {
        journal.changed(this);
      }
      return encrypted;
    }

    @Override
    public Optional<RatchetReservation.Snapshot> store(StoreChange.Builder change) {
      isExact = false;
      var snapshot = reservation.snapshot(chainOf(key), key.iteration());
      change.groups().ownKey(group, new StoredSenderKey(key, snapshot.reservedUntil()));
      return Optional.of(snapshot);
    }

    private void storeExact() {
      if (isExact && !journal.isChanged(this)) {
        return;
      }
      journal.forget(this);
      var snapshot = reservation.exactSnapshot(chainOf(key), key.iteration());
      journal.change().groups().ownKey(group, new StoredSenderKey(key, snapshot.reservedUntil()));
      journal.exact(reservation, snapshot);
      reservation = RatchetReservation.restored(chainOf(key), key.iteration());
      isExact = true;
    }
  }

  private static final class Received {
    SenderKeyRecord record;
    long usedAtNanos;

    Received(SenderKeyRecord record, long usedAtNanos) {
      this.record = record;
      this.usedAtNanos = usedAtNanos;
    }
  }

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final Map<Jid, Own> own = new HashMap<>(4);
  private final Map<Jid, CompletableFuture<Own>> loadingOwn = new HashMap<>(2);
  private final Map<GroupDevice, Received> received = new HashMap<>(4);
  // Users whose keys are dropped by commits that are not durable yet.
  private final Map<String, Integer> forgottenUsers = new HashMap<>(2);
  // Devices whose marks are taken back by such commits.
  private final Set<SignalAddress> unmarked = new HashSet<>(2);

  SenderKeys(SessionCore core, Journal journal, Addresses addresses) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
  }

  // ---- the own key

  /// The own key of a group, made where there is none. It is durable before it is used.
  CompletableFuture<Own> own(Jid group) {
    Own known = own.get(group);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    var underWay = loadingOwn.get(group);
    if (underWay != null) {
      return underWay;
    }
    var holders = core.read(core.store().senderKeyHolders(group));
    var loading =
        core.read(core.store().ownSenderKey(group))
            .thenCombine(
                holders,
                (stored, marks) -> {
                  var entry = new Own(group, stored, stored.isPresent() ? marks : Map.of());
                  entry.holders.replaceAll((device, mark) -> mark && !isUnmarked(device));
                  own.put(group, entry);
                  loadingOwn.remove(group);
                  return entry;
                });
    if (!loading.isDone()) {
      loadingOwn.put(group, loading);
    }
    return loading;
  }

  private boolean isUnmarked(SignalAddress device) {
    return unmarked.contains(device) || forgottenUsers.containsKey(device.name());
  }

  /// The own key of a group that is in memory.
  Optional<Own> loadedOwn(Jid group) {
    return Optional.ofNullable(own.get(group));
  }

  /// The device has lost our keys, or is somebody else's now: it is told them again.
  void unmark(SignalAddress device) {
    for (Own entry : own.values()) {
      entry.holders.replace(device, true, false);
    }
    journal.change().groups().unmark(device);
    unmarked.add(device);
    journal.whenDurable(() -> unmarked.remove(device));
  }

  // ---- the keys of others

  /// Brings into memory what this device has told us for a group.
  CompletableFuture<Void> load(Jid group, Jid sender) {
    GroupDevice name = name(group, sender);
    if (received.containsKey(name) || forgottenUsers.containsKey(name.device().name())) {
      return CompletableFuture.completedFuture(null);
    }
    Optional<GroupDevice> oldName =
        addresses
            .phoneNumberOf(addresses.canonical(sender))
            .map(pn -> new GroupDevice(group, pn.signalAddress()))
            .filter(other -> !other.equals(name));
    List<GroupDevice> asked = oldName.map(old -> List.of(name, old)).orElse(List.of(name));
    return core.read(core.store().senderKeys(asked))
        .thenAccept(
            found -> {
              if (received.containsKey(name) || forgottenUsers.containsKey(name.device().name())) {
                return;
              }
              SenderKeyRecord record = found.get(name);
              SenderKeyRecord old = oldName.map(found::get).orElse(null);
              if (old != null) {
                journal.change().groups().removeSenderKey(oldName.get());
              }
              if (record == null && old != null) {
                keep(name, old);
              } else {
                received.put(
                    name,
                    new Received(record == null ? SenderKeyRecord.EMPTY : record, core.nanoTime()));
              }
            });
  }

  /// Takes over what a device has told us. To be committed with the message that told it.
  void learn(Jid group, Jid sender, SenderKeyDistribution distribution) {
    GroupDevice name = name(group, sender);
    SenderKeyRecord known = record(name);
    SenderKeyRecord changed = known.with(distribution);
    if (changed != known) {
      keep(name, changed);
    }
  }

  /// Decrypts a message to the group. Nothing has moved until the record is [kept][#keep].
  ///
  /// @throws io.trunkline.whatsapp.protocol.signal.SignalException as [GroupCipher#decrypt]
  GroupDecrypted decrypt(Jid group, Jid sender, byte[] message) {
    return GroupCipher.decrypt(record(name(group, sender)), message);
  }

  /// Keeps what a decryption has made of the sender's keys. To be committed with the message.
  void keep(Jid group, Jid sender, SenderKeyRecord record) {
    keep(name(group, sender), record);
  }

  private SenderKeyRecord record(GroupDevice name) {
    Received known = received.get(name);
    return known == null ? SenderKeyRecord.EMPTY : known.record;
  }

  private void keep(GroupDevice name, SenderKeyRecord record) {
    received.put(name, new Received(record, core.nanoTime()));
    journal.change().groups().senderKey(name, record);
  }

  private GroupDevice name(Jid group, Jid sender) {
    return new GroupDevice(group, addresses.canonical(sender).signalAddress());
  }

  /// A user's LID became known: keys in memory move to it. Those in the store move when they are
  /// next loaded.
  void learned(Jid pn, Jid lid) {
    if (received.isEmpty()) {
      return;
    }
    String oldName = pn.signalAddress().name();
    String newName = lid.signalAddress().name();
    // "None under the LID" was found without looking under the phone number.
    received
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().device().name().equals(newName)
                    && entry.getValue().record.equals(SenderKeyRecord.EMPTY));
    for (GroupDevice old : List.copyOf(received.keySet())) {
      if (!old.device().name().equals(oldName)) {
        continue;
      }
      SenderKeyRecord record = received.remove(old).record;
      var moved = new GroupDevice(old.group(), new SignalAddress(newName, old.device().deviceId()));
      if (!record.equals(SenderKeyRecord.EMPTY)) {
        journal.change().groups().removeSenderKey(old);
        if (!received.containsKey(moved)) {
          keep(moved, record);
        }
      }
    }
  }

  /// The user has a new identity: nothing under the old one is used again. The store learns it by
  /// [Ratchets#forgetUser], which the caller has called.
  void forgetUser(String name) {
    received.keySet().removeIf(sender -> sender.device().name().equals(name));
    for (Own entry : own.values()) {
      entry.holders.replaceAll((device, mark) -> mark && !device.name().equals(name));
    }
    forgottenUsers.merge(name, 1, Integer::sum);
    journal.whenDurable(
        () -> forgottenUsers.computeIfPresent(name, (key, n) -> n == 1 ? null : n - 1));
  }

  // ---- life

  /// Stores every own key with its exact iteration, for the next owner.
  void handOver() {
    own.values().forEach(Own::storeExact);
  }

  /// Drops what was not used since `beforeNanos`; see [Ratchets#evictUnused].
  void evictUnused(long beforeNanos) {
    for (Iterator<Own> all = own.values().iterator(); all.hasNext(); ) {
      Own entry = all.next();
      if (entry.usedAtNanos - beforeNanos >= 0 || journal.isChanged(entry)) {
        continue;
      }
      if (entry.isExact && entry.reservation.isFlushed()) {
        if (journal.isSettled()) {
          all.remove();
        }
      } else {
        entry.storeExact();
      }
    }
    if (journal.isSettled()) {
      received.values().removeIf(entry -> entry.usedAtNanos - beforeNanos < 0);
    }
  }

  void clear() {
    own.clear();
    loadingOwn.clear();
    received.clear();
    forgottenUsers.clear();
    unmarked.clear();
  }

  void discard() {
    own.values().forEach(entry -> entry.reservation.failed());
    clear();
  }

  private static ChainId chainOf(OwnSenderKey key) {
    return ChainId.ofSenderKey(key.id(), key.signingKey().bytes());
  }
}
