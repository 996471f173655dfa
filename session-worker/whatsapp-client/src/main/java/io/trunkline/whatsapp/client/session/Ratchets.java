package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.durability.ChainId;
import io.trunkline.whatsapp.client.durability.RatchetReservation;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.client.store.StoredRatchet;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.Encrypted;
import io.trunkline.whatsapp.protocol.signal.SignalCipher;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The Signal sessions of this device, one entry per device of a peer, loaded when first needed and
/// dropped when long unused. Memory is the authority as soon as an entry is loaded: one actor
/// changes it, so no lock per address is needed.
///
/// Entries are keyed by the canonical address: the LID once it is known. A session that was made
/// under the phone number moves to the LID when it is met, in memory or while it is loaded; where
/// both exist the one under the LID stays. So there are never two ratchets for one device.
final class Ratchets {

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  /// One device of a peer.
  final class Entry implements Journal.KeyState {
    private SignalAddress address;
    private SignalSession session;
    private RatchetReservation reservation = RatchetReservation.unreserved();
    private long usedAtNanos;
    // Whether the last stored form has the exact counter.
    private boolean isExact;

    private Entry(SignalAddress address) {
      this.address = address;
    }

    SignalAddress address() {
      return address;
    }

    Optional<SignalSession> session() {
      return Optional.ofNullable(session);
    }

    @Override
    public RatchetReservation reservation() {
      return reservation;
    }

    /// Replaces the session: a message was decrypted or a bundle processed. It is durable before
    /// anything leaves under a chain that the store has not seen.
    void session(SignalSession changed) {
      session = changed;
      journal.changed(this);
    }

    /// Encrypts one message. The frame leaves when the key use may.
    Encrypted encrypt(byte[] padded, List<Journal.KeyUse> uses) {
      Encrypted encrypted = SignalCipher.encrypt(session, core.credentials().ownIdentity(), padded);
      session = encrypted.session();
      usedAtNanos = core.nanoTime();
      isExact = false;
      var use = reservation.use(chainOf(encrypted.ratchetKey()), encrypted.counter());
      uses.add(new Journal.KeyUse(reservation, use));
      if (reservation.needsWrite(use) || reservation.isWriteWanted()) {
        journal.changed(this);
      }
      return encrypted;
    }

    /// Puts the session as it is now into a change.
    @Override
    public Optional<RatchetReservation.Snapshot> store(StoreChange.Builder change) {
      if (session == null) {
        return Optional.empty();
      }
      isExact = false;
      var snapshot =
          reservation.snapshot(chainOf(session.sendingChainKey()), session.sendingCounter());
      change.ratchet(address, new StoredRatchet(session, snapshot.reservedUntil()));
      return Optional.of(snapshot);
    }
  }

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final Map<SignalAddress, Entry> entries = new HashMap<>(4);
  private final Map<SignalAddress, CompletableFuture<Void>> loading = new HashMap<>(4);
  // Canonical address to the one under the phone number, for those about to be read.
  private final Map<SignalAddress, SignalAddress> oldNames = new HashMap<>(2);
  // Users whose sessions are dropped by commits that are not durable yet.
  private final Map<String, Integer> forgottenUsers = new HashMap<>(2);

  Ratchets(SessionCore core, Journal journal, Addresses addresses) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
  }

  /// Brings the entries of these devices into memory. Completes at once where they are there.
  ///
  /// @param devices device JIDs under either name; the canonical one is used
  CompletableFuture<Void> load(Collection<Jid> devices) {
    Set<SignalAddress> wanted = null;
    List<CompletableFuture<Void>> waits = null;
    for (Jid named : devices) {
      Jid device = addresses.canonical(named);
      SignalAddress address = device.signalAddress();
      if (entries.containsKey(address)) {
        continue;
      }
      var underWay = loading.get(address);
      if (isBeingForgotten(address)) {
        entries.put(address, new Entry(address));
        continue;
      }
      if (underWay != null) {
        waits = waits == null ? new ArrayList<>(2) : waits;
        waits.add(underWay);
        continue;
      }
      wanted = wanted == null ? new LinkedHashSet<>() : wanted;
      wanted.add(address);
      // The session may still be kept under the phone number.
      addresses.phoneNumberOf(device).ifPresent(pn -> alsoUnder(address, pn.signalAddress()));
    }
    if (wanted != null) {
      waits = waits == null ? new ArrayList<>(1) : waits;
      waits.add(read(wanted));
    }
    if (waits == null) {
      return DONE;
    }
    return waits.size() == 1
        ? waits.getFirst()
        : CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new));
  }

  private void alsoUnder(SignalAddress canonical, SignalAddress old) {
    if (!old.equals(canonical)) {
      oldNames.put(canonical, old);
    }
  }

  private CompletableFuture<Void> read(Set<SignalAddress> wanted) {
    var asked = new LinkedHashSet<>(wanted);
    Map<SignalAddress, SignalAddress> old = new HashMap<>(4);
    for (SignalAddress address : wanted) {
      SignalAddress oldName = oldNames.remove(address);
      if (oldName != null) {
        old.put(address, oldName);
        asked.add(oldName);
      }
    }
    var done = new CompletableFuture<Void>();
    wanted.forEach(address -> loading.put(address, done));
    var unused =
        core.read(core.store().ratchets(asked))
            .thenAccept(
                found -> {
                  for (SignalAddress address : wanted) {
                    loading.remove(address, done);
                    take(address, Optional.ofNullable(old.get(address)), found);
                  }
                  done.complete(null);
                });
    return done;
  }

  private void take(
      SignalAddress address,
      Optional<SignalAddress> oldName,
      Map<SignalAddress, StoredRatchet> found) {
    if (entries.containsKey(address)) {
      return;
    }
    Optional<Entry> inMemory = oldName.map(entries::remove);
    Optional<StoredRatchet> stored = Optional.ofNullable(found.get(address));
    Optional<StoredRatchet> storedOld = oldName.map(found::get);
    if (oldName.isPresent() && (inMemory.isPresent() || storedOld.isPresent())) {
      journal.change().removeRatchet(oldName.get()).removeIdentity(oldName.get());
    }
    if (stored.isPresent()) {
      inMemory.ifPresent(journal::forget);
      entries.put(address, restored(address, stored.get()));
    } else if (inMemory.filter(entry -> entry.session != null).isPresent()) {
      move(inMemory.get(), address);
    } else if (storedOld.isPresent()) {
      move(restored(oldName.orElseThrow(), storedOld.get()), address);
    } else {
      entries.put(address, new Entry(address));
    }
  }

  private void move(Entry entry, SignalAddress address) {
    entry.address = address;
    entries.put(address, entry);
    journal.change().identity(address, entry.session.remoteIdentity());
    journal.changed(entry);
  }

  private Entry restored(SignalAddress address, StoredRatchet stored) {
    var entry = new Entry(address);
    entry.usedAtNanos = core.nanoTime();
    SignalSession session = stored.session();
    int next = Math.max(stored.reservedUntil(), session.sendingCounter());
    entry.isExact = next == session.sendingCounter();
    entry.session = session.skipTo(next);
    entry.reservation = RatchetReservation.restored(chainOf(session.sendingChainKey()), next);
    return entry;
  }

  /// The entry of a device that was loaded.
  Entry entry(Jid device) {
    return entry(addresses.canonical(device).signalAddress());
  }

  Entry entry(SignalAddress address) {
    Entry entry = entries.get(address);
    if (entry == null) {
      throw new IllegalStateException("Expected a loaded entry for device " + address.deviceId());
    }
    entry.usedAtNanos = core.nanoTime();
    return entry;
  }

  boolean areLoaded(Collection<Jid> devices) {
    for (Jid device : devices) {
      if (!entries.containsKey(addresses.canonical(device).signalAddress())) {
        return false;
      }
    }
    return true;
  }

  /// A user's LID became known: sessions in memory move to it. Those in the store move when they
  /// are next loaded.
  void learned(Jid pn, Jid lid) {
    if (entries.isEmpty()) {
      return;
    }
    String oldName = pn.signalAddress().name();
    String newName = lid.signalAddress().name();
    for (Entry entry : List.copyOf(entries.values())) {
      if (entry.address.name().equals(newName) && entry.session == null) {
        // "None under the LID" was found without looking under the phone number.
        entries.remove(entry.address);
      }
    }
    for (Entry entry : List.copyOf(entries.values())) {
      if (entry.address.name().equals(oldName)) {
        SignalAddress old = entry.address;
        entries.remove(old);
        var address = new SignalAddress(newName, old.deviceId());
        if (entry.session == null) {
          continue;
        }
        journal.change().removeRatchet(old).removeIdentity(old);
        if (entries.containsKey(address)) {
          journal.forget(entry);
        } else {
          move(entry, address);
        }
      }
    }
  }

  /// The user has a new identity: nothing under the old one is used again.
  void forgetUser(String name) {
    journal.change().forgetUser(name);
    for (SignalAddress address : List.copyOf(loading.keySet())) {
      if (address.name().equals(name)) {
        entries.putIfAbsent(address, new Entry(address));
      }
    }
    for (Entry entry : List.copyOf(entries.values())) {
      if (entry.address.name().equals(name)) {
        forget(entry);
      }
    }
    forgottenUsers.merge(name, 1, Integer::sum);
    journal.whenDurable(
        () -> forgottenUsers.computeIfPresent(name, (key, n) -> n == 1 ? null : n - 1));
  }

  /// The entry stays, as "known to have none": a read could see the store before the change.
  private void forget(Entry entry) {
    journal.forget(entry);
    entry.session = null;
    entry.reservation = RatchetReservation.unreserved();
  }

  private boolean isBeingForgotten(SignalAddress address) {
    return forgottenUsers.containsKey(address.name());
  }

  /// A device left its user's list.
  void forgetDevice(SignalAddress address) {
    journal.change().removeRatchet(address).removeIdentity(address);
    forget(entries.computeIfAbsent(address, Entry::new));
  }

  void identity(SignalAddress address, PublicKey identity) {
    journal.change().identity(address, identity);
  }

  /// Stores every entry with its exact counter, for the next owner. What is encrypted afterwards
  /// reserves anew.
  void handOver() {
    entries.values().forEach(this::storeExact);
  }

  private void storeExact(Entry entry) {
    if (entry.session == null || (entry.isExact && !journal.isChanged(entry))) {
      return;
    }
    journal.forget(entry);
    ChainId chain = chainOf(entry.session.sendingChainKey());
    int counter = entry.session.sendingCounter();
    var snapshot = entry.reservation.exactSnapshot(chain, counter);
    journal
        .change()
        .ratchet(entry.address, new StoredRatchet(entry.session, snapshot.reservedUntil()));
    journal.exact(entry.reservation, snapshot);
    entry.reservation = RatchetReservation.restored(chain, counter);
    entry.isExact = true;
  }

  /// Drops entries that were not used since `beforeNanos`. Those that are not stored as they are
  /// get stored first and go with a later call.
  void evictUnused(long beforeNanos) {
    if (entries.isEmpty()) {
      return;
    }
    for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (entry.usedAtNanos - beforeNanos >= 0 || journal.isChanged(entry)) {
        continue;
      }
      if (entry.session == null || (entry.isExact && entry.reservation.isFlushed())) {
        if (journal.isSettled()) {
          all.remove();
        }
      } else {
        storeExact(entry);
      }
    }
  }

  /// A new link, or the end: memory is empty.
  void clear() {
    entries.clear();
    loading.clear();
    oldNames.clear();
    forgottenUsers.clear();
  }

  void discard() {
    entries.values().forEach(entry -> entry.reservation.failed());
    clear();
  }

  private static ChainId chainOf(PublicKey ratchetKey) {
    return ChainId.ofRatchetKey(ratchetKey.bytes());
  }
}
