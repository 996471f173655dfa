package io.trunkline.whatsapp.client;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.store.AppStateChange;
import io.trunkline.whatsapp.client.store.ContactToken;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.client.store.DeviceList;
import io.trunkline.whatsapp.client.store.GroupDevice;
import io.trunkline.whatsapp.client.store.GroupMembers;
import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.client.store.SessionStore;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.client.store.StoredAppState;
import io.trunkline.whatsapp.client.store.StoredAppState.StoredCollection;
import io.trunkline.whatsapp.client.store.StoredRatchet;
import io.trunkline.whatsapp.client.store.StoredSecret;
import io.trunkline.whatsapp.client.store.StoredSenderKey;
import io.trunkline.whatsapp.client.store.StoredSession;
import io.trunkline.whatsapp.protocol.appstate.SyncKey;
import io.trunkline.whatsapp.protocol.appstate.SyncKeyId;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/// A session's durable memory as a fake: what was committed survives, what failed did not happen.
/// Ratchets go through their stored bytes, so that a mistake of the format shows.
///
/// It can hold commits back, and crash at any commit: before it is applied or after, which the
/// session cannot tell apart.
public final class MemoryStore implements SessionStore {

  private record HeldCommit(StoreChange change, CompletableFuture<Void> result) {}

  private Optional<Credentials> credentials = Optional.empty();
  private long connection;
  private int highestPreKeyId;
  private Optional<byte[]> routingInfo = Optional.empty();
  private final Map<SignalAddress, byte[]> ratchets = new HashMap<>();
  private final Map<SignalAddress, Integer> reserved = new HashMap<>();
  private final Map<SignalAddress, PublicKey> identities = new HashMap<>();
  private final TreeMap<Integer, PreKey> preKeys = new TreeMap<>();
  private final Set<Integer> uploaded = new TreeSet<>();
  private final Map<Jid, LidMapping> mappings = new HashMap<>();
  private final Map<Jid, DeviceList> deviceLists = new HashMap<>();
  private final List<StoredSecret> secrets = new ArrayList<>();
  private final Map<SyncKeyId, byte[]> syncKeys = new HashMap<>();
  private final Map<SyncKeyId, Instant> keyRequests = new HashMap<>();
  private final Map<io.trunkline.whatsapp.protocol.appstate.Collection, StoredCollection>
      collections = new HashMap<>();
  private final Map<io.trunkline.whatsapp.protocol.appstate.Collection, Map<ByteString, ByteString>>
      macs = new HashMap<>();
  private final MemoryGroups groups = new MemoryGroups();
  private final Map<Jid, ContactToken> contactTokens = new HashMap<>();
  private final Set<Jid> contacts = new HashSet<>();
  private final List<SessionEvent> inbox = new ArrayList<>();
  private final ArrayDeque<HeldCommit> held = new ArrayDeque<>();
  private Optional<ExecutorService> slow = Optional.empty();
  private boolean isHolding;
  private boolean isDown;
  private int commits;
  private int crashAt = Integer.MAX_VALUE;
  private boolean isAppliedAtCrash;

  @Override
  public synchronized CompletionStage<Optional<StoredSession>> load() {
    return answer(
        credentials.map(
            found -> new StoredSession(found, connection, highestPreKeyId, false, routingInfo)));
  }

  @Override
  public synchronized CompletionStage<Map<SignalAddress, StoredRatchet>> ratchets(
      Collection<SignalAddress> addresses) {
    var found = new HashMap<SignalAddress, StoredRatchet>();
    for (SignalAddress address : addresses) {
      byte[] bytes = ratchets.get(address);
      if (bytes != null) {
        found.put(address, new StoredRatchet(SignalSession.decode(bytes), reserved.get(address)));
      }
    }
    return answer(found);
  }

  @Override
  public synchronized CompletionStage<Optional<PublicKey>> identity(SignalAddress address) {
    return answer(Optional.ofNullable(identities.get(address)));
  }

  @Override
  public synchronized CompletionStage<Optional<PreKey>> preKey(int id) {
    return answer(Optional.ofNullable(preKeys.get(id)));
  }

  @Override
  public synchronized CompletionStage<List<PreKey>> preKeysNotUploaded(int limit) {
    return answer(
        preKeys.values().stream()
            .filter(key -> !uploaded.contains(key.id()))
            .limit(limit)
            .toList());
  }

  @Override
  public synchronized CompletionStage<Optional<LidMapping>> lidMapping(Jid user) {
    return answer(Optional.ofNullable(mappings.get(user)));
  }

  @Override
  public synchronized CompletionStage<Map<Jid, LidMapping>> lidMappings(Collection<Jid> users) {
    return answer(only(mappings, users));
  }

  @Override
  public synchronized CompletionStage<Map<Jid, DeviceList>> deviceLists(Collection<Jid> users) {
    return answer(only(deviceLists, users));
  }

  private static <K, V> Map<K, V> only(Map<K, V> all, Collection<K> wanted) {
    var found = new HashMap<>(all);
    found.keySet().retainAll(wanted);
    return found;
  }

  @Override
  public synchronized CompletionStage<Optional<GroupMembers>> groupMembers(Jid group) {
    return answer(Optional.ofNullable(groups.members.get(group)));
  }

  @Override
  public synchronized CompletionStage<Optional<StoredSenderKey>> ownSenderKey(Jid group) {
    return answer(groups.ownKey(group));
  }

  @Override
  public synchronized CompletionStage<Map<SignalAddress, Boolean>> senderKeyHolders(Jid group) {
    return answer(groups.holders(group));
  }

  @Override
  public synchronized CompletionStage<Map<GroupDevice, SenderKeyRecord>> senderKeys(
      Collection<GroupDevice> senders) {
    return answer(groups.received(senders));
  }

  @Override
  public synchronized CompletionStage<Optional<StoredSecret>> messageSecret(
      String whatsappId, Collection<Jid> chats, Collection<Jid> senders) {
    return answer(
        secrets.stream()
            .filter(secret -> secret.whatsappId().equals(whatsappId))
            .filter(secret -> chats.contains(secret.chat()))
            .filter(secret -> senders.contains(secret.sender()))
            .findFirst());
  }

  @Override
  public synchronized CompletionStage<StoredAppState> appState() {
    return answer(storedAppState());
  }

  /// What is stored of the app state.
  public synchronized StoredAppState storedAppState() {
    return new StoredAppState(
        syncKeys.values().stream().map(SyncKey::decode).toList(), keyRequests, collections);
  }

  @Override
  public synchronized CompletionStage<Map<ByteString, ByteString>> appStateMacs(
      io.trunkline.whatsapp.protocol.appstate.Collection collection, Set<ByteString> indexMacs) {
    var found = new HashMap<>(macs.getOrDefault(collection, Map.of()));
    found.keySet().retainAll(indexMacs);
    return answer(found);
  }

  @Override
  public synchronized CompletionStage<Optional<ContactToken>> contactToken(Jid user) {
    return answer(Optional.ofNullable(contactTokens.get(user)));
  }

  @Override
  public synchronized CompletionStage<Set<Jid>> contacts() {
    return answer(Set.copyOf(contacts));
  }

  private <T> CompletionStage<T> answer(T value) {
    return isDown
        ? CompletableFuture.failedFuture(new IllegalStateException("the store is down"))
        : CompletableFuture.completedFuture(value);
  }

  @Override
  public synchronized CompletionStage<Void> commit(StoreChange change) {
    if (isDown) {
      return CompletableFuture.failedFuture(new IllegalStateException("the store is down"));
    }
    if (++commits >= crashAt && slow.isEmpty()) {
      isDown = true;
      if (isAppliedAtCrash) {
        apply(change);
      }
      return CompletableFuture.failedFuture(new IllegalStateException("crashed at a commit"));
    }
    if (slow.isPresent()) {
      return later(change);
    }
    if (isHolding) {
      var result = new CompletableFuture<Void>();
      held.add(new HeldCommit(change, result));
      return result;
    }
    apply(change);
    return CompletableFuture.completedFuture(null);
  }

  /// Ordered, on another thread, and not at once: several commits are under way at a time.
  private CompletionStage<Void> later(StoreChange change) {
    var result = new CompletableFuture<Void>();
    boolean isLost = commits >= crashAt;
    slow.get()
        .execute(
            () -> {
              try {
                Thread.sleep(commits % 3);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              synchronized (this) {
                if (isDown || isLost) {
                  isDown = true;
                  if (isLost && isAppliedAtCrash) {
                    apply(change);
                    isAppliedAtCrash = false;
                  }
                } else {
                  apply(change);
                }
              }
              if (isLost || isDown) {
                result.completeExceptionally(new IllegalStateException("crashed at a commit"));
              } else {
                result.complete(null);
              }
            });
    return result;
  }

  private void apply(StoreChange change) {
    if (change.erase()) {
      credentials = Optional.empty();
      routingInfo = Optional.empty();
      highestPreKeyId = 0;
      ratchets.clear();
      reserved.clear();
      identities.clear();
      preKeys.clear();
      uploaded.clear();
      mappings.clear();
      deviceLists.clear();
      secrets.clear();
      syncKeys.clear();
      keyRequests.clear();
      collections.clear();
      macs.clear();
      groups.erase();
      contactTokens.clear();
      contacts.clear();
    }
    secrets.addAll(change.secrets());
    change.credentials().ifPresent(value -> credentials = Optional.of(value));
    change.connection().ifPresent(value -> connection = value);
    change
        .routingInfo()
        .ifPresent(value -> routingInfo = Optional.of(value).filter(info -> info.length > 0));
    for (String name : change.forgottenUsers()) {
      ratchets.keySet().removeIf(address -> address.name().equals(name));
      identities.keySet().removeIf(address -> address.name().equals(name));
    }
    change.removedRatchets().forEach(ratchets::remove);
    change.removedIdentities().forEach(identities::remove);
    change
        .ratchets()
        .forEach(
            (address, ratchet) -> {
              ratchets.put(address, ratchet.session().encode());
              reserved.put(address, ratchet.reservedUntil());
            });
    identities.putAll(change.identities());
    for (PreKey key : change.addedPreKeys()) {
      if (preKeys.put(key.id(), key) != null || key.id() <= 0) {
        throw new AssertionError("a prekey id was given twice: " + key.id());
      }
      highestPreKeyId = Math.max(highestPreKeyId, key.id());
    }
    uploaded.addAll(change.uploadedPreKeys());
    change.consumedPreKeys().forEach(preKeys::remove);
    for (LidMapping mapping : change.mappings()) {
      mappings.put(mapping.pn(), mapping);
      mappings.put(mapping.lid(), mapping);
    }
    change.removedDeviceLists().forEach(deviceLists::remove);
    deviceLists.putAll(change.deviceLists());
    apply(change.appState());
    groups.apply(change.forgottenUsers(), change.groups());
    contactTokens.putAll(change.contactTokens());
    if (change.forgottenContacts()) {
      contacts.clear();
    }
    change
        .contacts()
        .forEach(
            (user, isThere) -> {
              var unused = isThere ? contacts.add(user) : contacts.remove(user);
            });
    inbox.addAll(change.inbox());
  }

  private void apply(AppStateChange change) {
    change.keys().forEach(key -> syncKeys.put(key.id(), key.encode()));
    keyRequests.putAll(change.requested());
    change
        .collections()
        .forEach(
            (collection, changed) -> {
              collections.put(
                  collection, new StoredCollection(changed.state(), changed.isParked()));
              var records = macs.computeIfAbsent(collection, key -> new HashMap<>());
              if (changed.macs().replacesAll()) {
                records.clear();
              }
              records.keySet().removeAll(changed.macs().removed());
              records.putAll(changed.macs().put());
            });
  }

  /// Commits become durable on this one thread, some time after they were asked for.
  public synchronized void slow(ExecutorService oneThread) {
    slow = Optional.of(oneThread);
  }

  /// Later commits are taken and not answered until [#release()].
  public synchronized void hold() {
    isHolding = true;
  }

  public void release() {
    List<HeldCommit> all;
    synchronized (this) {
      isHolding = false;
      all = List.copyOf(held);
      held.clear();
      all.forEach(commit -> apply(commit.change));
    }
    all.forEach(commit -> commit.result.complete(null));
  }

  public synchronized int heldCommits() {
    return held.size();
  }

  /// Whether a commit that holds an event waits.
  public synchronized boolean isEventHeld() {
    return held.stream().anyMatch(commit -> !commit.change().inbox().isEmpty());
  }

  /// The commit of that number (from now on counted from 1) fails, and with it all that follows.
  ///
  /// @param isApplied whether its change was written all the same: the outcome is unknown
  public synchronized void crashAt(int number, boolean isApplied) {
    commits = 0;
    crashAt = number;
    isAppliedAtCrash = isApplied;
  }

  public synchronized boolean isDown() {
    return isDown;
  }

  /// The store is back with what was written.
  public void recover() throws InterruptedException, ExecutionException {
    if (slow.isPresent()) {
      // What was under way fails first.
      var unused = slow.get().submit(() -> {}).get();
    }
    synchronized (this) {
      isDown = false;
      isHolding = false;
      held.clear();
      crashAt = Integer.MAX_VALUE;
    }
  }

  public synchronized int commits() {
    return commits;
  }

  public synchronized Credentials credentials() {
    return credentials.orElseThrow();
  }

  public synchronized boolean isEmpty() {
    return credentials.isEmpty();
  }

  public synchronized long connection() {
    return connection;
  }

  public synchronized List<SessionEvent> inbox() {
    return List.copyOf(inbox);
  }

  public synchronized List<PreKey> preKeys() {
    return List.copyOf(preKeys.values());
  }

  public synchronized Set<Integer> uploaded() {
    return Set.copyOf(uploaded);
  }

  public synchronized Optional<byte[]> routingInfo() {
    return routingInfo;
  }

  public synchronized Set<SignalAddress> ratchetAddresses() {
    return Set.copyOf(ratchets.keySet());
  }

  public synchronized StoredRatchet ratchet(SignalAddress address) {
    return new StoredRatchet(SignalSession.decode(ratchets.get(address)), reserved.get(address));
  }

  /// Devices that were told the own sender key of a group, and whether they count as having it.
  public synchronized Map<SignalAddress, Boolean> holders(Jid group) {
    return groups.holders(group);
  }

  /// What a device has told for a group, if anything.
  public synchronized Optional<SenderKeyRecord> senderKey(Jid group, SignalAddress device) {
    var name = new GroupDevice(group, device);
    return Optional.ofNullable(groups.received(List.of(name)).get(name));
  }

  public synchronized Optional<LidMapping> mapping(Jid user) {
    return Optional.ofNullable(mappings.get(user));
  }
}
