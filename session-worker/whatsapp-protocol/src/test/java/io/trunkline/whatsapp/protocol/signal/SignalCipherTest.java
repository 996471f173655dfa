package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.signal.PreKeySignalMessage;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SignalCipherTest {

  private final Randomness random = Randomness.from(new Random(11));
  private final Device alice = new Device(100, random);
  private final Device bob = new Device(200, random);

  @Test
  void everyMessageCarriesThePreKeyPartUntilTheFirstAnswer() {
    alice.begin(bob.bundle());
    Encrypted first = alice.encrypt(text("one"));
    Encrypted second = alice.encrypt(text("two"));
    assertThat(first.type()).isEqualTo(CiphertextType.PKMSG);
    assertThat(second.type()).isEqualTo(CiphertextType.PKMSG);
    assertThat(alice.session.orElseThrow().isPending()).isTrue();

    assertThat(bob.receive(first).padded()).isEqualTo(text("one"));
    assertThat(bob.receive(second).padded()).isEqualTo(text("two"));
    Encrypted answer = bob.encrypt(text("three"));
    assertThat(answer.type()).isEqualTo(CiphertextType.MSG);
    assertThat(alice.receive(answer).padded()).isEqualTo(text("three"));

    assertThat(alice.session.orElseThrow().isPending()).isFalse();
    assertThat(alice.encrypt(text("four")).type()).isEqualTo(CiphertextType.MSG);
  }

  @Test
  void theFirstMessageUsesUpAOneTimePreKeyAndTellsWhoSentIt() {
    PreKeyBundle bundle = bob.bundle();
    alice.begin(bundle);
    Decrypted decrypted = bob.receive(alice.encrypt(text("one")));

    assertThat(decrypted.consumedPreKeyId())
        .isEqualTo(OptionalInt.of(bundle.preKey().orElseThrow().id()));
    assertThat(decrypted.remoteIdentity()).isEqualTo(alice.own.identity().publicKey());
    assertThat(decrypted.session().remoteRegistrationId()).isEqualTo(100);
    assertThat(decrypted.ratchetTurned()).isTrue();
    assertThat(bob.receive(alice.encrypt(text("two"))).consumedPreKeyId()).isEmpty();
    assertThat(alice.session.orElseThrow().remoteRegistrationId()).isEqualTo(200);
  }

  @Test
  void aSessionBeginsWithoutAOneTimePreKey() {
    alice.begin(bob.bundleWithoutOneTimePreKey());
    Encrypted first = alice.encrypt(text("one"));
    assertThat(body(first).hasPreKeyId()).isFalse();
    Decrypted decrypted = bob.receive(first);
    assertThat(decrypted.padded()).isEqualTo(text("one"));
    assertThat(decrypted.consumedPreKeyId()).isEmpty();
  }

  @Test
  void preKeyZeroIsAPreKey() {
    PreKeyBundle bundle = bob.bundle();
    assertThat(bundle.preKey().orElseThrow().id()).isZero();
    alice.begin(bundle);
    Encrypted first = alice.encrypt(text("one"));
    assertThat(body(first).hasPreKeyId()).isTrue();
    assertThat(bob.receive(first).consumedPreKeyId()).isEqualTo(OptionalInt.of(0));
  }

  @Test
  void aMissingPreKeyIsToldApart() {
    alice.begin(bob.bundle());
    Encrypted first = alice.encrypt(text("one"));
    bob.preKeys.clear();
    refuses(SignalException.Code.INVALID_KEY_ID, () -> bob.receive(first));

    PreKeyBundle foreign =
        new PreKeyBundle(
            200,
            0,
            bob.own.identity().publicKey(),
            SignedPreKey.generate(7, bob.own.identity(), random).toPublic(),
            Optional.empty());
    alice.begin(foreign);
    Encrypted second = alice.encrypt(text("two"));
    refuses(SignalException.Code.INVALID_KEY_ID, () -> bob.receive(second));
  }

  @Test
  void aBundleWithAForeignSignatureIsRefused() {
    PreKeyBundle bundle = bob.bundle();
    byte[] signature = bundle.signedPreKey().signature();
    signature[5] ^= 1;
    PreKeyBundle forged =
        new PreKeyBundle(
            200,
            0,
            bundle.identity(),
            new SignedPreKeyPublic(1, bundle.signedPreKey().key(), signature),
            bundle.preKey());
    refuses(SignalException.Code.INVALID_SIGNATURE, () -> alice.begin(forged));
  }

  @Test
  void aBundleWithAKeyOfSmallOrderIsRefused() {
    PreKeyBundle bundle = bob.bundle();
    PreKeyBundle weak =
        new PreKeyBundle(
            200,
            0,
            bundle.identity(),
            bundle.signedPreKey(),
            Optional.of(new PreKeyPublic(1, PublicKey.of(new byte[32]))));
    refuses(SignalException.Code.INVALID_KEY, () -> alice.begin(weak));
  }

  @Test
  void aRepeatedMessageIsADuplicateInTheOldAndInTheNewChain() {
    connect();
    Encrypted old = alice.encrypt(text("old"));
    bob.receive(old);
    turn();
    Encrypted young = alice.encrypt(text("young"));
    bob.receive(young);

    SignalSession before = bob.session.orElseThrow();
    refuses(SignalException.Code.DUPLICATE, () -> bob.receive(old));
    refuses(SignalException.Code.DUPLICATE, () -> bob.receive(young));
    assertThat(bob.session.orElseThrow()).isSameAs(before);
    assertThat(SignalException.Code.DUPLICATE.retryError()).isEmpty();
  }

  @Test
  void aSkippedMessageIsReadOnceWhenItArrivesLate() {
    connect();
    Encrypted late = alice.encrypt(text("late"));
    Encrypted later = alice.encrypt(text("later"));
    bob.receive(alice.encrypt(text("in time")));
    assertThat(bob.receive(later).padded()).isEqualTo(text("later"));
    assertThat(bob.receive(late).padded()).isEqualTo(text("late"));
    refuses(SignalException.Code.DUPLICATE, () -> bob.receive(late));
    refuses(SignalException.Code.DUPLICATE, () -> bob.receive(later));
  }

  @Test
  void aRepeatedPreKeyMessageIsADuplicateThoughItsPreKeyIsGone() {
    alice.begin(bob.bundle());
    Encrypted first = alice.encrypt(text("one"));
    bob.receive(first);
    refuses(SignalException.Code.DUPLICATE, () -> bob.receive(first));
  }

  @Test
  void aChainIsFollowedTwoThousandCountersAheadAndNoFurther() {
    connect();
    alice.session = alice.session.map(session -> session.skipTo(session.sendingCounter() + 2000));
    SignalSession atLimit = alice.session.orElseThrow();
    bob.receive(alice.encrypt(text("at the limit")));

    alice.session = Optional.of(alice.session.orElseThrow().skipTo(atLimit.sendingCounter() + 2));
    alice.session = alice.session.map(session -> session.skipTo(session.sendingCounter() + 2000));
    Encrypted beyond = alice.encrypt(text("beyond"));
    refuses(SignalException.Code.FUTURE_MESSAGE, () -> bob.receive(beyond));
  }

  @Test
  void ofSkippedKeysTheOldestGoFirst() {
    connect();
    List<Encrypted> skipped = new ArrayList<>();
    for (int i = 0; i < 2005; i++) {
      skipped.add(alice.encrypt(text("m" + i)));
      if (i == 1000) {
        bob.receive(alice.encrypt(text("in between")));
      }
    }
    bob.receive(alice.encrypt(text("last")));

    for (int i = 0; i < 5; i++) {
      Encrypted dropped = skipped.get(i);
      refuses(SignalException.Code.DUPLICATE, () -> bob.receive(dropped));
    }
    for (int i : new int[] {5, 6, 1000, 1001, 2004}) {
      assertThat(bob.receive(skipped.get(i)).padded()).isEqualTo(text("m" + i));
    }
  }

  @Test
  void fiveChainsOfAPeerAreKept() {
    connect();
    List<Encrypted> late = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      turn();
      late.add(alice.encrypt(text("late " + i)));
      bob.receive(alice.encrypt(text("in time")));
    }
    for (int i = 0; i < 2; i++) {
      Encrypted tooLate = late.get(i);
      refuses(SignalException.Code.BAD_MAC, () -> bob.receive(tooLate));
    }
    for (int i = 2; i < 7; i++) {
      assertThat(bob.receive(late.get(i)).padded()).isEqualTo(text("late " + i));
    }
  }

  @Test
  void aMessageOfAFormerSessionMakesItCurrentAgain() {
    connect();
    Encrypted old = alice.encrypt(text("of the former one"));
    PublicKey formerBase = bob.session.orElseThrow().baseKey();
    bob.begin(alice.bundle());
    assertThat(bob.session.orElseThrow().baseKey()).isNotEqualTo(formerBase);

    assertThat(bob.receive(old).padded()).isEqualTo(text("of the former one"));
    assertThat(bob.session.orElseThrow().baseKey()).isEqualTo(formerBase);
    assertThat(bob.session.orElseThrow().archived()).hasSize(1);
    assertThat(alice.receive(bob.encrypt(text("answer"))).padded()).isEqualTo(text("answer"));
  }

  @Test
  void fortyFormerSessionsAreKept() {
    connect();
    Encrypted oldest = alice.encrypt(text("oldest"));
    alice.begin(bob.bundle());
    bob.receive(alice.encrypt(text("new session")));
    Encrypted second = alice.encrypt(text("second"));
    for (int i = 0; i < 40; i++) {
      bob.begin(alice.bundle());
      bob.restart();
    }
    assertThat(bob.session.orElseThrow().archived()).hasSize(40);
    refuses(SignalException.Code.BAD_MAC, () -> bob.receive(CiphertextType.MSG, inner(oldest)));
    assertThat(bob.receive(CiphertextType.MSG, inner(second)).padded()).isEqualTo(text("second"));
  }

  @Test
  void sessionsThatBothBeginAtOnceEndInOne() {
    alice.begin(bob.bundle());
    bob.begin(alice.bundle());
    Encrypted fromAlice = alice.encrypt(text("a"));
    Encrypted fromBob = bob.encrypt(text("b"));
    assertThat(bob.receive(fromAlice).padded()).isEqualTo(text("a"));
    assertThat(alice.receive(fromBob).padded()).isEqualTo(text("b"));

    for (int i = 0; i < 4; i++) {
      assertThat(bob.receive(alice.encrypt(text("a" + i))).padded()).isEqualTo(text("a" + i));
      assertThat(alice.receive(bob.encrypt(text("b" + i))).padded()).isEqualTo(text("b" + i));
    }
    assertThat(alice.session.orElseThrow().baseKey())
        .isEqualTo(bob.session.orElseThrow().baseKey());
  }

  @Test
  void underANewIdentityNothingOfTheOldSessionIsKept() {
    connect();
    Device reinstalled = new Device(300, random);
    reinstalled.begin(bob.bundle());
    Decrypted decrypted = bob.receive(reinstalled.encrypt(text("new phone")));
    assertThat(decrypted.remoteIdentity()).isEqualTo(reinstalled.own.identity().publicKey());
    assertThat(decrypted.session().archived()).isEmpty();

    alice.begin(reinstalled.bundle());
    assertThat(alice.session.orElseThrow().archived()).isEmpty();
  }

  @Test
  void aChainSkippedAfterACrashIsStillUnderstood() {
    connect();
    bob.receive(alice.encrypt(text("before")));
    byte[] stored = alice.session.orElseThrow().encode();
    int reservedUntil = alice.session.orElseThrow().sendingCounter() + 64;
    Encrypted unflushed = alice.encrypt(text("left, but not stored"));
    assertThat(unflushed.counter()).isLessThan(reservedUntil);

    alice.session = Optional.of(SignalSession.decode(stored).skipTo(reservedUntil));
    Encrypted after = alice.encrypt(text("after"));
    assertThat(after.counter()).isEqualTo(reservedUntil);
    assertThat(after.ratchetKey()).isEqualTo(unflushed.ratchetKey());
    assertThat(bob.receive(after).padded()).isEqualTo(text("after"));
    assertThat(bob.receive(unflushed).padded()).isEqualTo(text("left, but not stored"));
  }

  @Test
  void aChainIsNeverTakenBackNorSkippedBeyondWhatReceiversFollow() {
    connect();
    alice.encrypt(text("one"));
    SignalSession session = alice.session.orElseThrow();
    assertThat(session.skipTo(0)).isSameAs(session);
    assertThat(session.skipTo(session.sendingCounter())).isSameAs(session);
    assertThatThrownBy(() -> session.skipTo(session.sendingCounter() + 2001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyChangedBitIsRefusedAndChangesNothing() {
    alice.begin(bob.bundle());
    Encrypted first = alice.encrypt(text("first"));
    for (int i = 0; i < first.bytes().length * 8; i += 3) {
      byte[] changed = flipped(first.bytes(), i);
      attemptsAndFailsUnlessIdentifiersOnly(changed, i);
    }
    bob.receive(first);
    alice.receive(bob.encrypt(text("answer")));
    Encrypted plain = alice.encrypt(text("plain"));
    SignalSession before = bob.session.orElseThrow();
    byte[] encodedBefore = before.encode();
    for (int i = 0; i < plain.bytes().length * 8; i++) {
      byte[] changed = flipped(plain.bytes(), i);
      assertThatThrownBy(() -> bob.attempt(CiphertextType.MSG, changed))
          .isInstanceOf(SignalException.class);
    }
    assertThat(before.encode()).isEqualTo(encodedBefore);
    assertThat(bob.receive(plain).padded()).isEqualTo(text("plain"));
  }

  /// The registration id is under no MAC, as in Signal's own format: a change there is not noticed,
  /// but the plaintext is the right one all the same.
  private void attemptsAndFailsUnlessIdentifiersOnly(byte[] changed, int bit) {
    try {
      Decrypted decrypted = bob.attempt(CiphertextType.PKMSG, changed);
      assertThat(decrypted.padded()).as("bit %d", bit).isEqualTo(text("first"));
      assertThat(bit / 8).as("bit %d", bit).isGreaterThan(changed.length - 8);
    } catch (SignalException e) {
      assertThat(e.code()).isNotEqualTo(SignalException.Code.DUPLICATE);
    }
  }

  @Test
  void otherVersionsAreRefused() {
    connect();
    for (byte version : new byte[] {0x22, 0x32, 0x23, 0x34, 0x43, 0x44, 0}) {
      byte[] bytes = alice.encrypt(text("x")).bytes();
      bytes[0] = version;
      refuses(SignalException.Code.INVALID_MESSAGE, () -> bob.receive(CiphertextType.MSG, bytes));
      refuses(SignalException.Code.INVALID_MESSAGE, () -> bob.receive(CiphertextType.PKMSG, bytes));
    }
  }

  @Test
  void retryErrorsAreThoseOfTheProtocol() {
    assertThat(
            Arrays.stream(SignalException.Code.values())
                .map(SignalException.Code::retryError)
                .flatMapToInt(OptionalInt::stream))
        .containsExactly(1, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  private void connect() {
    alice.begin(bob.bundle());
    bob.receive(alice.encrypt(text("hello")));
    alice.receive(bob.encrypt(text("hello")));
    bob.receive(alice.encrypt(text("hello")));
  }

  /// Gives both a new sending chain.
  private void turn() {
    alice.receive(bob.encrypt(text("turn")));
    bob.receive(alice.encrypt(text("turn")));
  }

  private static byte[] inner(Encrypted message) {
    return message.type() == CiphertextType.MSG
        ? message.bytes()
        : body(message).getMessage().toByteArray();
  }

  private static PreKeySignalMessage body(Encrypted message) {
    byte[] bytes = message.bytes();
    try {
      return PreKeySignalMessage.parseFrom(ByteString.copyFrom(bytes, 1, bytes.length - 1));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void refuses(SignalException.Code code, ThrowingCallable operation) {
    assertThatThrownBy(operation)
        .isInstanceOfSatisfying(SignalException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] copy = bytes.clone();
    copy[bit / 8] ^= (byte) (1 << (bit % 8));
    return copy;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
