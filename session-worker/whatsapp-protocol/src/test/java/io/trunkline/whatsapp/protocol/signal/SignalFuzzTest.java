package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.Random;

class SignalFuzzTest {
  private final Randomness random = Randomness.from(new Random(11));
  private final Device alice = new Device(1, random);
  private final Device bob = new Device(2, random);
  private final Member member = new Member(random);

  SignalFuzzTest() {
    alice.begin(bob.bundle());
    bob.receive(alice.encrypt(new byte[] {1, 1}));
    alice.receive(bob.encrypt(new byte[] {1, 1}));
    member.learn(new Member(random).own.distribution());
  }

  /// Messages, prekey messages, group messages, distributions, and the stored forms of all.
  @FuzzTest(maxDuration = "5s")
  void anyMessageIsDecryptedOrRefusedWithACode(FuzzedDataProvider data) {
    int which = data.consumeInt(0, 6);
    byte[] bytes = data.consumeRemainingAsBytes();
    try {
      switch (which) {
        case 0 -> bob.attempt(CiphertextType.MSG, bytes);
        case 1 -> bob.attempt(CiphertextType.PKMSG, bytes);
        case 2 -> GroupCipher.decrypt(member.record, bytes);
        case 3 -> member.record.with(SenderKeyDistribution.parse(bytes));
        case 4 -> SignalSession.decode(bytes).encode();
        case 5 -> SenderKeyRecord.decode(bytes).encode();
        default -> OwnSenderKey.decode(bytes).encode();
      }
    } catch (SignalException refused) {
      assertThat(refused.code()).isNotNull();
    }
  }
}
