package io.trunkline.whatsapp.protocol.appstate;

import static io.trunkline.whatsapp.protocol.appstate.AppStateException.Code.BAD_INDEX_MAC;
import static io.trunkline.whatsapp.protocol.appstate.AppStateException.Code.BAD_PATCH_MAC;
import static io.trunkline.whatsapp.protocol.appstate.AppStateException.Code.BAD_SNAPSHOT_MAC;
import static io.trunkline.whatsapp.protocol.appstate.AppStateException.Code.BAD_VALUE_MAC;
import static io.trunkline.whatsapp.protocol.appstate.AppStateException.Code.MALFORMED;
import static io.trunkline.whatsapp.protocol.appstate.AppStateException.Code.MISSING_KEY;
import static io.trunkline.whatsapp.protocol.appstate.AppStateException.Code.OUT_OF_ORDER;
import static io.trunkline.whatsapp.protocol.appstate.AppStateException.Code.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.syncd.ExitCode;
import io.trunkline.whatsapp.proto.syncd.KeyId;
import io.trunkline.whatsapp.proto.syncd.SyncdIndex;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation.SyncdOperation;
import io.trunkline.whatsapp.proto.syncd.SyncdPatch;
import io.trunkline.whatsapp.proto.syncd.SyncdRecord;
import io.trunkline.whatsapp.proto.syncd.SyncdSnapshot;
import io.trunkline.whatsapp.proto.syncd.SyncdValue;
import io.trunkline.whatsapp.protocol.appstate.AppStateException.Code;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server that changes what a device has written: two records at version 1, then a patch that
/// replaces the first of them, adds a third and removes the second.
class TamperingTest {
  private static final int REPLACED = 1;
  private static final int ADDED = 2;
  private static final int REMOVED = 0;

  private final Server server = new Server();
  private final Device writer = device(Device.keys(1, 2));
  private final Device reader = device(Device.keys(1, 2));
  private Patch patch;

  private static Device device(SyncKeys keys) {
    return new Device(Collection.REGULAR_LOW, keys, Randomness.from(new Random(11)));
  }

  @BeforeEach
  void write() {
    push(pin(1, true), pin(2, true));
    reader.apply(server.since(0));
    push(pin(1, false), pin(3, true), Mutation.Remove.of(action(2, true), Instant.EPOCH));
    patch = server.since(1).getFirst();
  }

  private void push(Mutation... mutations) {
    OwnPatch own = writer.write(mutations).orElseThrow();
    assertThat(server.push(writer.state.version(), own.patch().bytes())).isTrue();
    writer.store(own.state(), own.macs());
  }

  private static Mutation pin(int chat, boolean pinned) {
    return new Mutation.Set(action(chat, pinned), Instant.EPOCH);
  }

  private static Action action(int chat, boolean pinned) {
    return new Action.Pin(Jid.user("1555000000" + chat, JidServer.USER), pinned);
  }

  @Test
  void unchangedPatchAndSnapshotAreBelieved() {
    reader.apply(List.of(patch));

    assertThat(reader.state).isEqualTo(writer.state);
    assertThat(reader.records.values())
        .containsExactlyInAnyOrder(action(1, false), action(3, true));
    Device fresh = device(Device.keys(1, 2));
    fresh.apply(server.snapshot());
    assertThat(fresh.state).isEqualTo(writer.state);
  }

  @Test
  void changedMacsOfThePatch() {
    assertPatch(BAD_SNAPSHOT_MAC, p -> p.setSnapshotMAC(flip(p.getSnapshotMAC(), 0)));
    assertPatch(BAD_PATCH_MAC, p -> p.setPatchMAC(flip(p.getPatchMAC(), 31)));
    assertPatch(MALFORMED, p -> p.setPatchMAC(p.getPatchMAC().substring(1)));
    assertPatch(MALFORMED, SyncdPatch.Builder::clearSnapshotMAC);
  }

  @Test
  void changedValues() {
    for (int i : new int[] {REMOVED, REPLACED, ADDED}) {
      assertPatch(BAD_VALUE_MAC, p -> value(p, i, blob -> flip(blob, 0)));
      assertPatch(BAD_VALUE_MAC, p -> value(p, i, blob -> flip(blob, 16)));
      assertPatch(BAD_VALUE_MAC, p -> value(p, i, blob -> flip(blob, blob.size() - 33)));
    }
    assertPatch(BAD_SNAPSHOT_MAC, p -> value(p, ADDED, blob -> flip(blob, blob.size() - 1)));
    // A removal adds nothing to the sum, so its MAC is only under the patch's.
    assertPatch(BAD_PATCH_MAC, p -> value(p, REMOVED, blob -> flip(blob, blob.size() - 1)));
    assertPatch(MALFORMED, p -> value(p, ADDED, blob -> blob.substring(1)));
    assertPatch(MALFORMED, p -> value(p, ADDED, blob -> blob.substring(0, 48)));
  }

  @Test
  void changedIndexes() {
    assertPatch(BAD_SNAPSHOT_MAC, p -> index(p, REPLACED, blob -> flip(blob, 0)));
    assertPatch(BAD_SNAPSHOT_MAC, p -> index(p, REMOVED, blob -> flip(blob, 0)));
    assertPatch(BAD_INDEX_MAC, p -> index(p, ADDED, blob -> flip(blob, 0)));
    assertPatch(MALFORMED, p -> index(p, ADDED, blob -> blob.concat(blob)));
  }

  @Test
  void changedOperations() {
    assertPatch(
        BAD_SNAPSHOT_MAC, p -> p.getMutationsBuilder(ADDED).setOperation(SyncdOperation.REMOVE));
    assertPatch(
        BAD_SNAPSHOT_MAC, p -> p.getMutationsBuilder(REMOVED).setOperation(SyncdOperation.SET));
  }

  @Test
  void changedKeys() {
    ByteString other = new SyncKeyId(0, 1).bytes();
    ByteString absent = new SyncKeyId(0, 7).bytes();

    assertPatch(BAD_VALUE_MAC, p -> record(p, ADDED).getKeyIDBuilder().setID(other));
    assertPatch(MISSING_KEY, p -> record(p, ADDED).getKeyIDBuilder().setID(absent));
    assertPatch(MALFORMED, p -> record(p, ADDED).clearKeyID());
    assertPatch(BAD_SNAPSHOT_MAC, p -> p.setKeyID(KeyId.newBuilder().setID(other)));
    assertPatch(MISSING_KEY, p -> p.setKeyID(KeyId.newBuilder().setID(absent)));
  }

  @Test
  void mutationsLeftOutRepeatedOrMoved() {
    assertPatch(BAD_SNAPSHOT_MAC, p -> p.removeMutations(ADDED));
    assertPatch(BAD_SNAPSHOT_MAC, p -> p.removeMutations(REMOVED));
    assertPatch(BAD_PATCH_MAC, p -> p.addMutations(p.getMutations(ADDED)));
    assertPatch(
        BAD_PATCH_MAC,
        p -> {
          SyncdMutation last = p.getMutations(2);
          p.setMutations(2, p.getMutations(1)).setMutations(1, last);
        });
    assertPatch(MALFORMED, p -> p.setExternalMutations(Device.file()));
  }

  @Test
  void changedVersions() {
    assertPatch(OUT_OF_ORDER, p -> p.getVersionBuilder().setVersion(3));
    assertPatch(OUT_OF_ORDER, p -> p.getVersionBuilder().setVersion(Long.MAX_VALUE));
    assertPatch(MALFORMED, p -> p.getVersionBuilder().setVersion(-1));
    assertPatch(MALFORMED, SyncdPatch.Builder::clearVersion);
    Patch old = changed(p -> p.getVersionBuilder().setVersion(1));
    assertThat(reader.apply(List.of(old)).state().version()).isEqualTo(1);
    assertThat(reader.apply(List.of(old)).mutations()).isEmpty();
  }

  @Test
  void patchOfAnotherCollectionOrState() {
    var elsewhere = new PatchReader(Collection.REGULAR, reader.keys);
    assertCode(
        BAD_SNAPSHOT_MAC,
        () -> elsewhere.apply(reader.state, List.of(patch), StoredMacs.of(reader.macs)));
    Device behind = device(Device.keys(1, 2));
    assertCode(OUT_OF_ORDER, () -> behind.apply(List.of(patch)));
    reader.macs.clear();
    assertCode(BAD_SNAPSHOT_MAC, () -> reader.apply(List.of(patch)));
  }

  @Test
  void logThatEnded() {
    assertPatch(TERMINATED, p -> p.setExitCode(ExitCode.newBuilder().setCode(5)));
    reader.apply(List.of(changed(p -> p.setExitCode(ExitCode.newBuilder().setCode(0)))));
    assertThat(reader.state).isEqualTo(writer.state);
  }

  @Test
  void laterPatchSpoilsTheWholeCall() {
    Patch broken = changed(p -> p.setPatchMAC(flip(p.getPatchMAC(), 0)));
    Device fresh = device(Device.keys(1, 2));

    assertCode(BAD_PATCH_MAC, () -> fresh.apply(List.of(server.since(0).getFirst(), broken)));
    assertThat(fresh.state).isEqualTo(CollectionState.EMPTY);
    assertThat(fresh.macs).isEmpty();
  }

  @Test
  void changedSnapshots() {
    assertSnapshot(BAD_SNAPSHOT_MAC, s -> s.setMac(flip(s.getMac(), 0)));
    assertSnapshot(BAD_SNAPSHOT_MAC, SyncdSnapshot.Builder::clearMac);
    assertSnapshot(BAD_SNAPSHOT_MAC, s -> s.removeRecords(0));
    assertSnapshot(BAD_SNAPSHOT_MAC, s -> s.getVersionBuilder().setVersion(3));
    assertSnapshot(MALFORMED, SyncdSnapshot.Builder::clearVersion);
    assertSnapshot(MALFORMED, SyncdSnapshot.Builder::clearKeyID);
    assertSnapshot(
        BAD_VALUE_MAC,
        s -> {
          SyncdValue.Builder value = s.getRecordsBuilder(0).getValueBuilder();
          value.setBlob(flip(value.getBlob(), 20));
        });
    assertSnapshot(
        BAD_INDEX_MAC,
        s -> {
          SyncdIndex.Builder index = s.getRecordsBuilder(0).getIndexBuilder();
          index.setBlob(flip(index.getBlob(), 0));
        });
    assertSnapshot(
        MISSING_KEY,
        s -> s.getRecordsBuilder(0).getKeyIDBuilder().setID(new SyncKeyId(3, 3).bytes()));
  }

  /// As the official client reads it: of records with one index only the last counts.
  @Test
  void recordThatASnapshotRepeatsCountsOnce() throws Exception {
    SyncdSnapshot snapshot = SyncdSnapshot.parseFrom(server.snapshot().bytes());
    SyncdSnapshot doubled = snapshot.toBuilder().addRecords(snapshot.getRecords(0)).build();
    Device fresh = device(Device.keys(1, 2));

    fresh.apply(Snapshot.parse(doubled.toByteArray()));

    assertThat(fresh.state).isEqualTo(writer.state);
  }

  @Test
  void allMissingKeysAreNamedAtOnce() {
    Device keyless = device(Device.keys(9));

    assertThatThrownBy(
            () ->
                keyless.apply(
                    List.of(
                        server.since(0).getFirst(),
                        changed(
                            p ->
                                record(p, ADDED)
                                    .getKeyIDBuilder()
                                    .setID(new SyncKeyId(4, 5).bytes())))))
        .asInstanceOf(type(AppStateException.class))
        .returns(MISSING_KEY, AppStateException::code)
        .returns(Set.of(new SyncKeyId(0, 2), new SyncKeyId(4, 5)), AppStateException::missingKeys);
  }

  private void assertPatch(Code code, Consumer<SyncdPatch.Builder> change) {
    CollectionState state = reader.state;
    Map<ByteString, ByteString> macs = Map.copyOf(reader.macs);

    assertCode(code, () -> reader.apply(List.of(changed(change))));

    assertThat(reader.state).isEqualTo(state);
    assertThat(reader.macs).isEqualTo(macs);
  }

  private Patch changed(Consumer<SyncdPatch.Builder> change) {
    SyncdPatch.Builder changed = patch.message().toBuilder();
    change.accept(changed);
    return Patch.parse(changed.build().toByteArray());
  }

  private void assertSnapshot(Code code, Consumer<SyncdSnapshot.Builder> change) {
    SyncdSnapshot.Builder changed = server.snapshot().message().toBuilder();
    change.accept(changed);
    byte[] bytes = changed.build().toByteArray();
    assertCode(code, () -> device(Device.keys(1, 2)).apply(Snapshot.parse(bytes)));
  }

  private static void assertCode(Code code, Runnable action) {
    assertThatThrownBy(action::run)
        .asInstanceOf(type(AppStateException.class))
        .returns(code, AppStateException::code);
  }

  private static SyncdRecord.Builder record(SyncdPatch.Builder patch, int mutation) {
    return patch.getMutationsBuilder(mutation).getRecordBuilder();
  }

  private static void value(
      SyncdPatch.Builder patch, int mutation, UnaryOperator<ByteString> change) {
    SyncdValue.Builder value = record(patch, mutation).getValueBuilder();
    value.setBlob(change.apply(value.getBlob()));
  }

  private static void index(
      SyncdPatch.Builder patch, int mutation, UnaryOperator<ByteString> change) {
    SyncdIndex.Builder index = record(patch, mutation).getIndexBuilder();
    index.setBlob(change.apply(index.getBlob()));
  }

  private static ByteString flip(ByteString bytes, int place) {
    byte[] changed = bytes.toByteArray();
    changed[place] ^= 1;
    return ByteString.copyFrom(changed);
  }
}
