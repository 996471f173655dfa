package io.trunkline.e2e.bench;

import com.google.protobuf.ByteString;
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
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// A session's durable memory that forgets everything with the process and answers at once, so that
/// the client alone is measured. Used by one event loop.
///
/// It keeps what a linked session asks for again: not the MACs of the app state, whose patches the
/// benchmark never sends, no secrets of messages, no address book, and nothing of groups.
final class InstantStore implements SessionStore {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final boolean keepsPreKeys;
  private final Consumer<StoreChange> onCommit;
  private Optional<Credentials> credentials = Optional.empty();
  private Optional<byte[]> routingInfo = Optional.empty();
  private long connection;
  private int highestPreKeyId;
  private final Map<SignalAddress, StoredRatchet> ratchets = new HashMap<>();
  private final Map<SignalAddress, PublicKey> identities = new HashMap<>();
  private final TreeMap<Integer, PreKey> preKeys = new TreeMap<>();
  private final Map<Jid, LidMapping> mappings = new HashMap<>();
  private final Map<Jid, DeviceList> deviceLists = new HashMap<>();
  private final Map<Jid, ContactToken> contactTokens = new HashMap<>();
  private final List<SyncKey> syncKeys = new ArrayList<>();
  private final Map<io.trunkline.whatsapp.protocol.appstate.Collection, StoredCollection>
      collections = new HashMap<>();

  /// @param keepsPreKeys whether private prekeys are kept; a real store has them in a database, so
  ///     that they must not count where memory is measured
  /// @param onCommit told of every change
  InstantStore(boolean keepsPreKeys, Consumer<StoreChange> onCommit) {
    this.keepsPreKeys = keepsPreKeys;
    this.onCommit = onCommit;
  }

  @Override
  public CompletionStage<Optional<StoredSession>> load() {
    return answer(
        credentials.map(
            found -> new StoredSession(found, connection, highestPreKeyId, false, routingInfo)));
  }

  @Override
  public CompletionStage<Map<SignalAddress, StoredRatchet>> ratchets(
      Collection<SignalAddress> addresses) {
    return answer(only(ratchets, addresses));
  }

  @Override
  public CompletionStage<Optional<PublicKey>> identity(SignalAddress address) {
    return answer(Optional.ofNullable(identities.get(address)));
  }

  @Override
  public CompletionStage<Optional<PreKey>> preKey(int id) {
    return answer(Optional.ofNullable(preKeys.get(id)));
  }

  /// None: what is made is uploaded, or the benchmark fails.
  @Override
  public CompletionStage<List<PreKey>> preKeysNotUploaded(int limit) {
    return answer(List.of());
  }

  @Override
  public CompletionStage<Optional<LidMapping>> lidMapping(Jid user) {
    return answer(Optional.ofNullable(mappings.get(user)));
  }

  @Override
  public CompletionStage<Map<Jid, LidMapping>> lidMappings(Collection<Jid> users) {
    return answer(only(mappings, users));
  }

  @Override
  public CompletionStage<Set<Jid>> contacts() {
    return answer(Set.of());
  }

  @Override
  public CompletionStage<Map<Jid, DeviceList>> deviceLists(Collection<Jid> users) {
    return answer(only(deviceLists, users));
  }

  @Override
  public CompletionStage<Optional<GroupMembers>> groupMembers(Jid group) {
    return answer(Optional.empty());
  }

  @Override
  public CompletionStage<Optional<StoredSenderKey>> ownSenderKey(Jid group) {
    return answer(Optional.empty());
  }

  @Override
  public CompletionStage<Map<SignalAddress, Boolean>> senderKeyHolders(Jid group) {
    return answer(Map.of());
  }

  @Override
  public CompletionStage<Map<GroupDevice, SenderKeyRecord>> senderKeys(
      Collection<GroupDevice> senders) {
    return answer(Map.of());
  }

  @Override
  public CompletionStage<Optional<StoredSecret>> messageSecret(
      String whatsappId, Collection<Jid> chats, Collection<Jid> senders) {
    return answer(Optional.empty());
  }

  @Override
  public CompletionStage<StoredAppState> appState() {
    return answer(new StoredAppState(syncKeys, Map.of(), collections));
  }

  @Override
  public CompletionStage<Map<ByteString, ByteString>> appStateMacs(
      io.trunkline.whatsapp.protocol.appstate.Collection collection, Set<ByteString> indexMacs) {
    return answer(Map.of());
  }

  @Override
  public CompletionStage<Optional<ContactToken>> contactToken(Jid user) {
    return answer(Optional.ofNullable(contactTokens.get(user)));
  }

  private static <K, V> Map<K, V> only(Map<K, V> all, Collection<K> wanted) {
    Map<K, V> found = new HashMap<>();
    for (K key : wanted) {
      V value = all.get(key);
      if (value != null) {
        found.put(key, value);
      }
    }
    return found;
  }

  private static <T> CompletionStage<T> answer(T value) {
    return CompletableFuture.completedFuture(value);
  }

  @Override
  public CompletionStage<Void> commit(StoreChange change) {
    if (change.erase()) {
      erase();
    }
    change.credentials().ifPresent(value -> credentials = Optional.of(value));
    change.connection().ifPresent(value -> connection = value);
    change.routingInfo().ifPresent(value -> routingInfo = Optional.of(value));
    for (String name : change.forgottenUsers()) {
      ratchets.keySet().removeIf(address -> address.name().equals(name));
      identities.keySet().removeIf(address -> address.name().equals(name));
    }
    ratchets.keySet().removeAll(change.removedRatchets());
    ratchets.putAll(change.ratchets());
    identities.keySet().removeAll(change.removedIdentities());
    identities.putAll(change.identities());
    for (PreKey key : change.addedPreKeys()) {
      highestPreKeyId = Math.max(highestPreKeyId, key.id());
      if (keepsPreKeys) {
        preKeys.put(key.id(), key);
      }
    }
    preKeys.keySet().removeAll(change.consumedPreKeys());
    for (LidMapping mapping : change.mappings()) {
      mappings.put(mapping.pn(), mapping);
      mappings.put(mapping.lid(), mapping);
    }
    deviceLists.keySet().removeAll(change.removedDeviceLists());
    deviceLists.putAll(change.deviceLists());
    contactTokens.putAll(change.contactTokens());
    apply(change.appState());
    onCommit.accept(change);
    return DONE;
  }

  private void apply(AppStateChange change) {
    syncKeys.addAll(change.keys());
    change
        .collections()
        .forEach(
            (collection, changed) ->
                collections.put(
                    collection, new StoredCollection(changed.state(), changed.isParked())));
  }

  private void erase() {
    credentials = Optional.empty();
    routingInfo = Optional.empty();
    highestPreKeyId = 0;
    ratchets.clear();
    identities.clear();
    preKeys.clear();
    mappings.clear();
    deviceLists.clear();
    contactTokens.clear();
    syncKeys.clear();
    collections.clear();
  }
}
