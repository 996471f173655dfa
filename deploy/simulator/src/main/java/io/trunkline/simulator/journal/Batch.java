package io.trunkline.simulator.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Changes that are written together or not at all. Not thread-safe; used for one commit.
public final class Batch {
  /// @param value null deletes the key
  record Change(String key, Supplier<byte[]> value) {}

  private final List<Change> changes = new ArrayList<>();

  /// Sets a key. The array is not copied and must not change afterwards.
  public Batch put(String key, byte[] value) {
    Objects.requireNonNull(value);
    return put(key, () -> value);
  }

  /// Sets a key to what it is when the batch is written. For values that several batches change at
  /// the same time: the last one written then holds the last one made, whatever their order.
  public Batch put(String key, Supplier<byte[]> value) {
    changes.add(new Change(key, value));
    return this;
  }

  /// Removes a key; one that is not there is no error.
  public Batch delete(String key) {
    changes.add(new Change(key, null));
    return this;
  }

  List<Change> changes() {
    return changes;
  }
}
