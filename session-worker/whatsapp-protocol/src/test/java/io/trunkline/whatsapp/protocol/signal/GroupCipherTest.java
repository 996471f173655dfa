package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.protocol.ScriptedRandomness;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import io.trunkline.whatsapp.protocol.signal.SignalException.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GroupCipherTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] HELLO = {1, 2, 3};

  private final Randomness random = Randomness.from(new Random(11));
  private final Member alice = new Member(random);
  private final Member bob = new Member(random);

  @Test
  void theVectorIsProducedAndRead() {
    JsonNode vector = Vectors.of("sender_key");
    SenderKeyDistribution distribution = SenderKeyDistribution.parse(Vectors.bytes(vector, "skdm"));
    assertThat(distribution.id()).isEqualTo(vector.required("keyId").asInt());
    assertThat(distribution.iteration()).isZero();
    assertThat(HEX.formatHex(distribution.encode())).isEqualTo(vector.required("skdm").asString());

    // The vector's signing key is known by its public half only: sign with one of our own.
    KeyPair signing = Curve25519.generate(random);
    OwnSenderKey own =
        new OwnSenderKey(
            distribution.id(), signing, new ChainKey(Vectors.bytes(vector, "chainKey"), 0));
    GroupEncrypted encrypted =
        GroupCipher.encrypt(own, Vectors.bytes(vector, "plaintext_padded"), random);
    byte[] message = encrypted.bytes();
    byte[] signed = Arrays.copyOf(message, message.length - XEdDsa.SIGNATURE_BYTES);
    assertThat(HEX.formatHex(signed)).isEqualTo(vector.required("signed_part").asString());
    assertThat(encrypted.iteration()).isZero();
    assertThat(encrypted.key().chain().key()).isEqualTo(Vectors.bytes(vector, "nextChainKey"));
    assertThat(encrypted.key().iteration()).isEqualTo(1);

    SenderKeyRecord record = SenderKeyRecord.EMPTY.with(own.distribution());
    assertThat(GroupCipher.decrypt(record, message).padded())
        .isEqualTo(Vectors.bytes(vector, "plaintext_padded"));
  }

  @Test
  void aNewKeyBeginsAtZeroWithAnIdOf31Bits() {
    OwnSenderKey key =
        OwnSenderKey.create(
            new ScriptedRandomness(
                new byte[] {-1, -1, -1, -2}, new byte[32], filled(32, (byte) 7)));
    assertThat(key.id()).isEqualTo(0x7ffffffe);
    assertThat(key.iteration()).isZero();
    assertThat(key.chain().key()).isEqualTo(new byte[32]);
    assertThat(key.signingKey()).isEqualTo(key.distribution().signingKey());
  }

  @Test
  void whoJoinsLateReadsNothingFromBefore() {
    GroupEncrypted before = alice.encrypt(HELLO);
    bob.learn(alice.own.distribution());
    GroupEncrypted after = alice.encrypt(new byte[] {4});

    assertThat(alice.own.distribution().iteration()).isEqualTo(2);
    assertThat(bob.receive(after)).isEqualTo(new byte[] {4});
    refuses(Code.DUPLICATE, () -> bob.receive(before));
  }

  @Test
  void aKeyThatNobodyToldIsMissing() {
    GroupEncrypted first = alice.encrypt(HELLO);
    refuses(Code.NO_SENDER_KEY, () -> bob.receive(first));
    bob.learn(alice.own.distribution());
    alice.rotate();
    GroupEncrypted second = alice.encrypt(HELLO);
    refuses(Code.NO_SENDER_KEY, () -> bob.receive(second));
  }

  @Test
  void aMessageOfAnotherSignerIsRefused() {
    bob.learn(alice.own.distribution());
    OwnSenderKey forged =
        new OwnSenderKey(alice.own.id(), Curve25519.generate(random), alice.own.chain());
    byte[] message = GroupCipher.encrypt(forged, HELLO, random).bytes();
    refuses(Code.INVALID_SIGNATURE, () -> bob.receive(message));
    assertThat(bob.receive(alice.encrypt(HELLO))).isEqualTo(HELLO);
  }

  @Test
  void everyChangedByteIsRefused() {
    bob.learn(alice.own.distribution());
    byte[] message = alice.encrypt(HELLO).bytes();
    for (int i = 0; i < message.length; i++) {
      byte[] changed = message.clone();
      changed[i] ^= 0x10;
      SenderKeyRecord before = bob.record;
      assertThatThrownBy(() -> bob.receive(changed)).isInstanceOf(SignalException.class);
      assertThat(bob.record).isSameAs(before);
    }
    assertThat(bob.receive(message)).isEqualTo(HELLO);
  }

  @Test
  void aSignedMessageThatDoesNotDecryptLeavesTheChainWhereItWas() {
    bob.learn(alice.own.distribution());
    byte[] unsigned = WireSenderKeyMessage.unsigned(alice.own.id(), 0, new byte[5]);
    refuses(Code.INVALID_MESSAGE, () -> bob.receive(signed(unsigned)));
    assertThat(bob.receive(alice.encrypt(HELLO))).isEqualTo(HELLO);
  }

  @Test
  void aJumpOf2000IsFollowedAndOneOf2001IsNot() {
    bob.learn(alice.own.distribution());
    OwnSenderKey start = alice.own;
    alice.own = start.skipTo(2000).next();
    GroupEncrypted tooFar = alice.encrypt(HELLO);
    alice.own = start.skipTo(2000);
    GroupEncrypted farthest = alice.encrypt(HELLO);

    refuses(Code.FUTURE_MESSAGE, () -> bob.receive(tooFar));
    assertThat(bob.receive(farthest)).isEqualTo(HELLO);
    assertThat(bob.record.states().getFirst().chain().skipped().count()).isEqualTo(2000);
    assertThat(bob.receive(tooFar)).isEqualTo(HELLO);
    refuses(Code.DUPLICATE, () -> bob.receive(farthest));
  }

  @Test
  void skippedKeysBeyond2000AreDroppedOldestFirst() {
    bob.learn(alice.own.distribution());
    List<GroupEncrypted> messages = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      messages.add(alice.encrypt(new byte[] {(byte) i}));
    }
    alice.own = alice.own.skipTo(1999);
    bob.receive(alice.encrypt(HELLO));
    alice.own = alice.own.skipTo(2002);
    bob.receive(alice.encrypt(HELLO));

    // 1999 were skipped before, two more now: iteration 0 had to go.
    refuses(Code.DUPLICATE, () -> bob.receive(messages.get(0)));
    assertThat(bob.receive(messages.get(1))).isEqualTo(new byte[] {1});
    assertThat(bob.receive(messages.get(2))).isEqualTo(new byte[] {2});
  }

  @Test
  void fiveKeysAreKeptNewestFirst() {
    List<GroupEncrypted> messages = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      alice.rotate();
      bob.learn(alice.own.distribution());
      messages.add(alice.encrypt(new byte[] {(byte) i}));
    }
    assertThat(bob.record.states()).hasSize(SenderKeyRecord.MAX_STATES);
    assertThat(bob.record.states().getFirst().id()).isEqualTo(alice.own.id());
    refuses(Code.NO_SENDER_KEY, () -> bob.receive(messages.getFirst()));
    for (int i = 5; i > 0; i--) {
      assertThat(bob.receive(messages.get(i))).isEqualTo(new byte[] {(byte) i});
    }
  }

  @Test
  void toldAgainAKeyStaysWhereItIs() {
    SenderKeyDistribution first = alice.own.distribution();
    bob.learn(first);
    GroupEncrypted skipped = alice.encrypt(new byte[] {1});
    GroupEncrypted read = alice.encrypt(new byte[] {2});
    bob.receive(read);
    SenderKeyRecord before = bob.record;

    bob.learn(first);
    bob.learn(alice.own.distribution());

    assertThat(bob.record).isSameAs(before);
    refuses(Code.DUPLICATE, () -> bob.receive(read));
    assertThat(bob.receive(skipped)).isEqualTo(new byte[] {1});
  }

  @Test
  void toldAgainAFormerKeyIsTheNewest() {
    OwnSenderKey former = alice.own;
    bob.learn(former.distribution());
    for (int i = 0; i < 4; i++) {
      alice.rotate();
      bob.learn(alice.own.distribution());
    }
    bob.learn(former.distribution());
    alice.rotate();
    bob.learn(alice.own.distribution());

    alice.own = former;
    assertThat(bob.receive(alice.encrypt(HELLO))).isEqualTo(HELLO);
  }

  @Test
  void aDistributionFurtherThanTheChainCanFollowIsGoneOnFrom() {
    bob.learn(alice.own.distribution());
    GroupEncrypted old = alice.encrypt(new byte[] {1});
    alice.own = alice.own.skipTo(2000).skipTo(2001);
    bob.learn(alice.own.distribution());

    assertThat(bob.record.states()).hasSize(1);
    assertThat(bob.receive(alice.encrypt(HELLO))).isEqualTo(HELLO);
    refuses(Code.DUPLICATE, () -> bob.receive(old));
  }

  @Test
  void anotherKeyUnderAKnownIdTakesItsPlace() {
    bob.learn(alice.own.distribution());
    OwnSenderKey fresh = OwnSenderKey.create(random);
    alice.own = new OwnSenderKey(alice.own.id(), fresh.signing(), fresh.chain());
    bob.learn(alice.own.distribution());

    assertThat(bob.record.states()).hasSize(1);
    assertThat(bob.receive(alice.encrypt(HELLO))).isEqualTo(HELLO);
  }

  @Test
  void idsAndIterationsAtTheirLimitsBreakNothing() {
    ChainKey last = new ChainKey(new byte[32], Integer.MAX_VALUE);
    ChainKey lastButOne = new ChainKey(new byte[32], Integer.MAX_VALUE - 1);
    KeyPair signing = alice.own.signing();
    OwnSenderKey own = new OwnSenderKey(-1, signing, lastButOne);
    bob.learn(own.distribution());
    assertThat(bob.receive(GroupCipher.encrypt(own, HELLO, random))).isEqualTo(HELLO);
    byte[] beyond = signed(WireSenderKeyMessage.unsigned(-1, Integer.MAX_VALUE, new byte[16]));
    refuses(Code.FUTURE_MESSAGE, () -> bob.receive(beyond));

    bob.learn(new SenderKeyDistribution(-2, signing.publicKey(), last));
    byte[] none = signed(WireSenderKeyMessage.unsigned(-2, Integer.MAX_VALUE, new byte[16]));
    refuses(Code.FUTURE_MESSAGE, () -> bob.receive(none));
    byte[] negative = signed(WireSenderKeyMessage.unsigned(-1, -1, new byte[16]));
    refuses(Code.INVALID_MESSAGE, () -> bob.receive(negative));
  }

  @Test
  void aKeySkipsForwardAndNeverBack() {
    OwnSenderKey key = alice.own.skipTo(64);
    assertThat(key.iteration()).isEqualTo(64);
    assertThat(key.skipTo(64)).isSameAs(key);
    assertThat(key.skipTo(3)).isSameAs(key);
    assertThatThrownBy(() -> key.skipTo(64 + OwnSenderKey.MAX_SKIP + 1))
        .isInstanceOf(IllegalArgumentException.class);

    bob.learn(alice.own.distribution());
    alice.own = key;
    assertThat(bob.receive(alice.encrypt(HELLO))).isEqualTo(HELLO);
  }

  @Test
  void whatIsNoDistributionIsRefused() {
    byte[] good = alice.own.distribution().encode();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      refuses(List.of(Code.INVALID_MESSAGE, Code.INVALID_KEY), () -> parse(cut));
    }
    byte[] otherVersion = good.clone();
    otherVersion[0] = 0x23;
    refuses(Code.INVALID_MESSAGE, () -> parse(otherVersion));
    byte[] topBit = good.clone();
    topBit[topBit.length - 1] |= (byte) 0x80;
    refuses(Code.INVALID_KEY, () -> parse(topBit));
    byte[] otherType = good.clone();
    otherType[otherType.length - PublicKey.SERIALIZED_SIZE_BYTES] = 6;
    refuses(Code.INVALID_KEY, () -> parse(otherType));
    ChainKey negative = new ChainKey(new byte[32], -1);
    refuses(
        Code.INVALID_MESSAGE,
        () -> parse(new SenderKeyDistribution(1, alice.own.signingKey(), negative).encode()));
    ChainKey shorter = new ChainKey(new byte[31], 0);
    refuses(
        Code.INVALID_MESSAGE,
        () -> parse(new SenderKeyDistribution(1, alice.own.signingKey(), shorter).encode()));
  }

  @Test
  void keysShowNoSecret() {
    bob.learn(alice.own.distribution());
    GroupEncrypted encrypted = alice.encrypt(HELLO);
    String shown =
        ""
            + alice.own
            + alice.own.distribution()
            + bob.record
            + encrypted
            + GroupCipher.decrypt(bob.record, encrypted.bytes());
    for (byte[] secret :
        new byte[][] {
          alice.own.chain().key(),
          alice.own.signing().privateKey().bytes(),
          bob.record.states().getFirst().chain().chain().key()
        }) {
      assertThat(shown).doesNotContain(HEX.formatHex(secret, 0, 4));
      assertThat(shown).doesNotContain(Arrays.toString(secret));
    }
  }

  private byte[] signed(byte[] unsigned) {
    byte[] signature = XEdDsa.sign(alice.own.signing().privateKey(), unsigned, random.bytes(64));
    byte[] message = Arrays.copyOf(unsigned, unsigned.length + signature.length);
    System.arraycopy(signature, 0, message, unsigned.length, signature.length);
    return message;
  }

  private static SenderKeyDistribution parse(byte[] bytes) {
    return SenderKeyDistribution.parse(bytes);
  }

  private static byte[] filled(int count, byte value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, value);
    return bytes;
  }

  private static void refuses(Code code, ThrowingCallable action) {
    refuses(List.of(code), action);
  }

  private static void refuses(List<Code> codes, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(SignalException.class, e -> assertThat(e.code()).isIn(codes));
  }
}
