package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyFingerprint;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.syncd.ExternalBlobReference;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.KeyShare;
import io.trunkline.whatsapp.protocol.appstate.MessageRange;
import io.trunkline.whatsapp.protocol.appstate.MessageRef;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.appstate.SyncKey;
import io.trunkline.whatsapp.protocol.appstate.SyncKeyId;
import io.trunkline.whatsapp.protocol.appstate.SyncKeys;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppStateTest {

  private final Scene scene = Scene.linked();
  private final PeerDevice annsPhone = scene.device(Scene.ANN_LID.toUserJid());
  private final SyncKey first = key(1);
  private final Map<Collection, PatchLog> logs = new EnumMap<>(Collection.class);
  private int messages;

  AppStateTest() {
    for (Collection collection : Collection.values()) {
      logs.put(collection, new PatchLog(collection, SyncKeys.of(List.of(first)), scene.randomness));
    }
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private SyncKey key(int epoch) {
    return SyncKey.of(
        new SyncKeyId(0, epoch),
        scene.randomness.bytes(SyncKey.SIZE_BYTES),
        scene.time.now(),
        AppStateSyncKeyFingerprint.getDefaultInstance());
  }

  private PatchLog log(Collection collection) {
    return logs.get(collection);
  }

  private ScriptedServer.Peer open() {
    ScriptedServer.Peer peer = scene.open();
    answer(peer);
    return peer;
  }

  private void answer(ScriptedServer.Peer peer) {
    peer.automatic(
        node ->
            node.has("xmlns", "w:sync:app:state") ? Optional.of(sync(node)) : scene.answer(node));
  }

  private Node sync(Node iq) {
    return Scene.result(iq)
        .child(
            Node.of("sync")
                .children(
                    iq.requireChild("sync").children("collection").stream()
                        .map(
                            node ->
                                log(Collection.find(node.attr("name")).orElseThrow()).answer(node))
                        .toList())
                .build())
        .build();
  }

  private void fromPhone(ScriptedServer.Peer peer, ProtocolMessage content) {
    if (!annsPhone.hasSession()) {
      annsPhone.meet(scene.ownBundle(true));
    }
    String id = "P" + ++messages;
    peer.send(
        Node.of("message")
            .with("id", id)
            .with("from", Scene.ANN_LID.toUserJid())
            .with("type", "text")
            .with("category", "peer")
            .with("t", 1795255400)
            .child(annsPhone.encrypt(Message.newBuilder().setProtocolMessage(content).build()))
            .build());
    peer.take(node -> node.is("receipt") && node.has("id", id) && node.has("type", "peer_msg"));
  }

  private void share(ScriptedServer.Peer peer, SyncKey... keys) {
    fromPhone(
        peer,
        ProtocolMessage.newBuilder()
            .setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE)
            .setAppStateSyncKeyShare(new KeyShare(List.of(keys), Set.of()).message())
            .build());
  }

  private void serverSync(ScriptedServer.Peer peer, String id, Collection collection) {
    announce(peer, id, collection);
    peer.take(node -> node.is("ack") && node.has("id", id));
  }

  private void announce(ScriptedServer.Peer peer, String id, Collection collection) {
    peer.send(
        Node.of("notification")
            .with("id", id)
            .with("from", Scene.ANN_PN.toUserJid())
            .with("type", "server_sync")
            .child(
                Node.of("collection")
                    .with("name", collection.text())
                    .with("version", log(collection).version())
                    .build())
            .build());
  }

  /// A write that changes nothing more comes behind everything that was begun before.
  private void settle() {
    Scene.get(scene.session.appState().set(List.of(new Action.PushName("Ann"))));
  }

  private List<Action> told() {
    return scene.store.inbox().stream()
        .filter(SessionEvent.AppStateChanged.class::isInstance)
        .flatMap(event -> ((SessionEvent.AppStateChanged) event).changes().stream())
        .filter(change -> change.mutation() instanceof Mutation.Set)
        .map(change -> ((Mutation.Set) change.mutation()).action())
        .toList();
  }

  private static Action.Contact bob() {
    return new Action.Contact(
        Scene.BOB_PN,
        Optional.of("Bob"),
        Optional.empty(),
        Optional.of(Scene.BOB_LID),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  @Test
  void theFirstKeyShareBeginsWithEverything() {
    log(Collection.CRITICAL_UNBLOCK_LOW).write(bob());
    log(Collection.CRITICAL_BLOCK).write(new Action.PushName("Annie"));
    ScriptedServer.Peer peer = open();

    share(peer, first);
    settle();

    assertThat(told()).contains(bob(), new Action.PushName("Annie"));
    assertThat(scene.store.storedAppState().collections().keySet())
        .containsExactlyInAnyOrder(Collection.values());
    assertThat(scene.store.storedAppState().keys()).containsExactly(first);
    assertThat(scene.store.mapping(Scene.BOB_PN).orElseThrow().lid()).isEqualTo(Scene.BOB_LID);
    assertThat(scene.store.credentials().account().orElseThrow().pushName()).contains("Ann");
  }

  @Test
  void aShareOfAnotherDeviceThanThePhoneIsLeft() {
    PeerDevice tablet = scene.device(Scene.ANN_LID.withDevice(5));
    ScriptedServer.Peer peer = open();
    tablet.meet(scene.ownBundle(true));

    peer.send(
        Node.of("message")
            .with("id", "T1")
            .with("from", Scene.ANN_LID.withDevice(5))
            .with("type", "text")
            .with("category", "peer")
            .with("t", 1795255400)
            .child(
                tablet.encrypt(
                    Message.newBuilder()
                        .setProtocolMessage(
                            ProtocolMessage.newBuilder()
                                .setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE)
                                .setAppStateSyncKeyShare(
                                    new KeyShare(List.of(first), Set.of()).message()))
                        .build()))
            .build());

    peer.take(node -> node.is("receipt") && node.has("id", "T1"));
    assertThat(scene.store.storedAppState().keys()).isEmpty();
  }

  @Test
  void whatOthersWriteIsStoredBeforeTheNotificationIsAcknowledged() {
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();
    log(Collection.REGULAR_LOW).write(new Action.Pin(Scene.BOB_LID, true));

    serverSync(peer, "N1", Collection.REGULAR_LOW);

    assertThat(told()).contains(new Action.Pin(Scene.BOB_LID, true));
    assertThat(
            scene
                .store
                .storedAppState()
                .collections()
                .get(Collection.REGULAR_LOW)
                .state()
                .version())
        .isEqualTo(1);
  }

  @Test
  void aDirtyBitIsCleanedAfterEverythingWasFetched() {
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();
    log(Collection.REGULAR).write(new Action.LabelChat("1", Scene.BOB_LID, true));
    peer.automatic(
        node -> node.has("xmlns", "w:sync:app:state") ? Optional.of(sync(node)) : Optional.empty());

    peer.send(
        Node.of("ib")
            .child(Node.of("dirty").with("type", "syncd_app_state").with("timestamp", "7").build())
            .build());

    Node clean = peer.take(node -> node.has("xmlns", "urn:xmpp:whatsapp:dirty"));
    assertThat(clean.requireChild("clean").attr("type")).isEqualTo("syncd_app_state");
    assertThat(told()).contains(new Action.LabelChat("1", Scene.BOB_LID, true));
  }

  @Test
  void anArchivedChatReachesTheOtherDevices() {
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();

    Scene.get(scene.session.appState().set(Action.archiving(Scene.BOB_LID, MessageRange.NONE)));
    var star = new Action.Star(MessageRef.of(Scene.BOB_LID, "M1", true, Scene.ANN_LID), true);
    Scene.get(scene.session.appState().set(List.of(star)));

    assertThat(log(Collection.REGULAR_LOW).actions())
        .containsExactly(
            new Action.Archive(Scene.BOB_LID, true, MessageRange.NONE),
            new Action.Pin(Scene.BOB_LID, false));
    assertThat(log(Collection.REGULAR_LOW).version()).isEqualTo(1);
    assertThat(log(Collection.REGULAR_HIGH).actions()).containsExactly(star);
    assertThat(told()).contains(star);
  }

  @Test
  void aChatIsWrittenUnderItsLidWhereThatIsKnown() {
    log(Collection.CRITICAL_UNBLOCK_LOW).write(bob());
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();

    Scene.get(scene.session.appState().set(List.of(new Action.Pin(Scene.BOB_PN, true))));

    assertThat(log(Collection.REGULAR_LOW).actions())
        .containsExactly(new Action.Pin(Scene.BOB_LID, true));
  }

  @Test
  void aContactThatIsRemovedIsGoneForAll() {
    log(Collection.CRITICAL_UNBLOCK_LOW).write(bob());
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();

    Scene.get(scene.session.appState().remove(List.of(bob())));

    assertThat(log(Collection.CRITICAL_UNBLOCK_LOW).version()).isEqualTo(2);
    assertThat(scene.store.inbox())
        .anyMatch(
            event ->
                event instanceof SessionEvent.AppStateChanged changed
                    && changed.changes().getFirst().mutation() instanceof Mutation.Remove
                    && changed.changes().getFirst().about().orElseThrow().pn().isPresent());
  }

  @Test
  void aWriteThatComesSecondIsWrittenOntoTheFirst() {
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();
    log(Collection.REGULAR_LOW).write(new Action.Pin(Scene.EVE_LID, true));
    log(Collection.REGULAR_LOW).write(new Action.Pin(Scene.BOB_LID, false));

    Scene.get(scene.session.appState().set(List.of(new Action.Pin(Scene.BOB_LID, true))));

    assertThat(log(Collection.REGULAR_LOW).version()).isEqualTo(3);
    assertThat(log(Collection.REGULAR_LOW).actions()).endsWith(new Action.Pin(Scene.BOB_LID, true));
    assertThat(told()).contains(new Action.Pin(Scene.EVE_LID, true));
  }

  @Test
  void beforeTheFirstKeyShareNothingIsWritten() {
    open();

    assertThatThrownBy(
            () ->
                Scene.get(
                    scene.session.appState().set(List.of(new Action.Pin(Scene.BOB_LID, true)))))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(SendFailure.Code.BUSY));
  }

  @Test
  void aMissingKeyIsAskedForOnceAndItsShareFreesTheCollection() throws Exception {
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();
    SyncKey second = key(2);
    logs.values().forEach(log -> log.keys(SyncKeys.of(List.of(first, second))));
    log(Collection.REGULAR_LOW).write(new Action.Pin(Scene.BOB_LID, true));

    announce(peer, "N1", Collection.REGULAR_LOW);
    Node request = peer.take(node -> node.is("message") && node.has("category", "peer"));
    Message asked = annsPhone.decrypt(request.requireChild("enc"));
    assertThat(KeyShare.requested(asked.getProtocolMessage().getAppStateSyncKeyRequest()))
        .containsExactly(second.id());
    assertThat(request.jid("to")).isEqualTo(Scene.ANN_PN.toUserJid());
    log(Collection.REGULAR_LOW).write(new Action.Pin(Scene.EVE_LID, true));
    serverSync(peer, "N2", Collection.REGULAR_LOW);
    share(peer, second);
    settle();

    assertThat(told())
        .contains(new Action.Pin(Scene.BOB_LID, true), new Action.Pin(Scene.EVE_LID, true));
    assertThat(peer.received().stream().filter(node -> node.has("category", "peer")).toList())
        .hasSize(1);
  }

  @Test
  void aShareThatWasAskedForFreesTheCollectionAlsoInAnotherProcess() {
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();
    SyncKey second = key(2);
    logs.values().forEach(log -> log.keys(SyncKeys.of(List.of(first, second))));
    log(Collection.REGULAR_LOW).write(new Action.Pin(Scene.BOB_LID, true));
    serverSync(peer, "N1", Collection.REGULAR_LOW);
    Scene.get(scene.session.close());
    scene.newSession();
    var unused = scene.session.connect();
    ScriptedServer.Peer again = scene.accept();
    answer(again);
    scene.await(ConnectionState.Open.class);

    share(again, second);
    settle();

    assertThat(told()).contains(new Action.Pin(Scene.BOB_LID, true));
  }

  @Test
  void aPatchThatWasChangedCostsOneNewBeginningThenTheCollectionIsParked() {
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();
    PatchLog damaged = log(Collection.REGULAR_LOW);
    damaged.write(new Action.Pin(Scene.BOB_LID, true));
    damaged.damage(AppStateTest::withAnotherMac);
    int before = damaged.asked();

    serverSync(peer, "N1", Collection.REGULAR_LOW);
    serverSync(peer, "N2", Collection.REGULAR_LOW);
    settle();

    assertThat(damaged.asked() - before).isEqualTo(2);
    assertThat(scene.store.inbox().stream().filter(SessionEvent.AppStateParked.class::isInstance))
        .containsExactly(
            new SessionEvent.AppStateParked(Collection.REGULAR_LOW, 0, "bad_patch_mac"));
    assertThat(told()).doesNotContain(new Action.Pin(Scene.BOB_LID, true));
    // What is parked is freed by the owner.
    damaged.damage(bytes -> bytes);
    Scene.get(scene.session.appState().resync());
    assertThat(told()).contains(new Action.Pin(Scene.BOB_LID, true));
  }

  private static byte[] withAnotherMac(byte[] patch) {
    try {
      var parsed = io.trunkline.whatsapp.proto.syncd.SyncdPatch.parseFrom(patch);
      return parsed.toBuilder()
          .setPatchMAC(ByteString.copyFrom(new byte[32]))
          .build()
          .toByteArray();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSnapshotIsDownloadedAndGoneOnFrom() {
    PatchLog contacts = log(Collection.CRITICAL_UNBLOCK_LOW);
    contacts.write(bob());
    RemoteMedia file = scene.host(MediaKind.APP_STATE, "/v/snapshot?x=1", contacts.snapshot());
    contacts.snapshotsAt(
        ExternalBlobReference.newBuilder()
            .setMediaKey(file.mediaKey())
            .setDirectPath(file.directPath())
            .setFileSHA256(file.expected().fileSha256())
            .setFileEncSHA256(file.expected().fileEncSha256())
            .build()
            .toByteArray());
    ScriptedServer.Peer peer = open();

    share(peer, first);
    settle();
    contacts.write(bob());
    serverSync(peer, "N1", Collection.CRITICAL_UNBLOCK_LOW);

    assertThat(told().stream().filter(bob()::equals)).hasSize(2);
    assertThat(scene.store.inbox())
        .anyMatch(
            event -> event instanceof SessionEvent.AppStateChanged changed && changed.isSnapshot());
  }

  @Test
  void aSessionThatIsLoadedAnewGoesOnWhereTheStoreStands() {
    ScriptedServer.Peer peer = open();
    share(peer, first);
    settle();
    log(Collection.REGULAR_LOW).write(new Action.Pin(Scene.BOB_LID, true));
    serverSync(peer, "N1", Collection.REGULAR_LOW);
    Scene.get(scene.session.close());
    scene.newSession();
    var unused = scene.session.connect();
    answer(scene.accept());
    scene.await(ConnectionState.Open.class);

    Scene.get(scene.session.appState().set(List.of(new Action.Pin(Scene.BOB_LID, false))));

    assertThat(log(Collection.REGULAR_LOW).version()).isEqualTo(2);
    assertThat(log(Collection.REGULAR_LOW).actions())
        .endsWith(new Action.Pin(Scene.BOB_LID, false));
  }
}
