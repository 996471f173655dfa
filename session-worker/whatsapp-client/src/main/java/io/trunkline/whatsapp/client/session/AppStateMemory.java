package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.store.StoredAppState.StoredCollection;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.CollectionState;
import io.trunkline.whatsapp.protocol.appstate.SyncKeyId;
import io.trunkline.whatsapp.protocol.appstate.SyncKeys;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// What a session knows of the app state while it has one link; another link begins with nothing.
/// The records' MACs stay in the store.
final class AppStateMemory {
  final Map<SyncKeyId, Instant> requested = new HashMap<>(2);
  final Map<Collection, StoredCollection> collections = new EnumMap<>(Collection.class);
  // Collections that wait for keys.
  final Map<Collection, Set<SyncKeyId>> blocked = new EnumMap<>(Collection.class);
  SyncKeys keys = SyncKeys.NONE;
  private CompletableFuture<Void> loaded;
  private boolean isForgotten;

  /// Reads the store, once. What was learned meanwhile is newer.
  CompletableFuture<Void> load(SessionCore core) {
    if (loaded == null) {
      loaded =
          core.read(core.store().appState())
              .thenAccept(
                  stored -> {
                    keys = SyncKeys.of(stored.keys()).with(keys.newestFirst());
                    stored.requested().forEach(requested::putIfAbsent);
                    stored.collections().forEach(collections::putIfAbsent);
                  });
    }
    return loaded;
  }

  /// The link ended, or another owner may write: what is under way must not be stored.
  void forget() {
    isForgotten = true;
  }

  boolean isForgotten() {
    return isForgotten;
  }

  CollectionState state(Collection name) {
    StoredCollection known = collections.get(name);
    return known == null ? CollectionState.EMPTY : known.state();
  }

  boolean hasAll(Set<SyncKeyId> ids) {
    return ids.stream().allMatch(id -> keys.find(id).isPresent());
  }

  /// Collections that were never synchronised and could be: none before the first key.
  List<Collection> unknown() {
    return keys.newest().isEmpty()
        ? List.of()
        : Arrays.stream(Collection.values())
            .filter(name -> !collections.containsKey(name) && !blocked.containsKey(name))
            .toList();
  }
}
