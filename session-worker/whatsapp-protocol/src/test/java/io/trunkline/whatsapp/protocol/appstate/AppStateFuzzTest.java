package io.trunkline.whatsapp.protocol.appstate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyFingerprint;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class AppStateFuzzTest {
  private final SyncKeys keys =
      SyncKeys.of(
          List.of(
              SyncKey.of(
                  new SyncKeyId(0, 1),
                  new byte[SyncKey.SIZE_BYTES],
                  Instant.EPOCH,
                  AppStateSyncKeyFingerprint.getDefaultInstance())));
  private final PatchReader reader = new PatchReader(Collection.REGULAR, keys);

  /// Patches, snapshots, recoveries, and the actions inside of them.
  @FuzzTest(maxDuration = "5s")
  void anyPatchIsAppliedOrRefusedWithACode(FuzzedDataProvider data) {
    int which = data.consumeInt(0, 4);
    byte[] bytes = data.consumeRemainingAsBytes();
    try {
      switch (which) {
        case 0 ->
            reader.apply(
                CollectionState.EMPTY, List.of(Patch.parse(bytes)), StoredMacs.of(Map.of()));
        case 1 -> reader.apply(Snapshot.parse(bytes));
        case 2 -> reader.recover(CollectionState.EMPTY, bytes, 1 << 16);
        case 3 -> Snapshot.EMPTY.advance(Patch.parse(bytes).withMutations(bytes));
        default -> SyncKey.decode(bytes);
      }
    } catch (AppStateException refused) {
      assertThat(refused.code()).isNotNull();
    }
  }
}
