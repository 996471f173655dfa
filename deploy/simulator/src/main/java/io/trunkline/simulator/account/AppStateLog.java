package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.Patch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the server keeps of an account's app state: the patches of each collection, numbered from
/// 1. It cannot read them. Journal: `patch/<number>/<collection>/<version>`. Thread-safe.
public final class AppStateLog {
  private final String number;
  private final Map<Collection, List<Patch>> patches = new EnumMap<>(Collection.class);

  AppStateLog(String number) {
    this.number = number;
  }

  void load(String collection, byte[] patch) {
    list(Collection.find(collection).orElseThrow()).add(Patch.parse(patch));
  }

  /// The number of the last patch; 0 before the first.
  public synchronized long version(Collection collection) {
    return list(collection).size();
  }

  /// The patches behind a version, oldest first.
  public synchronized List<Patch> after(Collection collection, long version) {
    List<Patch> all = list(collection);
    return List.copyOf(all.subList((int) Math.clamp(version, 0, all.size()), all.size()));
  }

  /// Appends a patch that was written onto a version.
  ///
  /// @return its number; empty where others came first
  public synchronized Optional<Long> append(
      Collection collection, long onto, Patch patch, Transaction transaction) {
    List<Patch> all = list(collection);
    if (onto != all.size()) {
      return Optional.empty();
    }
    Patch numbered = patch.withVersion(onto + 1);
    all.add(numbered);
    transaction.put(
        "patch/%s/%s/%09d".formatted(number, collection.text(), onto + 1), numbered.bytes());
    return Optional.of(onto + 1);
  }

  private List<Patch> list(Collection collection) {
    return patches.computeIfAbsent(collection, _ -> new ArrayList<>());
  }
}
