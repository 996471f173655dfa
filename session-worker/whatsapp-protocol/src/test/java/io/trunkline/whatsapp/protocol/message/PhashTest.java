package io.trunkline.whatsapp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class PhashTest {

  static Stream<JsonNode> cases() {
    return Vectors.of("phash_v2").required("cases").valueStream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hashIsTheVectors(JsonNode vector) {
    List<Jid> devices = devices(vector);

    assertThat(Phash.v2(devices)).isEqualTo(vector.required("phash").asString());
    assertThat(Phash.v2(devices.reversed())).isEqualTo(vector.required("phash").asString());
  }

  private static List<Jid> devices(JsonNode vector) {
    return vector.required("devices").valueStream().map(d -> Jid.parse(d.asString())).toList();
  }

  @Test
  void everyDeviceCounts() {
    assertThat(Phash.v2(List.of(Jid.parse("1@lid"))))
        .isNotEqualTo(Phash.v2(List.of(Jid.parse("1:1@lid"))));
  }
}
