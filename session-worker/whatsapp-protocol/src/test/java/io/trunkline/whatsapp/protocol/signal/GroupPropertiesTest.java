package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.signal.SignalException.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quicktheories.QuickTheory;

/// What must hold for any conversation in a group. Each is played from a seed, so that a failure
/// names the conversation that broke it.
class GroupPropertiesTest {

  @Test
  void anyOrderOfDeliveryWithinTheSkipLimitDecryptsOnce() {
    conversations(40)
        .forAll(longs().all(), integers().between(1, 60))
        .checkAssert(
            (seed, count) -> {
              Random order = new Random(seed);
              Member alice = new Member(Randomness.from(order));
              Member bob = new Member(Randomness.from(order));
              bob.learn(alice.own.distribution());
              List<GroupEncrypted> messages = new ArrayList<>();
              List<Integer> delivery = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                messages.add(alice.encrypt(number(i)));
                delivery.add(i);
                if (order.nextInt(10) == 0) {
                  // At most 60 skips of less than 30, so that the first stays within reach.
                  alice.own = alice.own.skipTo(alice.own.iteration() + order.nextInt(30));
                }
              }
              Collections.shuffle(delivery, order);
              for (int i : delivery) {
                assertThat(bob.receive(messages.get(i))).isEqualTo(number(i));
              }
              for (int i : delivery) {
                assertThat(failure(bob, messages.get(i))).isEqualTo(Code.DUPLICATE);
              }
            });
  }

  @Test
  void noMessageKeyIsEverUsedTwiceAndNoMessageReadTwice() {
    conversations(60)
        .forAll(longs().all(), integers().between(10, 150))
        .checkAssert((seed, steps) -> new Conversation(seed).play(steps));
  }

  @Test
  void randomBytesGiveASignalExceptionAndNothingElse() {
    Randomness random = Randomness.from(new Random(77));
    Member alice = new Member(random);
    Member bob = new Member(random);
    bob.learn(alice.own.distribution());
    byte[] message = alice.encrypt(number(0)).bytes();
    byte[] distribution = alice.own.distribution().encode();
    SenderKeyRecord before = bob.record;

    conversations(4000)
        .forAll(longs().all(), integers().between(0, 3))
        .checkAssert(
            (seed, kind) -> {
              byte[] original = kind < 2 ? message : distribution;
              byte[] bytes = spoiled(new Random(seed), original, kind % 2 == 0);
              if (!Arrays.equals(bytes, message)) {
                assertThat(failure(bob, bytes)).isNotNull();
              }
              try {
                bob.record.with(SenderKeyDistribution.parse(bytes)).encode();
              } catch (SignalException e) {
                assertThat(e.code()).isIn(Code.INVALID_MESSAGE, Code.INVALID_KEY);
              }
              assertThat(bob.record).isSameAs(before);
            });
  }

  /// A smaller seed is no smaller conversation: hardly any shrinking.
  private static QuickTheory conversations(int examples) {
    return qt().withExamples(examples).withShrinkCycles(3);
  }

  private static byte[] spoiled(Random random, byte[] message, boolean isNoise) {
    if (isNoise) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      if (noise.length > 0 && random.nextInt(4) > 0) {
        noise[0] = WireMessage.VERSION;
      }
      return noise;
    }
    byte[] changed = Arrays.copyOf(message, 1 + random.nextInt(message.length + 4));
    for (int i = random.nextInt(4); i > 0; i--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
    }
    return changed;
  }

  private static Code failure(Member member, GroupEncrypted message) {
    return failure(member, message.bytes());
  }

  private static Code failure(Member member, byte[] message) {
    SenderKeyRecord before = member.record;
    try {
      member.receive(message);
    } catch (SignalException e) {
      assertThat(member.record).isSameAs(before);
      return e.code();
    }
    throw new AssertionError("A message was read: " + Arrays.toString(message));
  }

  private static byte[] number(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  /// One sender and one reader: messages overtake each other, come again or never, the sender
  /// rotates, tells its key again, and crashes behind a reservation, both restart, as a seed
  /// decides.
  private static final class Conversation {

    private final Random random;
    private final Member sender;
    private final Member reader;
    private final Set<MessageKey> used = new HashSet<>();
    private final List<GroupEncrypted> underWay = new ArrayList<>();
    private final List<GroupEncrypted> read = new ArrayList<>();
    private final Map<GroupEncrypted, Integer> numbers = new HashMap<>();

    Conversation(long seed) {
      random = new Random(seed);
      sender = new Member(Randomness.from(random));
      reader = new Member(Randomness.from(random));
      tell();
    }

    void play(int steps) {
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(16)) {
          case 0 -> rotate();
          case 1 -> crash();
          case 2 -> tell();
          case 3 -> reader.restart();
          case 4 -> repeat();
          case 5 -> take();
          case 6, 7, 8, 9 -> receive();
          default -> send();
        }
      }
      underWay.clear();
      tell();
      send();
      receive();
      // Whatever happened, the reader still follows.
      assertThat(numbers.get(read.getLast())).isEqualTo(numbers.size() - 1);
    }

    private void rotate() {
      sender.rotate();
      tell();
    }

    private void tell() {
      reader.learn(sender.own.distribution());
    }

    private void send() {
      GroupEncrypted message = sender.encrypt(number(numbers.size()));
      assertThat(used.add(new MessageKey(sender.own.id(), message.iteration())))
          .as("first use of %s", message)
          .isTrue();
      numbers.put(message, numbers.size());
      underWay.add(message);
    }

    /// A message that was lost.
    private void take() {
      if (!underWay.isEmpty()) {
        underWay.remove(random.nextInt(underWay.size()));
      }
    }

    private void receive() {
      if (underWay.isEmpty()) {
        return;
      }
      GroupEncrypted message =
          underWay.remove(random.nextInt(3) == 0 ? random.nextInt(underWay.size()) : 0);
      try {
        assertThat(reader.receive(message)).isEqualTo(number(numbers.get(message)));
        read.add(message);
      } catch (SignalException e) {
        // Legal only for a message under a key so old that it was dropped.
        assertThat(e.code()).isEqualTo(Code.NO_SENDER_KEY);
        assertThat(reader.record.states()).hasSize(SenderKeyRecord.MAX_STATES);
      }
    }

    private void repeat() {
      if (!read.isEmpty()) {
        GroupEncrypted known = read.get(random.nextInt(read.size()));
        assertThat(failure(reader, known)).isIn(Code.DUPLICATE, Code.NO_SENDER_KEY);
      }
    }

    /// The key as it was stored, before some of its messages left, comes back at the end of the
    /// reservation.
    private void crash() {
      byte[] stored = sender.own.encode();
      int reservedUntil = sender.own.iteration() + 8;
      for (int i = random.nextInt(8); i > 0; i--) {
        send();
      }
      sender.own = OwnSenderKey.decode(stored).skipTo(reservedUntil);
    }
  }

  private record MessageKey(int keyId, int iteration) {}
}
