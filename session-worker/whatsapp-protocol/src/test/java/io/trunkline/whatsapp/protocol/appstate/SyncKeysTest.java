package io.trunkline.whatsapp.protocol.appstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKey;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyData;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyFingerprint;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyId;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyShare;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SyncKeysTest {
  private static final AppStateSyncKeyFingerprint FINGERPRINT =
      AppStateSyncKeyFingerprint.newBuilder()
          .setRawID(77)
          .setCurrentIndex(2)
          .addDeviceIndexes(0)
          .addDeviceIndexes(2)
          .build();

  @Test
  void idIsDeviceAndEpoch() {
    ByteString bytes = ByteString.copyFrom(HexFormat.of().parseHex("fffe80000001"));
    SyncKeyId id = SyncKeyId.of(bytes);

    assertThat(id).isEqualTo(new SyncKeyId(65_534, 2_147_483_649L));
    assertThat(id.bytes()).isEqualTo(bytes);
    assertMalformed(() -> SyncKeyId.of(bytes.substring(1)));
    assertMalformed(() -> SyncKeyId.of(ByteString.EMPTY));
    assertThatThrownBy(() -> new SyncKeyId(65_536, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SyncKeyId(0, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  /// As the official client chooses.
  @Test
  void newestHasTheHighestEpochThenTheLowestDevice() {
    SyncKeys keys =
        SyncKeys.of(
            List.of(
                Device.key(0, 2),
                Device.key(3, 2_147_483_649L),
                Device.key(1, 2_147_483_649L),
                Device.key(9, 1)));

    assertThat(keys.newestFirst())
        .extracting(SyncKey::id)
        .containsExactly(
            new SyncKeyId(1, 2_147_483_649L),
            new SyncKeyId(3, 2_147_483_649L),
            new SyncKeyId(0, 2),
            new SyncKeyId(9, 1));
    assertThat(keys.newest()).contains(Device.key(1, 2_147_483_649L));
    assertThat(SyncKeys.NONE.newest()).isEmpty();
  }

  @Test
  void keysComeBackFromTheirStoredForm() {
    SyncKey key = key(new SyncKeyId(1, 5));

    SyncKey stored = SyncKey.decode(key.encode());

    assertThat(stored).isEqualTo(key);
    assertThat(stored.timestamp()).isEqualTo(Instant.ofEpochMilli(99));
    assertThat(stored.fingerprint()).isEqualTo(FINGERPRINT);
    assertThat(stored).isNotEqualTo(Device.key(1, 5));
    assertMalformed(() -> SyncKey.decode(new byte[0]));
    assertMalformed(() -> SyncKey.decode(new byte[] {-1}));
  }

  @Test
  void keysShowNothing() {
    byte[] data = new byte[32];
    Arrays.fill(data, (byte) 0x5a);
    SyncKey key = SyncKey.of(new SyncKeyId(1, 5), data, Instant.EPOCH, FINGERPRINT);

    assertThat(key.toString()).isEqualTo("SyncKey[1:5]");
    assertThat(SyncKeys.of(List.of(key)).toString()).isEqualTo("SyncKeys[1:5]");
    assertThat(new KeyShare(List.of(key), Set.of()).toString()).doesNotContain("5a", "90");
    assertThatThrownBy(
            () -> SyncKey.of(new SyncKeyId(1, 5), new byte[31], Instant.EPOCH, FINGERPRINT))
        .isInstanceOf(IllegalArgumentException.class);
    data[0] = 0;
    assertThat(key.encode())
        .isNotEqualTo(SyncKey.of(new SyncKeyId(1, 5), data, Instant.EPOCH, FINGERPRINT).encode());
  }

  @Test
  void shareTellsKeysAndWhatThePhoneDoesNotHave() {
    KeyShare share = new KeyShare(List.of(key(new SyncKeyId(0, 5))), Set.of(new SyncKeyId(0, 4)));

    assertThat(KeyShare.of(share.message())).isEqualTo(share);
  }

  @Test
  void brokenSharesAreRefused() {
    AppStateSyncKey shortKey =
        AppStateSyncKey.newBuilder()
            .setKeyID(AppStateSyncKeyId.newBuilder().setKeyID(new SyncKeyId(0, 1).bytes()))
            .setKeyData(
                AppStateSyncKeyData.newBuilder().setKeyData(ByteString.copyFrom(new byte[31])))
            .build();

    assertMalformed(() -> KeyShare.of(AppStateSyncKeyShare.newBuilder().addKeys(shortKey).build()));
    assertMalformed(
        () ->
            KeyShare.of(
                AppStateSyncKeyShare.newBuilder()
                    .addKeys(AppStateSyncKey.getDefaultInstance())
                    .build()));
  }

  @Test
  void requestIsAnsweredFromWhatIsHere() {
    SyncKey held = key(new SyncKeyId(0, 5));
    Set<SyncKeyId> asked = Set.of(new SyncKeyId(0, 5), new SyncKeyId(0, 6));

    assertThat(KeyShare.requested(KeyShare.request(asked))).isEqualTo(asked);
    assertThat(KeyShare.answer(asked, SyncKeys.of(List.of(held))))
        .isEqualTo(new KeyShare(List.of(held), Set.of(new SyncKeyId(0, 6))));
  }

  @Test
  void laterKeyOfAnIdReplacesTheEarlier() {
    SyncKey first = Device.key(1, 5);
    SyncKey second = key(new SyncKeyId(1, 5));

    assertThat(SyncKeys.of(List.of(first)).with(List.of(second)).find(first.id())).contains(second);
  }

  @Test
  void storedHashMustHaveItsLength() {
    assertThat(LtHash.of(new byte[128])).isEqualTo(LtHash.EMPTY);
    assertMalformed(() -> LtHash.of(new byte[127]));
  }

  private static SyncKey key(SyncKeyId id) {
    return SyncKey.of(id, new byte[32], Instant.ofEpochMilli(99), FINGERPRINT);
  }

  private static void assertMalformed(ThrowingCallable action) {
    assertThatThrownBy(action)
        .asInstanceOf(type(AppStateException.class))
        .returns(AppStateException.Code.MALFORMED, AppStateException::code);
  }
}
