package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyFingerprint;
import io.trunkline.whatsapp.proto.syncd.ExternalBlobReference;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A device with one collection in its store.
final class Device {
  final Collection collection;
  final Map<ByteString, ByteString> macs = new HashMap<>();
  final Map<ActionIndex, Action> records = new HashMap<>();
  CollectionState state = CollectionState.EMPTY;
  SyncKeys keys;
  private final Randomness randomness;

  Device(Collection collection, SyncKeys keys, Randomness randomness) {
    this.collection = collection;
    this.keys = keys;
    this.randomness = randomness;
  }

  static SyncKey key(int device, long epoch) {
    byte[] data = new byte[SyncKey.SIZE_BYTES];
    data[0] = (byte) device;
    data[31] = (byte) epoch;
    return SyncKey.of(
        new SyncKeyId(device, epoch),
        data,
        Instant.ofEpochMilli(epoch),
        AppStateSyncKeyFingerprint.getDefaultInstance());
  }

  static SyncKeys keys(long... epochs) {
    return SyncKeys.of(Arrays.stream(epochs).mapToObj(e -> key(0, e)).toList());
  }

  /// Where a file might be.
  static ExternalBlobReference file() {
    ByteString bytes = ByteString.copyFrom(new byte[32]);
    return ExternalBlobReference.newBuilder()
        .setMediaKey(bytes)
        .setDirectPath("/v/1")
        .setFileSHA256(bytes)
        .setFileEncSHA256(bytes)
        .build();
  }

  Optional<OwnPatch> write(Mutation... mutations) {
    return write(List.of(mutations));
  }

  Optional<OwnPatch> write(List<Mutation> mutations) {
    return new PatchWriter(collection, keys, randomness)
        .write(state, mutations, StoredMacs.of(macs));
  }

  /// As if the store could not be asked while applying: only what was announced is there.
  Applied apply(List<Patch> patches) {
    Map<ByteString, ByteString> fetched = new HashMap<>(macs);
    fetched.keySet().retainAll(PatchReader.indexMacs(patches));
    return store(new PatchReader(collection, keys).apply(state, patches, StoredMacs.of(fetched)));
  }

  Applied apply(Snapshot snapshot) {
    return store(new PatchReader(collection, keys).apply(snapshot));
  }

  Applied store(Applied applied) {
    store(applied.state(), applied.macs());
    if (applied.macs().replacesAll()) {
      records.clear();
    }
    for (Mutation mutation : applied.mutations()) {
      switch (mutation) {
        case Mutation.Set(Action action, _) -> records.put(action.index(), action);
        case Mutation.Remove(ActionIndex index, _, _) -> records.remove(index);
      }
    }
    return applied;
  }

  void store(CollectionState next, MacChanges changes) {
    if (changes.replacesAll()) {
      macs.clear();
    }
    macs.putAll(changes.put());
    macs.keySet().removeAll(changes.removed());
    state = next;
  }
}
