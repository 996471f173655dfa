package io.trunkline.whatsapp.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.Optional;
import java.util.Random;

class PairingFuzzTest {
  private final Randomness random = Randomness.from(new Random(3));
  private final KeyPair identity = Curve25519.generate(random);
  private final byte[] advSecret = random.bytes(32);

  /// QR codes, pairing codes, and what an account signs.
  @FuzzTest(maxDuration = "5s")
  void anyInputIsTakenOrRefusedWithACode(FuzzedDataProvider data) {
    int which = data.consumeInt(0, 4);
    try {
      switch (which) {
        case 0 -> QrCode.parse(data.consumeRemainingAsString());
        case 1 -> PairingCode.parse(data.consumeRemainingAsString());
        case 2 -> Adv.verify(data.consumeRemainingAsBytes(), advSecret, identity, random);
        case 3 ->
            Adv.verifyPeer(data.consumeRemainingAsBytes(), identity.publicKey(), Optional.empty());
        default -> Adv.verifyKeyIndexList(data.consumeRemainingAsBytes(), Optional.empty());
      }
    } catch (QrCodeException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    } catch (PairingException refused) {
      assertThat(refused.code()).isNotNull();
    } catch (AdvException refused) {
      assertThat(refused.code()).isNotNull();
    }
  }
}
