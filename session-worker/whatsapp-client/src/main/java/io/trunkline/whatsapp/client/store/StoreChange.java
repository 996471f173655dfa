package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// One atomic change of a session's durable memory. Immutable; every part may be empty.
///
/// **Order of application within one change:** `erase`, then `forgottenUsers` and the `removed…`
/// sets, then everything that is put or added, then the inbox.
///
/// @param erase everything that the store holds for this session (credentials, Signal state,
///     prekeys, mappings, device lists, secrets of messages; not the inbox) is dropped first: a new
///     link begins
/// @param credentials replace the stored ones
/// @param connection number of the connection that begins; replaces the stored one
/// @param routingInfo replaces the stored edge routing; an empty array drops it
/// @param forgottenUsers names ([SignalAddress#name()]) whose Signal sessions, identities and
///     sender keys are dropped for **all** device ids, and whose marks as holders become `false`
/// @param removedRatchets addresses whose Signal session is dropped
/// @param ratchets Signal sessions to put, with the counter up to which sending is reserved
/// @param removedIdentities addresses whose identity is dropped
/// @param identities identities to put
/// @param addedPreKeys new own one-time prekeys, not uploaded yet; the highest id ever added is
///     remembered even when the key is gone, because ids are never given twice
/// @param consumedPreKeys ids to drop
/// @param uploadedPreKeys ids that the server has taken; they stay until consumed
/// @param mappings PN and LID pairs; a pair replaces older pairs of either name
/// @param removedDeviceLists users whose list is dropped
/// @param deviceLists lists to put
/// @param secrets of messages, to keep for [StoredSecret#LIFETIME] where none is kept of that
///     message
/// @param appState what becomes of the app state
/// @param contactTokens privacy tokens to put, by user
/// @param forgottenContacts whether the address book stored so far is dropped
/// @param contacts users who came into the address book (true) or left it
/// @param groups members of groups and sender keys
/// @param inbox events that must be durable together with the rest, in order. Once the change is
///     durable the owner publishes them, even after a crash
public record StoreChange(
    boolean erase,
    Optional<Credentials> credentials,
    OptionalLong connection,
    Optional<byte[]> routingInfo,
    Set<String> forgottenUsers,
    Set<SignalAddress> removedRatchets,
    Map<SignalAddress, StoredRatchet> ratchets,
    Set<SignalAddress> removedIdentities,
    Map<SignalAddress, PublicKey> identities,
    List<PreKey> addedPreKeys,
    Set<Integer> consumedPreKeys,
    Set<Integer> uploadedPreKeys,
    List<LidMapping> mappings,
    Set<Jid> removedDeviceLists,
    Map<Jid, DeviceList> deviceLists,
    List<StoredSecret> secrets,
    AppStateChange appState,
    Map<Jid, ContactToken> contactTokens,
    boolean forgottenContacts,
    Map<Jid, Boolean> contacts,
    GroupChange groups,
    List<SessionEvent> inbox) {

  public boolean isEmpty() {
    return !erase
        && credentials.isEmpty()
        && connection.isEmpty()
        && routingInfo.isEmpty()
        && forgottenUsers.isEmpty()
        && removedRatchets.isEmpty()
        && ratchets.isEmpty()
        && removedIdentities.isEmpty()
        && identities.isEmpty()
        && addedPreKeys.isEmpty()
        && consumedPreKeys.isEmpty()
        && uploadedPreKeys.isEmpty()
        && mappings.isEmpty()
        && removedDeviceLists.isEmpty()
        && deviceLists.isEmpty()
        && secrets.isEmpty()
        && appState.isEmpty()
        && contactTokens.isEmpty()
        && !forgottenContacts
        && contacts.isEmpty()
        && groups.isEmpty()
        && inbox.isEmpty();
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Collects changes in the order in which they happen; a later one overrides an earlier one of
  /// the same key. Not thread safe. `build()` may be called once.
  public static final class Builder {

    private boolean erase;
    private Optional<Credentials> credentials = Optional.empty();
    private OptionalLong connection = OptionalLong.empty();
    private Optional<byte[]> routingInfo = Optional.empty();
    private Set<String> forgottenUsers = Set.of();
    private Set<SignalAddress> removedRatchets = Set.of();
    private Map<SignalAddress, StoredRatchet> ratchets = Map.of();
    private Set<SignalAddress> removedIdentities = Set.of();
    private Map<SignalAddress, PublicKey> identities = Map.of();
    private List<PreKey> addedPreKeys = List.of();
    private Set<Integer> consumedPreKeys = Set.of();
    private Set<Integer> uploadedPreKeys = Set.of();
    private List<LidMapping> mappings = List.of();
    private Set<Jid> removedDeviceLists = Set.of();
    private Map<Jid, DeviceList> deviceLists = Map.of();
    private List<StoredSecret> secrets = List.of();
    private AppStateChange appState = AppStateChange.NONE;
    private Map<Jid, ContactToken> contactTokens = Map.of();
    private boolean forgottenContacts;
    private Map<Jid, Boolean> contacts = Map.of();
    private Optional<GroupChange.Builder> groups = Optional.empty();
    private List<SessionEvent> inbox = List.of();
    private boolean empty = true;

    private Builder() {}

    public boolean isEmpty() {
      return empty;
    }

    /// Drops everything collected so far, and everything stored when it is applied.
    public Builder erase() {
      empty = false;
      erase = true;
      credentials = Optional.empty();
      connection = OptionalLong.empty();
      routingInfo = Optional.empty();
      forgottenUsers = Set.of();
      removedRatchets = Set.of();
      ratchets = Map.of();
      removedIdentities = Set.of();
      identities = Map.of();
      addedPreKeys = List.of();
      consumedPreKeys = Set.of();
      uploadedPreKeys = Set.of();
      mappings = List.of();
      removedDeviceLists = Set.of();
      deviceLists = Map.of();
      secrets = List.of();
      appState = AppStateChange.NONE;
      contactTokens = Map.of();
      forgottenContacts = false;
      contacts = Map.of();
      groups = Optional.empty();
      return this;
    }

    public Builder credentials(Credentials value) {
      empty = false;
      credentials = Optional.of(value);
      return this;
    }

    public Builder connection(long number) {
      empty = false;
      connection = OptionalLong.of(number);
      return this;
    }

    public Builder routingInfo(byte[] value) {
      empty = false;
      routingInfo = Optional.of(value.clone());
      return this;
    }

    /// Drops the Signal sessions, identities and sender keys of every device of a user.
    public Builder forgetUser(String name) {
      forgottenUsers = adding(forgottenUsers, name);
      removeUser(ratchets, name);
      removeUser(identities, name);
      groups.ifPresent(change -> change.forgetUser(name));
      return this;
    }

    public Builder ratchet(SignalAddress address, StoredRatchet ratchet) {
      ratchets = putting(ratchets, address, ratchet);
      return this;
    }

    public Builder removeRatchet(SignalAddress address) {
      removedRatchets = adding(removedRatchets, address);
      remove(ratchets, address);
      return this;
    }

    public Builder identity(SignalAddress address, PublicKey identity) {
      identities = putting(identities, address, identity);
      return this;
    }

    public Builder removeIdentity(SignalAddress address) {
      removedIdentities = adding(removedIdentities, address);
      remove(identities, address);
      return this;
    }

    public Builder addPreKeys(Collection<PreKey> keys) {
      empty = false;
      addedPreKeys = new ArrayList<>(addedPreKeys);
      addedPreKeys.addAll(keys);
      return this;
    }

    public Builder consumePreKey(int id) {
      consumedPreKeys = adding(consumedPreKeys, id);
      return this;
    }

    public Builder preKeysUploaded(Collection<Integer> ids) {
      for (int id : ids) {
        uploadedPreKeys = adding(uploadedPreKeys, id);
      }
      return this;
    }

    public Builder mapping(LidMapping mapping) {
      empty = false;
      mappings = new ArrayList<>(mappings);
      mappings.add(mapping);
      return this;
    }

    public Builder deviceList(DeviceList list) {
      deviceLists = putting(deviceLists, list.user(), list);
      return this;
    }

    public Builder removeDeviceList(Jid user) {
      removedDeviceLists = adding(removedDeviceLists, user);
      remove(deviceLists, user);
      return this;
    }

    public Builder secret(StoredSecret secret) {
      empty = false;
      secrets = new ArrayList<>(secrets);
      secrets.add(secret);
      return this;
    }

    /// Goes behind what was collected of the app state so far.
    public Builder appState(AppStateChange change) {
      empty &= change.isEmpty();
      appState = appState.then(change);
      return this;
    }

    public Builder contactToken(ContactToken token) {
      contactTokens = putting(contactTokens, token.user(), token);
      return this;
    }

    /// Drops the address book, stored or collected so far.
    public Builder forgetContacts() {
      empty = false;
      forgottenContacts = true;
      contacts = Map.of();
      return this;
    }

    public Builder contact(Jid user, boolean isThere) {
      contacts = putting(contacts, user, isThere);
      return this;
    }

    /// The part about groups, to be changed at once.
    public GroupChange.Builder groups() {
      empty = false;
      if (groups.isEmpty()) {
        groups = Optional.of(new GroupChange.Builder());
      }
      return groups.get();
    }

    public Builder inbox(SessionEvent event) {
      empty = false;
      inbox = new ArrayList<>(inbox);
      inbox.add(event);
      return this;
    }

    public StoreChange build() {
      return new StoreChange(
          erase,
          credentials,
          connection,
          routingInfo,
          Collections.unmodifiableSet(forgottenUsers),
          Collections.unmodifiableSet(removedRatchets),
          Collections.unmodifiableMap(ratchets),
          Collections.unmodifiableSet(removedIdentities),
          Collections.unmodifiableMap(identities),
          Collections.unmodifiableList(addedPreKeys),
          Collections.unmodifiableSet(consumedPreKeys),
          Collections.unmodifiableSet(uploadedPreKeys),
          Collections.unmodifiableList(mappings),
          Collections.unmodifiableSet(removedDeviceLists),
          Collections.unmodifiableMap(deviceLists),
          Collections.unmodifiableList(secrets),
          appState,
          Collections.unmodifiableMap(contactTokens),
          forgottenContacts,
          Collections.unmodifiableMap(contacts),
          groups.map(GroupChange.Builder::build).orElse(GroupChange.NOTHING),
          Collections.unmodifiableList(inbox));
    }

    private static <V> void removeUser(Map<SignalAddress, V> map, String name) {
      if (!map.isEmpty()) {
        map.keySet().removeIf(address -> address.name().equals(name));
      }
    }

    private static <K> void remove(Map<K, ?> map, K key) {
      // An empty one is the immutable one.
      if (!map.isEmpty()) {
        map.remove(key);
      }
    }

    private <T> Set<T> adding(Set<T> set, T value) {
      empty = false;
      Set<T> target = set.isEmpty() ? new LinkedHashSet<>(4) : set;
      target.add(value);
      return target;
    }

    private <K, V> Map<K, V> putting(Map<K, V> map, K key, V value) {
      empty = false;
      Map<K, V> target = map.isEmpty() ? new LinkedHashMap<>(4) : map;
      target.put(key, value);
      return target;
    }
  }
}
