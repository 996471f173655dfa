package io.trunkline.whatsapp.client;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.Applied;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.CollectionState;
import io.trunkline.whatsapp.protocol.appstate.MacChanges;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.appstate.Patch;
import io.trunkline.whatsapp.protocol.appstate.PatchReader;
import io.trunkline.whatsapp.protocol.appstate.PatchWriter;
import io.trunkline.whatsapp.protocol.appstate.Snapshot;
import io.trunkline.whatsapp.protocol.appstate.StoredMacs;
import io.trunkline.whatsapp.protocol.appstate.SyncKeys;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The server's log of one collection, and another device of the account that writes to it and
/// reads it. Safe for the server's thread and the test's.
final class PatchLog {

  private final Collection collection;
  private final Randomness randomness;
  private final List<Patch> patches = new ArrayList<>();
  private final Map<ByteString, ByteString> macs = new HashMap<>();
  private final List<Mutation> read = new ArrayList<>();
  private SyncKeys keys;
  private CollectionState state = CollectionState.EMPTY;
  private Snapshot snapshot = Snapshot.EMPTY;
  private Optional<byte[]> snapshotReference = Optional.empty();
  private UnaryOperator<byte[]> damage = bytes -> bytes;
  private int asked;

  PatchLog(Collection collection, SyncKeys keys, Randomness randomness) {
    this.collection = collection;
    this.keys = keys;
    this.randomness = randomness;
  }

  synchronized void keys(SyncKeys all) {
    keys = all;
  }

  /// Snapshots are handed out by this reference from now on.
  synchronized void snapshotsAt(byte[] reference) {
    snapshotReference = Optional.of(reference);
  }

  synchronized byte[] snapshot() {
    return snapshot.bytes();
  }

  /// What is handed out passes through this.
  synchronized void damage(UnaryOperator<byte[]> change) {
    damage = change;
  }

  /// The other device writes.
  synchronized void write(Action... actions) {
    List<Mutation> mutations = new ArrayList<>();
    for (Action action : actions) {
      mutations.add(new Mutation.Set(action, Instant.ofEpochSecond(1795255200)));
    }
    var writer = new PatchWriter(collection, keys, randomness);
    var own = writer.write(state, mutations, StoredMacs.of(macs)).orElseThrow();
    append(own.patch());
  }

  /// Numbers a patch, as the server does, and lets the other device read it.
  private void append(Patch patch) {
    Patch numbered = patch.withVersion(patches.size() + 1L);
    patches.add(numbered);
    snapshot = snapshot.advance(numbered);
    Applied applied =
        new PatchReader(collection, keys).apply(state, List.of(numbered), StoredMacs.of(macs));
    state = applied.state();
    MacChanges changes = applied.macs();
    macs.keySet().removeAll(changes.removed());
    macs.putAll(changes.put());
    read.addAll(applied.mutations());
  }

  /// What the other device has read, its own included.
  synchronized List<Action> actions() {
    return read.stream()
        .filter(Mutation.Set.class::isInstance)
        .map(mutation -> ((Mutation.Set) mutation).action())
        .toList();
  }

  synchronized int version() {
    return patches.size();
  }

  /// How often it was asked for.
  synchronized int asked() {
    return asked;
  }

  /// The server's answer to one `collection` node.
  synchronized Node answer(Node asked) {
    this.asked++;
    var answer = Node.of("collection").with("name", collection.text());
    int version = (int) asked.findNumber("version").orElse(0);
    boolean isAnew = asked.has("return_snapshot", "true");
    Optional<Node> patch = asked.child("patch");
    if (patch.isPresent()) {
      if (version != patches.size()) {
        return answer
            .with("type", "error")
            .with("version", patches.size())
            .child(patches(version))
            .child(Node.of("error").with("code", 409).with("text", "conflict").build())
            .build();
      }
      append(Patch.parse(patch.get().bytes()));
      return answer.with("version", patches.size()).build();
    }
    answer.with("version", patches.size());
    if (isAnew && snapshotReference.isPresent()) {
      return answer.child(Node.of("snapshot").bytes(snapshotReference.get()).build()).build();
    }
    return answer.child(patches(isAnew ? 0 : version)).build();
  }

  private Node patches(int after) {
    return Node.of("patches")
        .children(
            patches.stream()
                .skip(after)
                .map(patch -> Node.of("patch").bytes(damage.apply(patch.bytes())).build())
                .toList())
        .build();
  }
}
