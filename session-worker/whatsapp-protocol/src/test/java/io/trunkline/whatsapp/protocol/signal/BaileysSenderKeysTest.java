package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Reads what npm `baileys` sent to a group, and says the same byte for byte, but for signatures,
/// which are random.
class BaileysSenderKeysTest {

  private static final HexFormat HEX = HexFormat.of();

  private final JsonNode keys = Vectors.file("baileys-sender-keys.json").required("keys");
  private final Randomness random = Randomness.from(new Random(1));

  @Test
  void whatBaileysSaysIsUnderstoodInAnyOrder() {
    SenderKeyRecord record = SenderKeyRecord.EMPTY;
    List<JsonNode> messages = new ArrayList<>();
    for (JsonNode key : keys) {
      for (JsonNode distribution : key.required("distributions")) {
        record = record.with(SenderKeyDistribution.parse(Vectors.bytes(distribution, "bytes")));
      }
      key.required("messages").forEach(messages::add);
    }
    Collections.shuffle(messages, new Random(4));
    assertThat(messages).hasSize(16);
    for (JsonNode message : messages) {
      byte[] bytes = Vectors.bytes(message, "bytes");
      GroupDecrypted decrypted = GroupCipher.decrypt(record, bytes);
      assertThat(decrypted.padded()).isEqualTo(Vectors.bytes(message, "plaintext"));
      record = decrypted.record();
      SenderKeyRecord after = record;
      assertThatThrownBy(() -> GroupCipher.decrypt(after, bytes))
          .isInstanceOfSatisfying(
              SignalException.class,
              e -> assertThat(e.code()).isEqualTo(SignalException.Code.DUPLICATE));
    }
  }

  @Test
  void eachDistributionIsEnoughForAllThatFollowsIt() {
    for (JsonNode key : keys) {
      for (JsonNode distribution : key.required("distributions")) {
        SenderKeyRecord record =
            SenderKeyRecord.EMPTY.with(
                SenderKeyDistribution.parse(Vectors.bytes(distribution, "bytes")));
        int from = distribution.required("iteration").asInt();
        int read = 0;
        for (JsonNode message : key.required("messages")) {
          if (message.required("iteration").asInt() >= from) {
            assertThat(GroupCipher.decrypt(record, Vectors.bytes(message, "bytes")).padded())
                .isEqualTo(Vectors.bytes(message, "plaintext"));
            read++;
          }
        }
        assertThat(read).isPositive();
      }
    }
  }

  @Test
  void underTheSameKeyTheSameIsSaid() {
    for (JsonNode key : keys) {
      OwnSenderKey own =
          new OwnSenderKey(
              key.required("id").asInt(),
              Vectors.pair(key, "signingPrivate"),
              new ChainKey(Vectors.bytes(key, "chainKey"), 0));
      for (JsonNode distribution : key.required("distributions")) {
        OwnSenderKey at = own.skipTo(distribution.required("iteration").asInt());
        assertThat(HEX.formatHex(at.distribution().encode()))
            .isEqualTo(distribution.required("bytes").asString());
      }
      for (JsonNode message : key.required("messages")) {
        own = own.skipTo(message.required("iteration").asInt());
        GroupEncrypted encrypted =
            GroupCipher.encrypt(own, Vectors.bytes(message, "plaintext"), random);
        assertThat(withoutSignature(HEX.formatHex(encrypted.bytes())))
            .isEqualTo(withoutSignature(message.required("bytes").asString()));
        own = encrypted.key();
      }
    }
  }

  private static String withoutSignature(String hex) {
    return hex.substring(0, hex.length() - 2 * XEdDsa.SIGNATURE_BYTES);
  }
}
