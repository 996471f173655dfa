package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.action.SyncActionValue;
import io.trunkline.whatsapp.proto.syncd.KeyId;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation.SyncdOperation;
import io.trunkline.whatsapp.proto.syncd.SyncdPatch;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Writes patches to one collection, for companions and phones alike.
///
/// It writes under the newest key. An index has another MAC under each key, so a record that
/// stands under an older key is removed there in the same patch; otherwise the collection would
/// hold it twice.
///
/// One patch of a collection can be under way at a time: each is written onto the state that the
/// one before has left. When the server refuses it because others came first (409), apply those
/// and write again.
public final class PatchWriter {
  private final Collection collection;
  private final SyncKeys keys;
  private final Randomness randomness;

  public PatchWriter(Collection collection, SyncKeys keys, Randomness randomness) {
    this.collection = Objects.requireNonNull(collection, "collection");
    this.keys = Objects.requireNonNull(keys, "keys");
    this.randomness = Objects.requireNonNull(randomness, "randomness");
  }

  /// What [#write] will look up.
  public Set<ByteString> indexMacs(List<Mutation> mutations) {
    Set<ByteString> indexMacs = new HashSet<>();
    for (Mutation mutation : mutations) {
      keys.newestFirst()
          .forEach(key -> indexMacs.add(EncryptedMutation.indexMac(key, mutation.index())));
    }
    return indexMacs;
  }

  /// Writes mutations onto a state. Of several with one index the last counts; removals of records
  /// that are not there are left out.
  ///
  /// @return empty when nothing is left to send
  /// @throws AppStateException MISSING_KEY when there is no key at all
  /// @throws IllegalArgumentException for an action of another collection
  public Optional<OwnPatch> write(
      CollectionState state, List<Mutation> mutations, StoredMacs stored) {
    SyncKey key = keys.newest().orElseThrow(() -> AppStateException.missing(Set.of()));
    var macs = MacChanges.Builder.over(stored);
    List<EncryptedMutation> removed = new ArrayList<>();
    List<EncryptedMutation> set = new ArrayList<>();
    LtHash hash = state.hash();
    for (Mutation mutation : lastOfEach(mutations)) {
      for (SyncKey holder : keys.newestFirst()) {
        ByteString indexMac = EncryptedMutation.indexMac(holder, mutation.index());
        Optional<ByteString> previous = macs.find(indexMac);
        if (previous.isPresent()) {
          hash = hash.minus(previous.get());
          macs.remove(indexMac);
          if (mutation instanceof Mutation.Remove || holder != key) {
            removed.add(remove(holder, mutation));
          }
        }
      }
      if (mutation instanceof Mutation.Set replacement) {
        EncryptedMutation encrypted = set(key, replacement);
        hash = hash.plus(encrypted.valueMac());
        macs.put(encrypted.indexMac(), encrypted.valueMac());
        set.add(encrypted);
      }
    }
    // A reader that takes mutations one by one then ends with the record there, not gone.
    List<EncryptedMutation> written = new ArrayList<>(removed);
    written.addAll(set);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    var next = new CollectionState(state.version() + 1, hash);
    return Optional.of(new OwnPatch(patch(key, next, written), next, macs.build()));
  }

  private static Iterable<Mutation> lastOfEach(List<Mutation> mutations) {
    SequencedMap<ActionIndex, Mutation> last = new LinkedHashMap<>();
    for (Mutation mutation : mutations) {
      last.putLast(mutation.index(), mutation);
    }
    return last.values();
  }

  private EncryptedMutation set(SyncKey key, Mutation.Set mutation) {
    ActionWriter.Written written = ActionWriter.write(mutation.action());
    if (written.collection() != collection) {
      throw new IllegalArgumentException(
          "%s belongs to %s, not %s"
              .formatted(written.index().name(), written.collection().text(), collection.text()));
    }
    return EncryptedMutation.encrypt(
        key,
        SyncdOperation.SET,
        written.index(),
        written.version(),
        written.value().setTimestamp(mutation.timestamp().toEpochMilli()).build(),
        randomness.bytes(EncryptedMutation.IV_BYTES));
  }

  /// @param mutation a removal, or what the record says under another key from now on
  private EncryptedMutation remove(SyncKey key, Mutation mutation) {
    int version =
        switch (mutation) {
          case Mutation.Remove removal -> removal.version();
          case Mutation.Set replacement -> replacement.action().version();
        };
    return EncryptedMutation.encrypt(
        key,
        SyncdOperation.REMOVE,
        mutation.index(),
        version,
        timestampOnly(mutation.timestamp()),
        randomness.bytes(EncryptedMutation.IV_BYTES));
  }

  private static SyncActionValue timestampOnly(Instant timestamp) {
    return SyncActionValue.newBuilder().setTimestamp(timestamp.toEpochMilli()).build();
  }

  private Patch patch(SyncKey key, CollectionState next, List<EncryptedMutation> mutations) {
    byte[] snapshotMac = key.derived().snapshotMac(collection, next.version(), next.hash());
    byte[] patchMac =
        key.derived()
            .patchMac(
                collection,
                next.version(),
                snapshotMac,
                mutations.stream().map(mutation -> mutation.valueMac().toByteArray()).toList());
    return Patch.of(
        SyncdPatch.newBuilder()
            .addAllMutations(mutations.stream().map(EncryptedMutation::message).toList())
            .setSnapshotMAC(ByteString.copyFrom(snapshotMac))
            .setPatchMAC(ByteString.copyFrom(patchMac))
            .setKeyID(KeyId.newBuilder().setID(key.id().bytes()))
            .build());
  }
}
