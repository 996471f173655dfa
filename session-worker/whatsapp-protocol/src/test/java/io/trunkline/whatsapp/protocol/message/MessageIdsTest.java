package io.trunkline.whatsapp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
  private static final Jid OWN = Jid.parse("5511999998888:2@s.whatsapp.net");

  @Test
  void idIsAHashOfTimeSenderAndRandomness() {
    // SHA-256 of 000000006553f100 | "5511999998888@c.us" | 16 zero bytes, computed with coreutils.
    assertThat(MessageIds.fromRandom(OWN, Instant.ofEpochSecond(0x6553f100), byte[]::new))
        .isEqualTo("3EB02FD2F70BA4F54EFB2C");
  }

  @Test
  void randomIdHasTheSameForm() {
    assertThat(MessageIds.fromRandom(byte[]::new)).isEqualTo("3EB0" + "0".repeat(18));
  }
}
