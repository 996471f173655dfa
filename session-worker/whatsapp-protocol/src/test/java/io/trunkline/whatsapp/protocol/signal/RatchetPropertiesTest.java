package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quicktheories.QuickTheory;

/// What must hold for any conversation. Each is played from a seed, so that a failure names the
/// conversation that broke it.
class RatchetPropertiesTest {

  @Test
  void anyOrderOfDeliveryWithinTheSkipLimitDecrypts() {
    conversations(60)
        .forAll(longs().all(), integers().between(1, 120))
        .checkAssert(
            (seed, count) -> {
              Random order = new Random(seed);
              Device alice = new Device(1, Randomness.from(order));
              Device bob = new Device(2, Randomness.from(order));
              alice.begin(bob.bundle());
              List<Encrypted> messages = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                messages.add(alice.encrypt(number(i)));
                if (order.nextInt(20) == 0) {
                  alice.session =
                      alice.session.map(
                          session -> session.skipTo(session.sendingCounter() + order.nextInt(64)));
                }
              }
              List<Integer> delivery = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                delivery.add(i);
              }
              Collections.shuffle(delivery, order);
              for (int i : delivery) {
                assertThat(bob.receive(messages.get(i)).padded()).isEqualTo(number(i));
              }
              for (int i : delivery) {
                assertDuplicate(bob, messages.get(i));
              }
            });
  }

  @Test
  void noMessageKeyIsEverUsedTwiceAndNoMessageReadTwice() {
    conversations(60)
        .forAll(longs().all(), integers().between(10, 200))
        .checkAssert((seed, steps) -> new Conversation(seed).play(steps));
  }

  @Test
  void randomBytesGiveASignalExceptionAndNothingElse() {
    Randomness random = Randomness.from(new Random(77));
    Device alice = new Device(1, random);
    Device bob = new Device(2, random);
    alice.begin(bob.bundle());
    bob.receive(alice.encrypt(number(0)));
    alice.receive(bob.encrypt(number(1)));
    byte[] msg = bob.encrypt(number(2)).bytes();
    Device carol = new Device(3, random);
    carol.begin(alice.bundle());
    byte[] pkmsg = carol.encrypt(number(3)).bytes();
    byte[] stored = alice.session.orElseThrow().encode();

    conversations(4000)
        .forAll(longs().all(), integers().between(0, 3))
        .checkAssert(
            (seed, kind) -> {
              byte[] bytes = spoiled(new Random(seed), kind < 2 ? msg : pkmsg, kind % 2 == 0);
              for (CiphertextType type : CiphertextType.values()) {
                try {
                  alice.attempt(type, bytes);
                } catch (SignalException e) {
                  assertThat(e.code()).isNotNull();
                }
              }
              assertThat(alice.session.orElseThrow().encode()).isEqualTo(stored);
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

  private static void assertDuplicate(Device device, Encrypted message) {
    Optional<SignalSession> before = device.session;
    try {
      device.receive(message);
    } catch (SignalException e) {
      assertThat(e.code()).isEqualTo(SignalException.Code.DUPLICATE);
      assertThat(device.session).isSameAs(before);
      return;
    }
    throw new AssertionError("A message was read twice: " + message);
  }

  private static byte[] number(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  /// Two devices that send, receive in any order, receive again, lose messages, begin new sessions
  /// on both sides, restart, and crash behind a reservation, as a seed decides.
  private static final class Conversation {

    private final Random random;
    private final Device[] devices;
    private final Set<MessageKey> used = new HashSet<>();
    private final List<List<Sent>> underWay = List.of(new ArrayList<>(), new ArrayList<>());
    private final List<List<Sent>> read = List.of(new ArrayList<>(), new ArrayList<>());
    private int numbers;

    Conversation(long seed) {
      random = new Random(seed);
      Randomness randomness = Randomness.from(random);
      devices = new Device[] {new Device(1, randomness), new Device(2, randomness)};
    }

    void play(int steps) {
      for (int i = 0; i < steps; i++) {
        int side = random.nextInt(2);
        switch (random.nextInt(20)) {
          case 0 -> begin(side);
          case 1 -> devices[side].restart();
          case 2 -> crash(side);
          case 3 -> repeat(side);
          case 4 -> lose(side);
          case 5, 6, 7, 8, 9, 10, 11 -> receive(side);
          default -> send(side);
        }
      }
      // Whatever happened, they still understand each other.
      for (int i = 0; i < 6; i++) {
        underWay.getFirst().clear();
        underWay.getLast().clear();
        send(i % 2);
        Sent sent = underWay.get(1 - i % 2).getFirst();
        assertThat(devices[1 - i % 2].receive(sent.message()).padded())
            .isEqualTo(number(sent.number()));
      }
    }

    private void begin(int side) {
      Device peer = devices[1 - side];
      devices[side].begin(random.nextBoolean() ? peer.bundle() : peer.bundleWithoutOneTimePreKey());
    }

    private void send(int side) {
      if (devices[side].session.isEmpty()) {
        begin(side);
      }
      int number = numbers++;
      Encrypted message = devices[side].encrypt(number(number));
      assertThat(used.add(new MessageKey(message.ratchetKey(), message.counter())))
          .as("first use of %s", message)
          .isTrue();
      underWay.get(1 - side).add(new Sent(message, number));
    }

    private void receive(int side) {
      List<Sent> waiting = underWay.get(side);
      if (waiting.isEmpty()) {
        return;
      }
      Sent sent = waiting.remove(random.nextInt(3) == 0 ? random.nextInt(waiting.size()) : 0);
      Optional<SignalSession> before = devices[side].session;
      try {
        Decrypted decrypted = devices[side].receive(sent.message());
        assertThat(decrypted.padded()).isEqualTo(number(sent.number()));
        read.get(side).add(sent);
      } catch (SignalException e) {
        // Legal only for a message of a chain or session that is so old that it was dropped.
        assertThat(devices[side].session).isSameAs(before);
        assertThat(e.code())
            .isIn(
                SignalException.Code.BAD_MAC,
                SignalException.Code.FUTURE_MESSAGE,
                SignalException.Code.DUPLICATE);
      }
    }

    private void repeat(int side) {
      List<Sent> known = read.get(side);
      if (known.isEmpty()) {
        return;
      }
      Sent sent = known.get(random.nextInt(known.size()));
      Optional<SignalSession> before = devices[side].session;
      try {
        devices[side].receive(sent.message());
        throw new AssertionError("Read twice: " + sent);
      } catch (SignalException e) {
        assertThat(devices[side].session).isSameAs(before);
      }
    }

    private void lose(int side) {
      List<Sent> waiting = underWay.get(side);
      if (!waiting.isEmpty()) {
        waiting.remove(random.nextInt(waiting.size()));
      }
    }

    /// The session as it was stored, before up to 64 messages of its chain left, comes back at the
    /// end of the reservation.
    private void crash(int side) {
      if (devices[side].session.isEmpty()) {
        return;
      }
      byte[] stored = devices[side].session.get().encode();
      int reservedUntil = devices[side].session.get().sendingCounter() + 8;
      for (int i = random.nextInt(8); i > 0; i--) {
        send(side);
      }
      devices[side].session = Optional.of(SignalSession.decode(stored).skipTo(reservedUntil));
    }
  }

  private record Sent(Encrypted message, int number) {}

  private record MessageKey(PublicKey ratchetKey, int counter) {}
}
