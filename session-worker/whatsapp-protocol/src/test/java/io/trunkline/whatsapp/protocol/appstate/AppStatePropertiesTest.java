package io.trunkline.whatsapp.protocol.appstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.quicktheories.QuickTheory;

/// What must hold whatever devices write. Each story is told from a seed, so that a failure names
/// the one that broke it.
class AppStatePropertiesTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);

  @Test
  void twoWritersAndASnapshotEndInOneState() {
    stories(120)
        .forAll(longs().all(), integers().between(1, 30))
        .checkAssert((seed, steps) -> new Story(seed).play(steps));
  }

  @Test
  void randomBytesGiveATypedExceptionAndNothingElse() {
    var story = new Story(3);
    story.play(12);
    List<byte[]> good =
        List.of(
            story.server.since(0).getLast().bytes(),
            story.server.snapshot().bytes(),
            Device.key(0, 1).encode());
    Patch external =
        Patch.of(
            story.server.since(0).getLast().message().toBuilder()
                .clearMutations()
                .setExternalMutations(Device.file())
                .build());
    stories(2_000)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              byte[] bytes = spoiled(random, good.get(random.nextInt(good.size())));
              expectTyped(() -> story.a.apply(Snapshot.parse(bytes)));
              expectTyped(() -> story.a.apply(List.of(Patch.parse(bytes).withVersion(99))));
              expectTyped(() -> external.withMutations(bytes));
              expectTyped(() -> SyncKey.decode(bytes));
              expectTyped(() -> Snapshot.reference(bytes));
              expectTyped(
                  () ->
                      new PatchReader(Collection.REGULAR, story.a.keys)
                          .recover(CollectionState.EMPTY, bytes, 1 << 20));
            });
  }

  private static void expectTyped(Runnable action) {
    try {
      action.run();
    } catch (AppStateException e) {
      assertThat(e.code()).isNotNull();
    }
  }

  private static byte[] spoiled(Random random, byte[] good) {
    byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 3));
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    if (random.nextInt(4) == 0) {
      random.nextBytes(bytes);
    }
    return bytes;
  }

  /// A smaller seed is no smaller story: hardly any shrinking.
  private static QuickTheory stories(int examples) {
    return qt().withExamples(examples).withShrinkCycles(3);
  }

  /// Two devices that write one collection at random, now and then under a new key.
  private static final class Story {
    final Server server = new Server();
    final Device a;
    final Device b;
    private final Random random;
    private final Actions actions;
    private final Randomness randomness;
    private final List<Action> written = new ArrayList<>();
    private long epoch = 1;

    Story(long seed) {
      random = new Random(seed);
      actions = new Actions(random);
      randomness = Randomness.from(random);
      Collection collection = Collection.values()[random.nextInt(Collection.values().length)];
      a = new Device(collection, Device.keys(1), randomness);
      b = new Device(collection, Device.keys(1), randomness);
    }

    void play(int steps) {
      for (int i = 0; i < steps; i++) {
        if (random.nextInt(8) == 0) {
          epoch++;
          a.keys = a.keys.with(List.of(Device.key(0, epoch)));
          b.keys = b.keys.with(List.of(Device.key(0, epoch)));
        }
        step(random.nextBoolean() ? a : b);
      }
      a.apply(server.since(a.state.version()));
      b.apply(server.since(b.state.version()));
      assertSame(a, b);
      if (server.snapshot().version() > 0) {
        Device fresh = new Device(a.collection, a.keys, randomness);
        fresh.apply(server.snapshot());
        assertSame(fresh, a);
      }
      assertThat(a.state.hash()).isEqualTo(sum(a));
    }

    private void step(Device device) {
      List<Mutation> mutations = mutations();
      Optional<OwnPatch> own = device.write(mutations);
      while (own.isPresent() && !server.push(device.state.version(), own.get().patch().bytes())) {
        device.apply(server.since(device.state.version()));
        own = device.write(mutations);
      }
      if (own.isEmpty()) {
        return;
      }
      // What the writer would store is what comes of its patch when it comes back.
      Map<ByteString, ByteString> expected = new HashMap<>(device.macs);
      expected.putAll(own.get().macs().put());
      expected.keySet().removeAll(own.get().macs().removed());
      device.apply(server.since(device.state.version()));
      assertThat(device.state).isEqualTo(own.get().state());
      assertThat(device.macs).isEqualTo(expected);
    }

    private List<Mutation> mutations() {
      List<Mutation> mutations = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        if (written.isEmpty() || random.nextInt(3) > 0) {
          Action action = actions.of(a.collection);
          written.add(action);
          mutations.add(new Mutation.Set(action, NOW));
        } else {
          mutations.add(Mutation.Remove.of(written.get(random.nextInt(written.size())), NOW));
        }
      }
      return mutations;
    }

    private static LtHash sum(Device device) {
      LtHash sum = LtHash.EMPTY;
      for (ByteString valueMac : device.macs.values()) {
        sum = sum.plus(valueMac);
      }
      return sum;
    }

    private static void assertSame(Device one, Device other) {
      assertThat(one.state).isEqualTo(other.state);
      assertThat(one.macs).isEqualTo(other.macs);
      assertThat(one.records).isEqualTo(other.records);
    }
  }
}
