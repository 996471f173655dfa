package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.action.SyncActionData;
import io.trunkline.whatsapp.proto.recovery.SyncdPlainTextRecord;
import io.trunkline.whatsapp.proto.recovery.SyncdSnapshotRecovery;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation.SyncdOperation;
import io.trunkline.whatsapp.protocol.appstate.AppStateException.Code;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// Believes and applies what the server hands out of one collection. Stateless.
///
/// Every MAC is checked, in this order: the sum over all records, the patch, then each value and
/// its index. All keys are looked for first, so that one exception names all that are missing.
public final class PatchReader {
  private static final int GZIP_MAGIC = 0x1f8b;

  private final Collection collection;
  private final SyncKeys keys;

  public PatchReader(Collection collection, SyncKeys keys) {
    this.collection = Objects.requireNonNull(collection, "collection");
    this.keys = Objects.requireNonNull(keys, "keys");
  }

  /// What [#apply(CollectionState, List, StoredMacs)] will look up.
  public static Set<ByteString> indexMacs(List<Patch> patches) {
    Set<ByteString> indexMacs = new HashSet<>();
    for (Patch patch : patches) {
      patch.mutations().forEach(mutation -> indexMacs.add(mutation.indexMac()));
    }
    return indexMacs;
  }

  /// Starts a collection from a snapshot; whatever was known of it before is replaced.
  ///
  /// @throws AppStateException MISSING_KEY, BAD_SNAPSHOT_MAC, BAD_VALUE_MAC, BAD_INDEX_MAC or
  ///     MALFORMED
  public Applied apply(Snapshot snapshot) {
    if (snapshot.version() <= 0) {
      throw new AppStateException(Code.MALFORMED, "A snapshot of no version");
    }
    SyncKeyId keyId = SyncKeyId.of(snapshot.message().getKeyID().getID());
    requireKeys(List.of(keyId), snapshot.records());
    var application = new Application(CollectionState.EMPTY, MacChanges.Builder.replacing());
    application.apply(snapshot.version(), snapshot.records());
    application.checkSnapshotMac(keyId, snapshot.message().getMac());
    application.decrypt(snapshot.records());
    return application.result();
  }

  /// Applies patches in the order of their versions. Those that the state has already are left
  /// out: the own patch comes back, and fetches may overlap.
  ///
  /// @param patches with their mutations inside
  /// @throws AppStateException MISSING_KEY, OUT_OF_ORDER, BAD_SNAPSHOT_MAC, BAD_PATCH_MAC,
  ///     BAD_VALUE_MAC, BAD_INDEX_MAC or MALFORMED
  public Applied apply(CollectionState state, List<Patch> patches, StoredMacs stored) {
    if (patches.stream().anyMatch(patch -> patch.version() <= 0)) {
      throw new AppStateException(Code.MALFORMED, "A patch of no version");
    }
    List<Patch> inOrder =
        patches.stream()
            .filter(patch -> patch.version() > state.version())
            .sorted(Comparator.comparingLong(Patch::version))
            .toList();
    requireKeys(
        inOrder.stream().map(Patch::keyId).toList(),
        inOrder.stream().flatMap(patch -> patch.mutations().stream()).toList());
    var application = new Application(state, MacChanges.Builder.over(stored));
    inOrder.forEach(application::apply);
    return application.result();
  }

  private void requireKeys(List<SyncKeyId> ids, List<EncryptedMutation> mutations) {
    Set<SyncKeyId> all = new LinkedHashSet<>(ids);
    mutations.forEach(mutation -> all.add(mutation.keyId()));
    keys.require(all);
  }

  /// Starts a collection from what the phone sent because the server's log could not be believed
  /// (`SyncdSnapshotRecovery`, plain or gzip). It came under end-to-end encryption from the own
  /// phone, whose sum is taken as it is.
  ///
  /// @param maxBytes how large it may be after inflation
  /// @return empty when it is not newer than the state
  /// @throws AppStateException MISSING_KEY, TOO_LARGE or MALFORMED
  public Optional<Applied> recover(CollectionState state, byte[] recovery, int maxBytes) {
    SyncdSnapshotRecovery message = parse(gunzip(recovery, maxBytes));
    if (!message.getCollectionName().equals(collection.text())) {
      throw new AppStateException(Code.MALFORMED, "A recovery of another collection");
    }
    if (message.getVersion().getVersion() <= state.version()) {
      return Optional.empty();
    }
    LtHash hash = LtHash.of(message.getCollectionLthash().toByteArray());
    Set<SyncKeyId> ids = new LinkedHashSet<>();
    message.getMutationRecordsList().forEach(record -> ids.add(SyncKeyId.of(record.getKeyID())));
    keys.require(ids);

    var macs = MacChanges.Builder.replacing();
    List<Mutation> mutations = new ArrayList<>();
    for (SyncdPlainTextRecord record : message.getMutationRecordsList()) {
      SyncActionData data = record.getValue();
      if (record.getMac().size() != MutationKeys.MAC_BYTES) {
        throw new AppStateException(Code.MALFORMED, "A recovered record without its MAC");
      }
      SyncKey key = keys.get(SyncKeyId.of(record.getKeyID()));
      macs.put(EncryptedMutation.indexMac(key, ActionIndex.of(data.getIndex())), record.getMac());
      mutations.add(EncryptedMutation.mutation(collection, SyncdOperation.SET, data));
    }
    var recovered = new CollectionState(message.getVersion().getVersion(), hash);
    return Optional.of(new Applied(recovered, mutations, macs.build(), 0));
  }

  private static SyncdSnapshotRecovery parse(byte[] bytes) {
    try {
      return SyncdSnapshotRecovery.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AppStateException(Code.MALFORMED, "Not a recovery");
    }
  }

  private static byte[] gunzip(byte[] bytes, int maxBytes) {
    boolean compressed =
        bytes.length > 2 && ((bytes[0] & 0xff) << 8 | bytes[1] & 0xff) == GZIP_MAGIC;
    if (!compressed) {
      return bytes;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] inflated = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new AppStateException(
            Code.TOO_LARGE, "More than %d bytes after inflation".formatted(maxBytes));
      }
      return inflated;
    } catch (IOException e) {
      throw new AppStateException(Code.MALFORMED, "Not a gzip stream");
    }
  }

  /// One call under way. It is thrown away when anything is wrong.
  private final class Application {
    private CollectionState state;
    private final MacChanges.Builder macs;
    private final List<Mutation> mutations = new ArrayList<>();
    private int unmatchedRemoves;

    Application(CollectionState state, MacChanges.Builder macs) {
      this.state = state;
      this.macs = macs;
    }

    void apply(Patch patch) {
      if (patch.version() != state.version() + 1) {
        throw new AppStateException(
            Code.OUT_OF_ORDER,
            "Expected patch %d but was %d".formatted(state.version() + 1, patch.version()));
      }
      apply(patch.version(), patch.mutations());
      checkSnapshotMac(patch.keyId(), patch.message().getSnapshotMAC());
      checkPatchMac(patch);
      decrypt(patch.mutations());
    }

    void apply(long version, List<EncryptedMutation> encrypted) {
      LtHash hash = state.hash();
      for (EncryptedMutation mutation : encrypted) {
        Optional<ByteString> previous = macs.find(mutation.indexMac());
        if (previous.isPresent()) {
          hash = hash.minus(previous.get());
        }
        switch (mutation.operation()) {
          case SET -> {
            hash = hash.plus(mutation.valueMac());
            macs.put(mutation.indexMac(), mutation.valueMac());
          }
          case REMOVE -> {
            unmatchedRemoves += previous.isPresent() ? 0 : 1;
            macs.remove(mutation.indexMac());
          }
        }
      }
      state = new CollectionState(version, hash);
    }

    void checkSnapshotMac(SyncKeyId keyId, ByteString mac) {
      byte[] expected =
          keys.get(keyId).derived().snapshotMac(collection, state.version(), state.hash());
      if (!HmacSha256.matches(expected, mac.toByteArray())) {
        throw new AppStateException(
            Code.BAD_SNAPSHOT_MAC,
            "%s at version %d is not what its writer saw"
                .formatted(collection.text(), state.version()));
      }
    }

    private void checkPatchMac(Patch patch) {
      byte[] expected =
          keys.get(patch.keyId())
              .derived()
              .patchMac(
                  collection,
                  patch.version(),
                  patch.message().getSnapshotMAC().toByteArray(),
                  patch.mutations().stream()
                      .map(mutation -> mutation.valueMac().toByteArray())
                      .toList());
      if (!HmacSha256.matches(expected, patch.message().getPatchMAC().toByteArray())) {
        throw new AppStateException(
            Code.BAD_PATCH_MAC,
            "Patch %d of %s was changed".formatted(patch.version(), collection.text()));
      }
    }

    void decrypt(List<EncryptedMutation> encrypted) {
      List<Mutation> decrypted = new ArrayList<>(encrypted.size());
      Set<ActionIndex> set = new HashSet<>();
      for (EncryptedMutation mutation : encrypted) {
        Mutation plain = mutation.decrypt(collection, keys.get(mutation.keyId()));
        decrypted.add(plain);
        if (plain instanceof Mutation.Set) {
          set.add(plain.index());
        }
      }
      for (Mutation plain : decrypted) {
        // Removed under its old key, set under the new one: the record is still there.
        if (plain instanceof Mutation.Set || !set.contains(plain.index())) {
          mutations.add(plain);
        }
      }
    }

    Applied result() {
      return new Applied(state, mutations, macs.build(), unmatchedRemoves);
    }
  }
}
