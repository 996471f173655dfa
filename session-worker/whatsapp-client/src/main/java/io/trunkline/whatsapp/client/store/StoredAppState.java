package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.CollectionState;
import io.trunkline.whatsapp.protocol.appstate.SyncKey;
import io.trunkline.whatsapp.protocol.appstate.SyncKeyId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a device knows of the app state, but for the records' MACs.
///
/// @param keys the sync keys that the phone has shared
/// @param requested when the phone was last asked for a key that is missing
/// @param collections where each stands; one that was never synchronised is missing
public record StoredAppState(
    List<SyncKey> keys,
    Map<SyncKeyId, Instant> requested,
    Map<Collection, StoredCollection> collections) {

  /// Before the first key share.
  public static final StoredAppState EMPTY = new StoredAppState(List.of(), Map.of(), Map.of());

  public StoredAppState {
    keys = List.copyOf(keys);
    requested = Map.copyOf(requested);
    collections = Map.copyOf(collections);
  }

  /// @param isParked see [CollectionChange]
  public record StoredCollection(CollectionState state, boolean isParked) {}
}
