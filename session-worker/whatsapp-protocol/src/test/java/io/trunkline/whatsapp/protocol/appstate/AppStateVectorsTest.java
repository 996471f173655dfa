package io.trunkline.whatsapp.protocol.appstate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.action.SyncActionData;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyFingerprint;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation.SyncdOperation;
import io.trunkline.whatsapp.protocol.crypto.AesCbc;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.HmacSha512;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AppStateVectorsTest {
  private static final JsonNode VECTOR = Vectors.of("app_state");
  private static final JsonNode MUTE = VECTOR.required("mutations").get(0);
  private static final JsonNode STAR = VECTOR.required("mutations").get(1);
  private static final Jid CHAT = Jid.parse("15551234567@s.whatsapp.net");
  private static final List<Mutation> MUTATIONS =
      List.of(
          new Mutation.Set(
              new Action.Mute(CHAT, true, Optional.empty(), false),
              Instant.ofEpochMilli(1_700_000_000_000L)),
          new Mutation.Set(
              new Action.Star(new MessageRef(CHAT, "3EB0AABBCCDD", true, Optional.empty()), true),
              Instant.ofEpochMilli(1_700_000_000_001L)));

  private final SyncKey key =
      SyncKey.of(
          SyncKeyId.of(Vectors.byteString(VECTOR, "keyId")),
          Vectors.bytes(VECTOR, "keyData"),
          Instant.EPOCH,
          AppStateSyncKeyFingerprint.getDefaultInstance());
  private final SyncKeys keys = SyncKeys.of(List.of(key));
  private final Collection collection =
      Collection.find(VECTOR.required("collection").asString()).orElseThrow();

  @Test
  void fiveKeysAreDerived() {
    JsonNode derived = VECTOR.required("derived");
    byte[] data = {1, 2, 3};
    byte[] iv = new byte[16];

    assertThat(key.derived().indexMac(data))
        .isEqualTo(HmacSha256.mac(Vectors.bytes(derived, "indexHmacKey"), data));
    assertThat(key.derived().encrypt(iv, data))
        .isEqualTo(AesCbc.encrypt(Vectors.bytes(derived, "valueEncryptionAesKey"), iv, data));
    assertThat(key.derived().valueMac(SyncdOperation.REMOVE, new byte[] {9}, iv, data))
        .isEqualTo(
            Arrays.copyOf(
                HmacSha512.mac(
                    Vectors.bytes(derived, "valueMacHmacKey"),
                    new byte[] {2, 9},
                    iv,
                    data,
                    new byte[] {0, 0, 0, 0, 0, 0, 0, 2}),
                32));
    assertThat(key.derived().snapshotMac(Collection.REGULAR, 258, LtHash.EMPTY))
        .isEqualTo(
            HmacSha256.mac(
                Vectors.bytes(derived, "snapshotMacHmacKey"),
                new byte[128],
                new byte[] {0, 0, 0, 0, 0, 0, 1, 2},
                "regular".getBytes(StandardCharsets.US_ASCII)));
    assertThat(key.derived().patchMac(Collection.REGULAR, 1, iv, List.of(data)))
        .isEqualTo(
            HmacSha256.mac(
                Vectors.bytes(derived, "patchMacHmacKey"),
                iv,
                data,
                new byte[] {0, 0, 0, 0, 0, 0, 0, 1},
                "regular".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void mutationsAreEncryptedToTheVectors() {
    List<EncryptedMutation> encrypted = ownPatch().patch().mutations();

    assertThat(encrypted).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonNode expected = VECTOR.required("mutations").get(i);
      assertThat(MUTATIONS.get(i).index().json().toStringUtf8())
          .isEqualTo(expected.required("index").asString());
      assertThat(encrypted.get(i).operation().getNumber())
          .isEqualTo(expected.required("op").asInt());
      assertThat(encrypted.get(i).indexMac()).isEqualTo(Vectors.byteString(expected, "indexMac"));
      assertThat(encrypted.get(i).valueBlob()).isEqualTo(Vectors.byteString(expected, "valueBlob"));
      assertThat(encrypted.get(i).valueMac()).isEqualTo(Vectors.byteString(expected, "valueMac"));
    }
  }

  @Test
  void plaintextsHaveTheVectorsFieldsAndVersions() throws IOException {
    for (int i = 0; i < 2; i++) {
      JsonNode expected = VECTOR.required("mutations").get(i);
      var data = SyncActionData.parseFrom(Vectors.bytes(expected, "syncActionDataPlain"));
      assertThat(EncryptedMutation.mutation(collection, SyncdOperation.SET, data))
          .isEqualTo(MUTATIONS.get(i));
      assertThat(data.getVersion()).isEqualTo(expected.required("version").asInt());
    }
  }

  @Test
  void hashesAreTheVectors() {
    ByteString mute = Vectors.byteString(MUTE, "valueMac");
    ByteString star = Vectors.byteString(STAR, "valueMac");
    LtHash first = LtHash.EMPTY.plus(mute);

    assertThat(first).isEqualTo(hash("ltHashAfterFirst"));
    assertThat(first.plus(star)).isEqualTo(hash("ltHashAfterBoth"));
    assertThat(first.plus(star).minus(mute)).isEqualTo(hash("ltHashFirstRemovedSecondAdded"));
    assertThat(LtHash.EMPTY.plus(star)).isEqualTo(hash("ltHashFirstRemovedSecondAdded"));
  }

  private static LtHash hash(String field) {
    return LtHash.of(Vectors.bytes(VECTOR, field));
  }

  @Test
  void patchHasTheVectorsMacs() {
    OwnPatch own = ownPatch();

    assertThat(own.state()).isEqualTo(new CollectionState(1, hash("ltHashAfterBoth")));
    assertThat(own.patch().message().getSnapshotMAC())
        .isEqualTo(Vectors.byteString(VECTOR, "snapshotMacOfBothAtVersion1"));
    assertThat(own.patch().message().getPatchMAC())
        .isEqualTo(Vectors.byteString(VECTOR, "patchMacOfBothAtVersion1"));
    assertThat(own.patch().message().hasVersion()).isFalse();
    assertThat(own.macs().put())
        .isEqualTo(
            Map.of(
                Vectors.byteString(MUTE, "indexMac"), Vectors.byteString(MUTE, "valueMac"),
                Vectors.byteString(STAR, "indexMac"), Vectors.byteString(STAR, "valueMac")));
  }

  @Test
  void vectorsPatchIsBelievedAndRead() {
    Patch patch = Patch.parse(ownPatch().patch().withVersion(1).bytes());

    Applied applied =
        new PatchReader(collection, keys)
            .apply(CollectionState.EMPTY, List.of(patch), StoredMacs.NONE);

    assertThat(applied.mutations()).isEqualTo(MUTATIONS);
    assertThat(applied.state()).isEqualTo(ownPatch().state());
  }

  private OwnPatch ownPatch() {
    Deque<byte[]> ivs = new ArrayDeque<>();
    ivs.add(Vectors.bytes(MUTE, "iv"));
    ivs.add(Vectors.bytes(STAR, "iv"));
    Randomness scripted = count -> Arrays.copyOf(ivs.remove(), count);
    return new PatchWriter(collection, keys, scripted)
        .write(CollectionState.EMPTY, MUTATIONS, StoredMacs.NONE)
        .orElseThrow();
  }
}
