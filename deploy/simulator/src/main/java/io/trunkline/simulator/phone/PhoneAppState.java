package io.trunkline.simulator.phone;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.server.Server;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyFingerprint;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.ActionIndex;
import io.trunkline.whatsapp.protocol.appstate.Applied;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.CollectionState;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.appstate.OwnPatch;
import io.trunkline.whatsapp.protocol.appstate.Patch;
import io.trunkline.whatsapp.protocol.appstate.PatchReader;
import io.trunkline.whatsapp.protocol.appstate.PatchWriter;
import io.trunkline.whatsapp.protocol.appstate.StoredMacs;
import io.trunkline.whatsapp.protocol.appstate.SyncKey;
import io.trunkline.whatsapp.protocol.appstate.SyncKeyId;
import io.trunkline.whatsapp.protocol.appstate.SyncKeys;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a phone and its linked devices share, as the phone sees it: it reads the server's log with
/// the same code as any device, and holds the keys. Only the key is in the journal
/// (`synckey/<number>`): the rest is read again. Not thread-safe: the phone's lock guards it.
final class PhoneAppState {
  /// Where the phone stands in one collection.
  private static final class Stand {
    CollectionState state = CollectionState.EMPTY;
    final Map<ByteString, ByteString> macs = new HashMap<>();
  }

  private final Account account;
  private final Randomness randomness;
  private final Map<Collection, Stand> stands = new EnumMap<>(Collection.class);
  private final Map<ActionIndex, Action> records = new LinkedHashMap<>();
  private SyncKeys keys = SyncKeys.NONE;

  PhoneAppState(Account account, Randomness randomness) {
    this.account = account;
    this.randomness = randomness;
    for (Collection collection : Collection.values()) {
      stands.put(collection, new Stand());
    }
  }

  void loadKey(byte[] key) {
    keys = keys.with(List.of(SyncKey.decode(key)));
  }

  /// The keys, of which the first is made when it is needed.
  SyncKeys keys(Instant now, Transaction transaction) {
    if (keys.newest().isEmpty()) {
      SyncKey first =
          SyncKey.of(
              new SyncKeyId(0, 1),
              randomness.bytes(SyncKey.SIZE_BYTES),
              now,
              AppStateSyncKeyFingerprint.newBuilder()
                  .setRawID(account.rawId())
                  .setCurrentIndex(account.lastKeyIndex())
                  .build());
      keys = SyncKeys.of(List.of(first));
      transaction.put("synckey/" + account.number(), first.encode());
    }
    return keys;
  }

  /// Writes changes, all of one collection.
  void write(
      Collection collection,
      List<Mutation> mutations,
      Instant now,
      Server server,
      Transaction transaction) {
    PatchWriter writer = new PatchWriter(collection, keys(now, transaction), randomness);
    while (true) {
      catchUp();
      Stand stand = stands.get(collection);
      Optional<OwnPatch> own = writer.write(stand.state, mutations, StoredMacs.of(stand.macs));
      if (own.isEmpty()
          || server.patch(
              account.phone(), collection, stand.state.version(), own.get().patch(), transaction)) {
        break;
      }
    }
    catchUp();
  }

  /// Reads what the server has.
  void catchUp() {
    stands.forEach(
        (collection, stand) -> {
          List<Patch> news = account.appState().after(collection, stand.state.version());
          if (news.isEmpty()) {
            return;
          }
          Applied applied =
              new PatchReader(collection, keys).apply(stand.state, news, StoredMacs.of(stand.macs));
          stand.state = applied.state();
          stand.macs.keySet().removeAll(applied.macs().removed());
          stand.macs.putAll(applied.macs().put());
          applied.mutations().forEach(this::take);
        });
  }

  private void take(Mutation mutation) {
    switch (mutation) {
      case Mutation.Set set -> records.put(set.index(), set.action());
      case Mutation.Remove remove -> records.remove(remove.index());
    }
  }

  /// All records as they are now.
  java.util.Collection<Action> actions() {
    return records.values();
  }
}
