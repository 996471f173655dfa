package io.trunkline.whatsapp.protocol.appstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation.SyncdOperation;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatchWriterTest {
  private static final Jid CHAT = Jid.parse("15551234567@s.whatsapp.net");
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final Action PIN = new Action.Pin(CHAT, true);
  private static final Action UNPIN = new Action.Pin(CHAT, false);

  private final Server server = new Server();
  private final Device phone = device(Device.keys(1));
  private final Device companion = device(Device.keys(1));

  private static Device device(SyncKeys keys) {
    return new Device(Collection.REGULAR_LOW, keys, Randomness.from(new Random(4)));
  }

  private static Mutation set(Action action) {
    return new Mutation.Set(action, NOW);
  }

  private OwnPatch push(Device device, Mutation... mutations) {
    OwnPatch own = device.write(mutations).orElseThrow();
    assertThat(server.push(device.state.version(), own.patch().bytes())).isTrue();
    device.store(own.state(), own.macs());
    return own;
  }

  @Test
  void whatOnePartyWritesTheOtherBelieves() {
    push(phone, set(PIN), set(new Action.Archive(CHAT, true, MessageRange.NONE)));
    companion.apply(server.since(0));
    push(companion, set(UNPIN));

    Applied applied = phone.apply(server.since(1));

    assertThat(applied.mutations()).containsExactly(set(UNPIN));
    assertThat(phone.state).isEqualTo(companion.state);
    assertThat(phone.state.version()).isEqualTo(2);
    assertThat(applied.macs().put()).hasSize(1);
    assertThat(applied.macs().replacesAll()).isFalse();
  }

  @Test
  void sameInputsGiveTheSameBytes() {
    byte[] first = phone.write(set(PIN)).orElseThrow().patch().bytes();

    assertThat(companion.write(set(PIN)).orElseThrow().patch().bytes()).isEqualTo(first);
  }

  @Test
  void eachMutationHasAnIvOfItsOwn() {
    List<EncryptedMutation> mutations =
        phone
            .write(set(PIN), set(new Action.LockChat(CHAT, true)))
            .orElseThrow()
            .patch()
            .mutations();

    assertThat(mutations.get(0).valueBlob().substring(0, 16))
        .isNotEqualTo(mutations.get(1).valueBlob().substring(0, 16));
  }

  @Test
  void lastMutationOfAnIndexCounts() {
    OwnPatch own = phone.write(set(PIN), set(UNPIN)).orElseThrow();

    assertThat(own.patch().mutations()).hasSize(1);
    push(phone, set(PIN), set(UNPIN));
    companion.apply(server.since(0));
    assertThat(companion.records.values()).containsExactly(UNPIN);
  }

  @Test
  void removalTakesTheRecordAway() {
    push(phone, set(PIN));
    companion.apply(server.since(0));
    push(companion, Mutation.Remove.of(PIN, NOW));

    Applied applied = phone.apply(server.since(1));

    assertThat(applied.mutations())
        .containsExactly(new Mutation.Remove(PIN.index(), PIN.version(), NOW));
    assertThat(phone.macs).isEmpty();
    assertThat(phone.state).isEqualTo(new CollectionState(2, LtHash.EMPTY));
    assertThat(server.snapshot().records()).isEmpty();
  }

  @Test
  void removalOfNothingIsNotSent() {
    assertThat(phone.write(Mutation.Remove.of(PIN, NOW))).isEmpty();
    assertThat(phone.write()).isEmpty();
    assertThat(phone.write(set(PIN), Mutation.Remove.of(PIN, NOW))).isEmpty();
  }

  /// Other clients do send them, such as for a contact that the phone never shared.
  @Test
  void receivedRemovalOfNothingIsCounted() {
    push(phone, set(PIN));
    push(phone, Mutation.Remove.of(PIN, NOW));
    // A writer that still has the record removes it once more.
    Device other = device(Device.keys(1));
    other.apply(List.of(server.since(0).getFirst()));
    OwnPatch again =
        new PatchWriter(Collection.REGULAR_LOW, other.keys, Randomness.from(new Random(6)))
            .write(
                new CollectionState(2, LtHash.EMPTY.plus(other.macs.values().iterator().next())),
                List.of(Mutation.Remove.of(PIN, NOW)),
                StoredMacs.of(other.macs))
            .orElseThrow();
    server.push(2, again.patch().bytes());

    companion.apply(server.since(0).subList(0, 2));
    Applied applied = companion.apply(server.since(2));

    assertThat(applied.unmatchedRemoves()).isEqualTo(1);
    assertThat(companion.state).isEqualTo(again.state());
  }

  @Test
  void recordUnderAnOldKeyMovesToTheNewest() {
    push(phone, set(PIN));
    companion.apply(server.since(0));
    SyncKeys rotated = phone.keys.with(List.of(Device.key(0, 2)));
    phone.keys = rotated;
    companion.keys = rotated;

    OwnPatch own = push(phone, set(UNPIN));
    Applied applied = companion.apply(server.since(1));

    assertThat(own.patch().mutations())
        .extracting(EncryptedMutation::operation, EncryptedMutation::keyId)
        .containsExactly(
            tuple(SyncdOperation.REMOVE, new SyncKeyId(0, 1)),
            tuple(SyncdOperation.SET, new SyncKeyId(0, 2)));
    assertThat(applied.mutations()).containsExactly(set(UNPIN));
    assertThat(companion.macs).hasSize(1).isEqualTo(phone.macs);
    assertThat(server.snapshot().records()).hasSize(1);
  }

  @Test
  void removalFindsTheRecordUnderItsOldKey() {
    push(phone, set(PIN));
    phone.keys = phone.keys.with(List.of(Device.key(0, 2)));

    OwnPatch own = push(phone, Mutation.Remove.of(PIN, NOW));

    assertThat(own.patch().keyId()).isEqualTo(new SyncKeyId(0, 2));
    assertThat(own.patch().mutations().getFirst().keyId()).isEqualTo(new SyncKeyId(0, 1));
    assertThat(phone.macs).isEmpty();
  }

  @Test
  void everythingThatIsLookedUpIsAnnounced() {
    push(phone, set(PIN));
    phone.keys = phone.keys.with(List.of(Device.key(0, 2)));
    List<Mutation> mutations = List.of(set(UNPIN), set(new Action.LockChat(CHAT, true)));
    var writer =
        new PatchWriter(Collection.REGULAR_LOW, phone.keys, Randomness.from(new Random(4)));
    Set<ByteString> announced = writer.indexMacs(mutations);

    assertThat(announced).hasSize(4).containsAll(phone.macs.keySet());
    writer.write(
        phone.state,
        mutations,
        indexMac -> {
          assertThat(announced).contains(indexMac);
          return StoredMacs.of(phone.macs).find(indexMac);
        });
  }

  @Test
  void withoutAKeyNothingIsWritten() {
    Device keyless = device(SyncKeys.NONE);

    assertThatThrownBy(() -> keyless.write(set(PIN)))
        .asInstanceOf(type(AppStateException.class))
        .returns(AppStateException.Code.MISSING_KEY, AppStateException::code)
        .returns(Set.of(), AppStateException::missingKeys);
  }

  @Test
  void actionOfAnotherCollectionIsOurMistake() {
    assertThatThrownBy(() -> phone.write(set(new Action.PushName("Ann"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("setting_pushName belongs to critical_block, not regular_low");
  }

  @Test
  void changesShowThroughWhatIsStored() {
    OwnPatch first = phone.write(set(PIN)).orElseThrow();
    StoredMacs next = first.macs().over(StoredMacs.NONE);

    OwnPatch second =
        new PatchWriter(Collection.REGULAR_LOW, phone.keys, Randomness.from(new Random(5)))
            .write(first.state(), List.of(Mutation.Remove.of(PIN, NOW)), next)
            .orElseThrow();

    assertThat(second.state().hash()).isEqualTo(LtHash.EMPTY);
    assertThat(second.macs().removed()).isEqualTo(first.macs().put().keySet());
    assertThat(second.macs().over(next).find(first.macs().put().keySet().iterator().next()))
        .isEmpty();
  }
}
