package io.trunkline.whatsapp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ContactTokensTest {
  private static final long WEEK = 604_800;

  @Test
  void theCstokenIsTheVectors() {
    JsonNode vectors = Vectors.of("cstoken");
    Jid lid = Jid.parse(vectors.required("lid").asString());

    assertThat(ContactTokens.cstoken(Vectors.bytes(vectors, "nctSalt"), lid.withDevice(2)))
        .isEqualTo(Vectors.bytes(vectors, "cstoken"));
  }

  @Test
  void cstokensAreForLids() {
    Jid pn = Jid.parse("5511@s.whatsapp.net");
    assertThatThrownBy(() -> ContactTokens.cstoken(new byte[32], pn))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("5511");
  }

  @Test
  void aTctokenIsValidInItsWeekAndThreeMore() {
    Instant now = Instant.ofEpochSecond(10 * WEEK + 5);

    assertThat(ContactTokens.isTctokenValid(now, now)).isTrue();
    assertThat(ContactTokens.isTctokenValid(Instant.ofEpochSecond(7 * WEEK), now)).isTrue();
    assertThat(ContactTokens.isTctokenValid(Instant.ofEpochSecond(7 * WEEK - 1), now)).isFalse();
  }

  @Test
  void bucketsAreWeeks() {
    assertThat(ContactTokens.bucket(Instant.ofEpochSecond(WEEK - 1))).isZero();
    assertThat(ContactTokens.bucket(Instant.ofEpochSecond(WEEK))).isEqualTo(1);
  }
}
