package io.trunkline.whatsapp.protocol.appstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.action.SyncActionData;
import io.trunkline.whatsapp.proto.recovery.SyncdPlainTextRecord;
import io.trunkline.whatsapp.proto.recovery.SyncdSnapshotRecovery;
import io.trunkline.whatsapp.proto.recovery.SyncdVersion;
import io.trunkline.whatsapp.proto.syncd.ExternalBlobReference;
import io.trunkline.whatsapp.proto.syncd.SyncdMutations;
import io.trunkline.whatsapp.protocol.appstate.AppStateException.Code;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class PatchReaderTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final Action NAME = new Action.PushName("Ann");
  private static final Action LOCALE = new Action.Locale("en_US");
  private static final int MAX_BYTES = 10_000;

  private final Server server = new Server();
  private final Device phone = device();
  private final Device companion = device();

  private static Device device() {
    return new Device(Collection.CRITICAL_BLOCK, Device.keys(1), Randomness.from(new Random(8)));
  }

  private void push(Action action) {
    OwnPatch own = phone.write(new Mutation.Set(action, NOW)).orElseThrow();
    server.push(phone.state.version(), own.patch().bytes());
    phone.store(own.state(), own.macs());
  }

  @Test
  void snapshotReplacesWhatWasThere() {
    push(NAME);
    companion.macs.put(ByteString.copyFromUtf8("old"), ByteString.copyFromUtf8("old"));

    Applied applied = companion.apply(server.snapshot());

    assertThat(applied.macs().replacesAll()).isTrue();
    assertThat(applied.mutations()).containsExactly(new Mutation.Set(NAME, NOW));
    assertThat(companion.macs).isEqualTo(phone.macs);
  }

  @Test
  void snapshotAndLaterPatchesOfOneAnswer() {
    push(NAME);
    Snapshot snapshot = server.snapshot();
    push(LOCALE);
    push(new Action.PushName("Bob"));
    var reader = new PatchReader(Collection.CRITICAL_BLOCK, companion.keys);

    Applied first = reader.apply(snapshot);
    Applied second =
        reader.apply(first.state(), server.since(1), first.macs().over(StoredMacs.NONE));

    assertThat(second.state()).isEqualTo(phone.state);
    assertThat(second.mutations()).hasSize(2);
  }

  @Test
  void patchesComeInAnyOrderAndOverlap() {
    push(NAME);
    companion.apply(server.since(0));
    push(LOCALE);
    push(new Action.PushName("Bob"));

    Applied applied = companion.apply(server.since(0).reversed());

    assertThat(applied.mutations()).hasSize(2);
    assertThat(companion.state).isEqualTo(phone.state);
    assertThat(companion.apply(server.since(0)).mutations()).isEmpty();
  }

  @Test
  void mutationsOfAFileArePutBack() {
    push(NAME);
    Patch inline = server.since(0).getFirst();
    byte[] file =
        SyncdMutations.newBuilder()
            .addAllMutations(inline.message().getMutationsList())
            .build()
            .toByteArray();
    Patch external =
        Patch.parse(
            inline.message().toBuilder()
                .clearMutations()
                .setExternalMutations(Device.file())
                .build()
                .toByteArray());

    assertThat(external.external().orElseThrow().getDirectPath()).isEqualTo("/v/1");
    assertThatThrownBy(() -> companion.apply(List.of(external)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> inline.withMutations(file)).isInstanceOf(IllegalStateException.class);
    assertCode(Code.MALFORMED, () -> external.withMutations(new byte[0]));
    assertCode(Code.MALFORMED, () -> external.withMutations(new byte[] {-1}));
    companion.apply(List.of(external.withMutations(file)));
    assertThat(companion.state).isEqualTo(phone.state);
  }

  @Test
  void filesAreNamedInFull() {
    ExternalBlobReference file = Device.file();

    assertThat(Snapshot.reference(file.toByteArray())).isEqualTo(file);
    for (var incomplete :
        List.of(
            file.toBuilder().clearMediaKey(),
            file.toBuilder().clearDirectPath(),
            file.toBuilder().clearFileSHA256(),
            file.toBuilder().setFileEncSHA256(ByteString.copyFromUtf8("short")))) {
      assertCode(Code.MALFORMED, () -> Snapshot.reference(incomplete.build().toByteArray()));
      push(NAME);
      Patch patch = server.since(0).getFirst();
      byte[] outside =
          patch.message().toBuilder()
              .clearMutations()
              .setExternalMutations(incomplete)
              .build()
              .toByteArray();
      assertCode(Code.MALFORMED, () -> Patch.parse(outside));
    }
    assertCode(Code.MALFORMED, () -> Snapshot.reference(new byte[] {-1}));
  }

  @Test
  void recoveryFromThePhoneIsTakenAsItIs() throws IOException {
    push(NAME);
    push(LOCALE);
    byte[] recovery = recovery("critical_block", 7).toByteArray();

    for (byte[] form : List.of(recovery, gzip(recovery))) {
      Device lost = device();
      Applied applied =
          new PatchReader(Collection.CRITICAL_BLOCK, lost.keys)
              .recover(lost.state, form, MAX_BYTES)
              .orElseThrow();
      lost.store(applied);
      assertThat(lost.state).isEqualTo(new CollectionState(7, phone.state.hash()));
      assertThat(lost.macs).isEqualTo(phone.macs);
      assertThat(lost.records.values()).containsExactlyInAnyOrder(NAME, LOCALE);
    }
  }

  @Test
  void recoveryThatIsNotNewerIsLeftOut() {
    push(NAME);

    assertThat(
            new PatchReader(Collection.CRITICAL_BLOCK, phone.keys)
                .recover(
                    new CollectionState(7, LtHash.EMPTY),
                    recovery("critical_block", 7).toByteArray(),
                    MAX_BYTES))
        .isEmpty();
  }

  @Test
  void brokenRecoveriesAreRefused() throws IOException {
    push(NAME);
    SyncdSnapshotRecovery good = recovery("critical_block", 7);

    assertRecovery(Code.MALFORMED, recovery("regular", 7).toByteArray());
    assertRecovery(Code.MALFORMED, new byte[] {-1});
    assertRecovery(Code.MALFORMED, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertRecovery(Code.MALFORMED, good.toBuilder().clearCollectionLthash().build().toByteArray());
    assertRecovery(
        Code.MALFORMED,
        good.toBuilder()
            .setMutationRecords(0, good.getMutationRecords(0).toBuilder().clearMac())
            .build()
            .toByteArray());
    assertRecovery(
        Code.MISSING_KEY,
        good.toBuilder()
            .setMutationRecords(
                0, good.getMutationRecords(0).toBuilder().setKeyID(new SyncKeyId(0, 9).bytes()))
            .build()
            .toByteArray());
    assertRecovery(Code.TOO_LARGE, gzip(new byte[MAX_BYTES + 1]));
  }

  private void assertRecovery(Code code, byte[] recovery) {
    var reader = new PatchReader(Collection.CRITICAL_BLOCK, phone.keys);
    assertCode(code, () -> reader.recover(CollectionState.EMPTY, recovery, MAX_BYTES));
  }

  private static void assertCode(Code code, Runnable action) {
    assertThatThrownBy(action::run)
        .asInstanceOf(type(AppStateException.class))
        .returns(code, AppStateException::code);
  }

  /// What the phone would send of its records.
  private SyncdSnapshotRecovery recovery(String collection, long version) {
    SyncKey key = phone.keys.newest().orElseThrow();
    var recovery =
        SyncdSnapshotRecovery.newBuilder()
            .setCollectionName(collection)
            .setVersion(SyncdVersion.newBuilder().setVersion(version))
            .setCollectionLthash(ByteString.copyFrom(phone.state.hash().bytes()));
    Map<ByteString, ByteString> macs = phone.macs;
    for (Action action : List.of(NAME, LOCALE)) {
      ByteString mac = macs.get(EncryptedMutation.indexMac(key, action.index()));
      if (mac != null) {
        recovery.addMutationRecords(
            SyncdPlainTextRecord.newBuilder()
                .setKeyID(key.id().bytes())
                .setMac(mac)
                .setValue(
                    SyncActionData.newBuilder()
                        .setIndex(action.index().json())
                        .setValue(ActionWriter.write(action).value().setTimestamp(1))
                        .setVersion(action.version())));
      }
    }
    return recovery.build();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
