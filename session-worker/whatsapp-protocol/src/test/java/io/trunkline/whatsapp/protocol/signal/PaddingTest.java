package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.protocol.ScriptedRandomness;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaddingTest {

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void appendsAsManyBytesAsTheRandomByteSays() {
    assertThat(Padding.pad(HEX.parseHex("aabb"), new ScriptedRandomness(new byte[] {2})))
        .isEqualTo(HEX.parseHex("aabb030303"));
    assertThat(Padding.pad(new byte[0], new ScriptedRandomness(new byte[] {(byte) 0xff})))
        .isEqualTo(HEX.parseHex("10".repeat(16)));
    assertThat(Padding.pad(new byte[0], new ScriptedRandomness(new byte[] {0x20})))
        .isEqualTo(HEX.parseHex("01"));
  }

  @Test
  void takesOffWhatItAppended() {
    Randomness random = Randomness.from(new Random(1));
    for (int length = 0; length < 100; length++) {
      byte[] plaintext = random.bytes(length);
      assertThat(Padding.unpad(Padding.pad(plaintext, random))).isEqualTo(plaintext);
    }
  }

  @Test
  void looksAtTheLastByteOnly() {
    assertThat(Padding.unpad(HEX.parseHex("aabb000003"))).isEqualTo(HEX.parseHex("aabb"));
    assertThat(Padding.unpad(HEX.parseHex("aa00"))).isEqualTo(HEX.parseHex("aa00"));
  }

  @Test
  void refusesMorePaddingThanThereIs() {
    for (String padded : new String[] {"", "02", "aa03", "aabbff"}) {
      assertThatThrownBy(() -> Padding.unpad(HEX.parseHex(padded)))
          .isInstanceOfSatisfying(
              SignalException.class,
              e -> assertThat(e.code()).isEqualTo(SignalException.Code.INVALID_MESSAGE));
    }
  }
}
