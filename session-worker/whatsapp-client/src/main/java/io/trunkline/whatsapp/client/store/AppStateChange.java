package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.CollectionState;
import io.trunkline.whatsapp.protocol.appstate.MacChanges;
import io.trunkline.whatsapp.protocol.appstate.SyncKey;
import io.trunkline.whatsapp.protocol.appstate.SyncKeyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The part of a [StoreChange] that concerns the app state.
///
/// @param keys sync keys to put; they are secret
/// @param requested when the phone was asked for keys; replaces earlier times
/// @param collections what becomes of each collection that is concerned
public record AppStateChange(
    List<SyncKey> keys,
    Map<SyncKeyId, Instant> requested,
    Map<Collection, CollectionChange> collections) {

  public static final AppStateChange NONE = new AppStateChange(List.of(), Map.of(), Map.of());

  public AppStateChange {
    keys = List.copyOf(keys);
    requested = Map.copyOf(requested);
    collections = Map.copyOf(collections);
  }

  /// @param state replaces the stored one
  /// @param macs what to change in its records' MACs
  /// @param isParked whether it is left alone from now on, because it could not be believed
  public record CollectionChange(CollectionState state, MacChanges macs, boolean isParked) {
    CollectionChange then(CollectionChange later) {
      return new CollectionChange(later.state, macs.then(later.macs), later.isParked);
    }
  }

  public static AppStateChange ofKeys(List<SyncKey> keys) {
    return new AppStateChange(keys, Map.of(), Map.of());
  }

  public static AppStateChange ofRequests(Map<SyncKeyId, Instant> requested) {
    return new AppStateChange(List.of(), requested, Map.of());
  }

  public static AppStateChange of(Collection collection, CollectionChange change) {
    return new AppStateChange(List.of(), Map.of(), Map.of(collection, change));
  }

  public boolean isEmpty() {
    return keys.isEmpty() && requested.isEmpty() && collections.isEmpty();
  }

  /// Both changes as one: first this, then `later`.
  AppStateChange then(AppStateChange later) {
    if (isEmpty()) {
      return later;
    }
    List<SyncKey> allKeys = new ArrayList<>(keys);
    allKeys.addAll(later.keys);
    Map<SyncKeyId, Instant> allRequested = new HashMap<>(requested);
    allRequested.putAll(later.requested);
    Map<Collection, CollectionChange> all = new EnumMap<>(Collection.class);
    all.putAll(collections);
    later.collections.forEach(
        (collection, change) -> all.merge(collection, change, CollectionChange::then));
    return new AppStateChange(allKeys, allRequested, all);
  }
}
