package io.trunkline.whatsapp.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.trunkline.whatsapp.protocol.ScriptedRandomness;
import io.trunkline.whatsapp.protocol.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PairingCodeTest {

  @Test
  void aCodeIsFiveBitsACharacter() {
    JsonNode example = Vectors.of("pairing_code").required("base32_example");
    PairingCode code =
        PairingCode.generate(new ScriptedRandomness(Vectors.bytes(example, "bytes")));
    assertThat(code.text()).isEqualTo(example.required("code").asString());
    assertThat(code.shown()).isEqualTo("111H-6ZGZ");
    assertThat(PairingCode.generate(new ScriptedRandomness(new byte[5])).text())
        .isEqualTo("11111111");
  }

  @ParameterizedTest
  @ValueSource(strings = {"111H6ZGZ", "111H-6ZGZ", "111h-6zgz", "111h6zgz"})
  void aCodeIsReadAsPeopleTypeIt(String typed) {
    assertThat(PairingCode.parse(typed))
        .isEqualTo(PairingCode.parse("111H6ZGZ"))
        .hasSameHashCodeAs(PairingCode.parse("111H6ZGZ"))
        .isNotEqualTo(PairingCode.parse("111H6ZGY"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "111H6ZG",
        "111H6ZGZ1",
        "111H-6ZGZ1",
        "11-1H6ZGZ",
        "0BCD1234",
        "IBCD1234",
        "OBCD1234",
        "UBCD1234",
        "ABCD 234",
        "\u00dfBCD123",
        "\u0131BCD1234",
        "ABCD--123"
      })
  void anythingElseIsNoCode(String text) {
    assertThatThrownBy(() -> PairingCode.parse(text))
        .asInstanceOf(type(PairingException.class))
        .returns(PairingException.Code.BAD_CODE, PairingException::code);
  }

  @Test
  void itDoesNotShow() {
    assertThat(PairingCode.parse("ABCD1234").toString()).doesNotContain("ABCD");
  }
}
