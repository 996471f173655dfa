package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SenderKeyFormatTest {

  private static final HexFormat HEX = HexFormat.of();

  private final Randomness random = Randomness.from(new Random(6));
  private final Member alice = new Member(random);
  private final Member bob = new Member(random);

  @Test
  void theFormOfAnOwnKeyIsFixed() {
    alice.own = alice.own.skipTo(258);
    String expected =
        "01" // version
            + "%08x".formatted(alice.own.id())
            + HEX.formatHex(alice.own.signing().privateKey().bytes())
            + HEX.formatHex(alice.own.signingKey().bytes())
            + HEX.formatHex(alice.own.chain().key())
            + "00000102"; // iteration
    assertThat(HEX.formatHex(alice.own.encode())).isEqualTo(expected);
    assertThat(alice.own.encode()).hasSize(105);
  }

  @Test
  void theFormOfARecordIsFixed() {
    bob.learn(alice.own.distribution());
    ChainKey skipped = alice.own.chain();
    alice.encrypt(new byte[1]);
    bob.receive(alice.encrypt(new byte[1]));
    String older =
        "%08x".formatted(alice.own.id())
            + HEX.formatHex(alice.own.signingKey().bytes())
            + HEX.formatHex(alice.own.chain().key())
            + "00000002" // iteration
            + "0001" // skipped keys
            + "00000000" // the iteration of the first
            + HEX.formatHex(skipped.seed());
    alice.rotate();
    bob.learn(alice.own.distribution());
    String newer =
        "%08x".formatted(alice.own.id())
            + HEX.formatHex(alice.own.signingKey().bytes())
            + HEX.formatHex(alice.own.chain().key())
            + "00000000" // iteration
            + "0000"; // skipped keys
    assertThat(HEX.formatHex(bob.record.encode())).isEqualTo("01" + "02" + newer + older);
    assertThat(HEX.formatHex(SenderKeyRecord.EMPTY.encode())).isEqualTo("0100");
  }

  @Test
  void whatIsStoredIsReadBackEqual() {
    SenderKeyRecord record = wellUsed();
    SenderKeyRecord read = SenderKeyRecord.decode(record.encode());
    assertThat(read).isEqualTo(record).hasSameHashCodeAs(record);
    assertThat(read).isNotEqualTo(SenderKeyRecord.EMPTY);
    assertThat(SenderKeyRecord.decode(SenderKeyRecord.EMPTY.encode()))
        .isEqualTo(SenderKeyRecord.EMPTY)
        .hasSameHashCodeAs(SenderKeyRecord.EMPTY);

    OwnSenderKey own = OwnSenderKey.decode(alice.own.encode());
    assertThat(own).isEqualTo(alice.own).hasSameHashCodeAs(alice.own);
    assertThat(own).isNotEqualTo(alice.own.next());
    assertThat(own.distribution()).isEqualTo(alice.own.distribution());
  }

  @Test
  void everyTruncationIsRefused() {
    everyTruncationIsRefused(wellUsed().encode(), SenderKeyRecord::decode);
    everyTruncationIsRefused(alice.own.encode(), OwnSenderKey::decode);
  }

  private static void everyTruncationIsRefused(byte[] encoded, Function<byte[], ?> decode) {
    for (int length = 0; length < encoded.length; length++) {
      refuses(Arrays.copyOf(encoded, length), decode);
    }
    refuses(Arrays.copyOf(encoded, encoded.length + 1), decode);
  }

  @Test
  void anotherVersionIsRefused() {
    byte[] record = wellUsed().encode();
    record[0] = 2;
    refuses(record, SenderKeyRecord::decode);
    byte[] own = alice.own.encode();
    own[0] = 2;
    refuses(own, OwnSenderKey::decode);
  }

  @Test
  void moreKeysThanAreKeptOrAnIdTwiceAreRefused() {
    byte[] record = wellUsed().encode();
    record[1] = 6;
    refuses(record, SenderKeyRecord::decode);
    record[1] = -1;
    refuses(record, SenderKeyRecord::decode);

    SenderKeyState state = SenderKeyState.of(alice.own.distribution());
    byte[] one = new SenderKeyRecord(List.of(state)).encode();
    byte[] two = Arrays.copyOf(one, 2 * one.length - 2);
    System.arraycopy(one, 2, two, one.length, one.length - 2);
    two[1] = 2;
    refuses(two, SenderKeyRecord::decode);
  }

  @Test
  void garbageIsRefusedOrReadButNeverAnythingElse() {
    byte[] encoded = wellUsed().encode();
    Random seeded = new Random(9);
    for (int i = 0; i < 5000; i++) {
      byte[] garbage = encoded.clone();
      for (int j = 0; j <= i % 4; j++) {
        garbage[seeded.nextInt(i % 2 == 0 ? garbage.length : 80)] = (byte) seeded.nextInt();
      }
      readOrRefused(garbage);
      byte[] noise = random.bytes(seeded.nextInt(400));
      if (noise.length > 1) {
        noise[0] = 1;
        noise[1] = (byte) seeded.nextInt(7);
      }
      readOrRefused(noise);
    }
  }

  private SenderKeyRecord wellUsed() {
    for (int i = 0; i < 7; i++) {
      bob.learn(alice.own.distribution());
      alice.encrypt(new byte[1]);
      alice.encrypt(new byte[1]);
      bob.receive(alice.encrypt(new byte[1]));
      alice.rotate();
    }
    return bob.record;
  }

  private static void readOrRefused(byte[] bytes) {
    try {
      SenderKeyRecord read = SenderKeyRecord.decode(bytes);
      assertThat(SenderKeyRecord.decode(read.encode())).isEqualTo(read);
    } catch (SignalException e) {
      assertThat(e.code()).isEqualTo(SignalException.Code.INVALID_SESSION);
    }
  }

  private static void refuses(byte[] bytes, Function<byte[], ?> decode) {
    assertThatThrownBy(() -> decode.apply(bytes))
        .isInstanceOfSatisfying(
            SignalException.class,
            e -> assertThat(e.code()).isEqualTo(SignalException.Code.INVALID_SESSION));
  }
}
