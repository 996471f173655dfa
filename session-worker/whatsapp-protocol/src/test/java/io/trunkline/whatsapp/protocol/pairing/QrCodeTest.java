package io.trunkline.whatsapp.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrCodeTest {
  private static final String ONES = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
  private static final String TWOS = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
  private static final String THREES = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=";
  private static final String BARE = "2@abc/+=," + ONES + "," + TWOS + "," + THREES + ",7";

  private final QrCode code =
      new QrCode(
          "2@abc/+=", PublicKey.of(filled(1)), PublicKey.of(filled(2)), filled(3), QrCode.DESKTOP);

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void textHasTheAddressBeforeIt() {
    assertThat(code.text()).isEqualTo("https://wa.me/settings/linked_devices#" + BARE);
  }

  @Test
  void bothFormsAreRead() {
    assertThat(QrCode.parse(code.text())).isEqualTo(code);
    assertThat(QrCode.parse(BARE)).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",,,,",
        "https://wa.me/settings/linked_devices#",
        "https://example.com/",
        "ref," + ONES + "," + TWOS + "," + THREES,
        "ref," + ONES + "," + TWOS + "," + THREES + ",",
        "," + ONES + "," + TWOS + "," + THREES + ",7",
        "ref," + ONES + "," + TWOS + ",AwM=,7",
        "ref," + ONES + "," + TWOS + ",not base64,7"
      })
  void anythingElseIsNoQrCode(String text) {
    assertThatThrownBy(() -> QrCode.parse(text)).isInstanceOf(QrCodeException.class);
  }

  @Test
  void secretDoesNotShow() {
    assertThat(code.toString()).doesNotContain(THREES).doesNotContain("abc");
    code.advSecret()[0] = 9;
    assertThat(code.advSecret()).isEqualTo(filled(3));
  }
}
