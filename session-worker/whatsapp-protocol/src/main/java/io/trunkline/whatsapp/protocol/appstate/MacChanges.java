package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What to change in the stored value MACs of a collection, in one transaction with its state.
///
/// @param replacesAll whether everything stored is dropped first: after a snapshot
/// @param put value MAC by index MAC
/// @param removed index MACs without a record; disjoint from `put`, empty if all is replaced
public record MacChanges(
    boolean replacesAll, Map<ByteString, ByteString> put, Set<ByteString> removed) {
  public MacChanges {
    put = Map.copyOf(put);
    removed = Set.copyOf(removed);
  }

  /// The stored records as they will be.
  public StoredMacs over(StoredMacs stored) {
    return indexMac -> {
      ByteString changed = put.get(indexMac);
      if (changed != null) {
        return Optional.of(changed);
      }
      return replacesAll || removed.contains(indexMac) ? Optional.empty() : stored.find(indexMac);
    };
  }

  /// Collects changes and shows the records as they are so far. Not thread safe.
  static final class Builder {
    private final boolean replacesAll;
    private final StoredMacs stored;
    private final Map<ByteString, ByteString> put = new HashMap<>();
    private final Set<ByteString> removed = new HashSet<>();

    private Builder(boolean replacesAll, StoredMacs stored) {
      this.replacesAll = replacesAll;
      this.stored = stored;
    }

    static Builder replacing() {
      return new Builder(true, StoredMacs.NONE);
    }

    static Builder over(StoredMacs stored) {
      return new Builder(false, stored);
    }

    Optional<ByteString> find(ByteString indexMac) {
      ByteString changed = put.get(indexMac);
      if (changed != null) {
        return Optional.of(changed);
      }
      return removed.contains(indexMac) ? Optional.empty() : stored.find(indexMac);
    }

    void put(ByteString indexMac, ByteString valueMac) {
      put.put(indexMac, valueMac);
      removed.remove(indexMac);
    }

    void remove(ByteString indexMac) {
      put.remove(indexMac);
      if (!replacesAll) {
        removed.add(indexMac);
      }
    }

    MacChanges build() {
      return new MacChanges(replacesAll, put, removed);
    }
  }
}
