package io.trunkline.whatsapp.protocol.appstate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The sync keys that a device holds. Immutable.
public final class SyncKeys {
  /// No key, as before the first key share.
  public static final SyncKeys NONE = new SyncKeys(Map.of());

  private final Map<SyncKeyId, SyncKey> keys;

  private SyncKeys(Map<SyncKeyId, SyncKey> keys) {
    this.keys = keys;
  }

  public static SyncKeys of(Iterable<SyncKey> keys) {
    return NONE.with(keys);
  }

  /// These keys and more; one of a known id replaces the old one.
  public SyncKeys with(Iterable<SyncKey> more) {
    Map<SyncKeyId, SyncKey> all = new HashMap<>(keys);
    more.forEach(key -> all.put(key.id(), key));
    return new SyncKeys(Map.copyOf(all));
  }

  public Optional<SyncKey> find(SyncKeyId id) {
    return Optional.ofNullable(keys.get(id));
  }

  /// The key to write with.
  public Optional<SyncKey> newest() {
    return keys.keySet().stream().max(SyncKeyId::compareTo).map(keys::get);
  }

  /// All keys, the newest first.
  public List<SyncKey> newestFirst() {
    List<SyncKey> sorted = new ArrayList<>(keys.values());
    sorted.sort((a, b) -> b.id().compareTo(a.id()));
    return List.copyOf(sorted);
  }

  /// A key that [#require] has made sure of.
  SyncKey get(SyncKeyId id) {
    return find(id).orElseThrow(() -> new IllegalStateException("No key " + id));
  }

  /// @throws AppStateException MISSING_KEY with all of them that are not here
  void require(Set<SyncKeyId> ids) {
    Set<SyncKeyId> missing = new LinkedHashSet<>(ids);
    missing.removeAll(keys.keySet());
    if (!missing.isEmpty()) {
      throw AppStateException.missing(missing);
    }
  }

  @Override
  public String toString() {
    return "SyncKeys" + keys.keySet();
  }
}
