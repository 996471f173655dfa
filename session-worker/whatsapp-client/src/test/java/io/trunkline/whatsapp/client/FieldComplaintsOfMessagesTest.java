package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestMessage;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestResponseMessage;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestResponseMessage.PeerDataOperationResult;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestResponseMessage.PeerDataOperationResult.PlaceholderMessageResendResponse;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import io.trunkline.whatsapp.protocol.signal.SignedPreKeyPublic;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What users of such clients complain about, one test a complaint: that of messages.
class FieldComplaintsOfMessagesTest {
  private static final int FLOOD = 50_000;
  private static final int STORM = 20_000;

  /// What a session holds at most (1024 stanzas that are not stored, 256 that wait), what one read
  /// of the socket may bring beyond, and what the network's buffers take.
  private static final int MOST_HANDED_OVER = 20_000;

  private static final int MOST_HELD = 4_000;
  private static final long MOST_GROWTH_BYTES = 1_000_000;
  private static final int MOST_RETRIES_OF_ONE_SENDER = 128;

  private final Scene scene = Scene.linked();
  private final PeerDevice bob = scene.device(Scene.BOB_LID);
  private final PeerDevice annsPhone = scene.device(Scene.ANN_LID.toUserJid());

  @AfterEach
  void close() {
    scene.close();
  }

  // ---- offline floods

  @Test
  void anOfflineFloodOf50000MessagesIsReadNoFasterThanItCanBeStored() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    announceFlood(peer);
    scene.store.hold();
    String text = "x".repeat(600);
    int sent = 0;
    while (sent < FLOOD && isTaking(peer)) {
      peer.send(offline(message("A" + sent++).child(bob.encrypt(text(text)))).build());
    }
    assertThat(sent).isLessThan(MOST_HANDED_OVER);

    scene.store.release();
    scene.time.advance(Duration.ofSeconds(1));
    while (sent < FLOOD) {
      peer.send(offline(message("A" + sent++).child(bob.encrypt(text(text)))).build());
    }
    peer.take(node -> node.is("receipt") && node.has("id", "A" + (FLOOD - 1)));
    assertThat(scene.store.inbox().stream().map(FieldComplaintsOfMessagesTest::id))
        .containsExactlyElementsOf(IntStream.range(0, FLOOD).mapToObj(i -> "A" + i).toList());
    assertThat(peer.received().stream().filter(node -> node.is("ib"))).hasSize(FLOOD / 100);
    assertThat(scene.session.state()).isInstanceOf(ConnectionState.Open.class);
  }

  @Test
  void anOfflineFloodOf50000ReceiptsIsReadNoFasterThanItCanBePublished() {
    Queue<CompletableFuture<Void>> unpublished = new ConcurrentLinkedQueue<>();
    var broker =
        new Object() {
          volatile boolean isDown;
        };
    scene.session =
        scene.client.session(
            scene.store,
            id -> CompletableFuture.completedFuture(Optional.empty()),
            event -> publish(event, broker.isDown, unpublished),
            FrameGate.open(),
            SessionOptions.of("flood"));
    ScriptedServer.Peer peer = scene.open();
    announceFlood(peer);
    broker.isDown = true;
    for (int i = 0; i < FLOOD; i++) {
      peer.send(
          offline(Node.of("receipt").with("id", "R" + i).with("from", Scene.BOB_LID)).build());
    }
    Awaitility.await().until(() -> unpublished.size() > 1000);
    turns();
    assertThat(unpublished).hasSizeLessThan(MOST_HELD);

    broker.isDown = false;
    unpublished.forEach(stage -> stage.complete(null));
    scene.time.advance(Duration.ofSeconds(1));
    peer.take(node -> node.is("ack") && node.has("id", "R" + (FLOOD - 1)));
    assertThat(peer.received().stream().filter(node -> node.is("ack"))).hasSize(FLOOD);
  }

  private CompletionStage<Void> publish(
      SessionEvent event, boolean isDown, Queue<CompletableFuture<Void>> unpublished) {
    if (event instanceof SessionEvent.ConnectionChanged) {
      scene.events.add(event);
    }
    var stage = new CompletableFuture<Void>();
    if (isDown) {
      unpublished.add(stage);
    } else {
      stage.complete(null);
    }
    return stage;
  }

  private static void announceFlood(ScriptedServer.Peer peer) {
    peer.send(Node.of("ib").child(Node.of("offline_preview").with("count", FLOOD).build()).build());
  }

  private static Node.Builder offline(Node.Builder stanza) {
    return stanza.with("offline", 1);
  }

  /// Whether the client goes on reading, once it had the time to.
  private boolean isTaking(ScriptedServer.Peer peer) {
    if (!peer.isWritable()) {
      turns();
    }
    return peer.isWritable();
  }

  /// Lets the event loops turn as often as it takes to read whatever can be read.
  private void turns() {
    for (int i = 0; i < 200; i++) {
      scene.time.advance(Duration.ZERO);
    }
  }

  // ---- Bad MAC

  @Test
  void aBadMacStormOfOneSenderGrowsNoMemoryAndAsksABoundedNumberOfTimes() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    peer.send(message("GOOD").child(bob.encrypt(text("hello"))).build());
    peer.take("receipt");
    int preKeys = scene.store.preKeys().size();

    int retries = storm(peer, 0, STORM, i -> bob.jid());
    long before = heap(peer);
    retries += storm(peer, STORM, 2 * STORM, i -> bob.jid());
    assertThat(heap(peer) - before).isLessThan(MOST_GROWTH_BYTES);
    assertThat(retries).isEqualTo(MOST_RETRIES_OF_ONE_SENDER);
    assertThat(scene.store.preKeys()).hasSize(preKeys);

    // It is asked again once something of it could be decrypted.
    peer.send(message("GOOD2").child(bob.encrypt(text("still here"))).build());
    peer.take(node -> node.is("receipt") && node.has("id", "GOOD2"));
    assertThat(storm(peer, 0, 10, i -> bob.jid())).isEqualTo(10);
  }

  @Test
  void aBadMacStormOfManySendersGrowsNoMemoryAndAsksEachOnce() {
    ScriptedServer.Peer peer = scene.open();
    int retries = storm(peer, 0, STORM, FieldComplaintsOfMessagesTest::stranger);
    // What is kept of a sender is dropped when nothing more is heard of it.
    scene.time.advance(Duration.ofMinutes(6));
    long before = heap(peer);
    retries += storm(peer, STORM, 2 * STORM, FieldComplaintsOfMessagesTest::stranger);
    scene.time.advance(Duration.ofMinutes(6));
    assertThat(heap(peer) - before).isLessThan(MOST_GROWTH_BYTES);
    assertThat(retries).isEqualTo(2 * STORM);
  }

  @Test
  void aMessageThatNoRetryRepairsIsAskedForFiveTimes() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    Node broken = message("A1").child(damaged("lost")).build();
    for (int i = 0; i < 10; i++) {
      peer.send(broken);
      peer.take("ack");
    }
    assertThat(peer.received().stream().filter(node -> node.has("type", "retry"))).hasSize(5);
  }

  private interface Senders {
    Jid sender(int message);
  }

  private static Jid stranger(int i) {
    return Jid.user(Long.toString(700_000_000_000_000L + i), JidServer.LID);
  }

  /// Sends messages that cannot be decrypted and waits for all acks.
  ///
  /// @return how many were asked for again
  private int storm(ScriptedServer.Peer peer, int from, int to, Senders senders) {
    Node enc =
        bob.hasSession()
            ? damaged("text")
            : Node.of("enc").with("v", "2").with("type", "msg").bytes(new byte[64]).build();
    for (int i = from; i < to; i++) {
      Jid sender = senders.sender(i);
      peer.send(message("S" + i, sender).child(enc).build());
    }
    peer.take(node -> node.is("ack") && node.has("id", "S" + (to - 1)));
    var received = peer.received();
    assertThat(received.stream().filter(node -> node.is("ack"))).hasSize(to - from);
    peer.forget();
    return (int) received.stream().filter(node -> node.has("type", "retry")).count();
  }

  /// What is reachable, without what the test itself remembers.
  private long heap(ScriptedServer.Peer peer) {
    var memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      // Events and stanzas of the storm's end may still be on their way here.
      peer.forget();
      scene.events.clear();
      memory.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  // ---- "Waiting for this message"

  @Test
  void waitingForThisMessageEndsWithARetryThatBringsFreshKeys() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    Node broken = message("A1").child(damaged("lost")).build();

    peer.send(broken);
    Node first = receipt(peer, "A1");
    assertThat(first.attr("type")).isEqualTo("retry");
    assertThat(first.requireChild("retry").number("count")).isEqualTo(1);
    assertThat(first.child("keys")).isEmpty();
    assertThat(first.requireChild("registration").bytes()).containsExactly(0, 0, 0, 77);
    assertThat(peer.take("ack").attr("class")).isEqualTo("message");
    var event = scene.take(SessionEvent.Undecryptable.class);
    assertThat(event.whatsappId()).isEqualTo("A1");

    peer.send(broken);
    Node second = receipt(peer, "A1");
    assertThat(second.requireChild("retry").number("count")).isEqualTo(2);
    int id = number(second.requireChild("keys").requireChild("key").requireChild("id"));
    assertThat(scene.store.preKeys()).anyMatch(key -> key.id() == id);
    assertThat(scene.store.uploaded()).contains(id);

    bob.meet(bundle(second));
    peer.send(message("A1").child(bob.encrypt(text("found"))).build());
    assertThat(receipt(peer, "A1").attr("type")).isEqualTo("inactive");
    assertThat(id(scene.store.inbox().getLast())).isEqualTo("A1");

    // The phone need not be asked any more.
    scene.time.advance(Duration.ofSeconds(6));
    Scene.settle(peer);
  }

  @Test
  void waitingForThisMessageEndsWithThePhoneWhereNoRetryHelps() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    peer.send(message("A1").with("sender_pn", Scene.BOB_PN).child(damaged("lost")).build());
    peer.take("ack");
    scene.time.advance(Duration.ofSeconds(6));
    MessageKey key = requested(peer).getFirst();
    assertThat(key.getRemoteJID()).isEqualTo(Scene.BOB_LID.toString());
    assertThat(key.getID()).isEqualTo("A1");
    assertThat(key.getFromMe()).isFalse();

    answer(peer, key, "lost and found");
    var event = (SessionEvent.MessageReceived) scene.store.inbox().getFirst();
    assertThat(event.whatsappId()).isEqualTo("A1");
    assertThat(event.chat().lid()).contains(Scene.BOB_LID);
    assertThat(event.sender().pn()).contains(Scene.BOB_PN);
    assertThat(event.pushName()).isEqualTo("Bob");
    assertThat(event.timestamp().getEpochSecond()).isEqualTo(1795255400);
    assertThat(event.message().content()).isEqualTo(Content.Text.of("lost and found"));

    // Asked once, whatever else fails.
    peer.send(message("A1").child(damaged("lost")).build());
    receipt(peer, "A1");
    scene.time.advance(Duration.ofSeconds(20));
    Scene.settle(peer);
  }

  @Test
  void aMessageThatTheServerCannotProvideIsAskedForAtThePhone() {
    ScriptedServer.Peer peer = scene.open();
    peer.send(message("A1").child(Node.of("unavailable").build()).build());
    peer.take("ack");
    peer.send(
        message("A2")
            .child(Node.of("unavailable").with("type", "view_once_unavailable_fanout").build())
            .build());
    peer.take("ack");
    scene.time.advance(Duration.ofSeconds(6));
    assertThat(requested(peer)).extracting(MessageKey::getID).containsExactly("A1");
  }

  @Test
  void thePhoneIsAskedForManyMessagesInFewRequests() {
    ScriptedServer.Peer peer = scene.open();
    storm(peer, 0, 1_000, FieldComplaintsOfMessagesTest::stranger);
    int requests = 0;
    Queue<String> asked = new ArrayDeque<>();
    scene.time.advance(Duration.ofSeconds(6));
    while (asked.size() < 256) {
      List<MessageKey> keys = requested(peer);
      assertThat(keys).hasSizeLessThanOrEqualTo(32);
      keys.forEach(key -> asked.add(key.getID()));
      requests++;
      Scene.settle(peer);
      scene.time.advance(Duration.ofSeconds(6));
    }
    assertThat(requests).isEqualTo(8);
    assertThat(asked)
        .containsExactlyElementsOf(IntStream.range(744, 1_000).mapToObj(i -> "S" + i).toList());
    Scene.settle(peer);
  }

  private List<MessageKey> requested(ScriptedServer.Peer peer) {
    Node request = peer.take("message");
    assertThat(request.attr("category")).isEqualTo("peer");
    assertThat(request.jid("to")).isEqualTo(Scene.ANN_PN.toUserJid());
    ProtocolMessage told = annsPhone.decrypt(request.requireChild("enc")).getProtocolMessage();
    assertThat(told.getType()).isEqualTo(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_MESSAGE);
    PeerDataOperationRequestMessage operation = told.getPeerDataOperationRequestMessage();
    assertThat(operation.getPeerDataOperationRequestType())
        .isEqualTo(PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND);
    return operation.getPlaceholderMessageResendRequestList().stream()
        .map(PeerDataOperationRequestMessage.PlaceholderMessageResendRequest::getMessageKey)
        .toList();
  }

  private void answer(ScriptedServer.Peer peer, MessageKey key, String text) {
    var info =
        WebMessageInfo.newBuilder()
            .setKey(key)
            .setMessageTimestamp(1795255400)
            .setPushName("Bob")
            .setMessage(text(text))
            .build();
    var response =
        PeerDataOperationRequestResponseMessage.newBuilder()
            .setPeerDataOperationRequestType(
                PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND)
            .addPeerDataOperationResult(
                PeerDataOperationResult.newBuilder()
                    .setPlaceholderMessageResendResponse(
                        PlaceholderMessageResendResponse.newBuilder()
                            .setWebMessageInfoBytes(info.toByteString())));
    Node enc =
        annsPhone.encrypt(
            Message.newBuilder()
                .setProtocolMessage(
                    ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE)
                        .setPeerDataOperationRequestResponseMessage(response))
                .build());
    peer.send(message("P1", annsPhone.jid()).with("category", "peer").child(enc).build());
    receipt(peer, "P1");
  }

  // ---- parts

  private static Message text(String text) {
    return Message.newBuilder().setConversation(text).build();
  }

  private static Node.Builder message(String id) {
    return message(id, Scene.BOB_LID);
  }

  private static Node.Builder message(String id, Jid from) {
    return Node.of("message")
        .with("id", id)
        .with("from", from)
        .with("type", "text")
        .with("notify", "Bob")
        .with("t", 1795255400);
  }

  private Node damaged(String text) {
    Node enc = bob.encrypt(text(text));
    byte[] bytes = enc.bytes();
    // The MAC's first byte, or, of a prekey message, one of the MAC as well.
    bytes[bytes.length - 8] ^= 1;
    return Node.of("enc").with("v", "2").with("type", enc.attr("type")).bytes(bytes).build();
  }

  private static Node receipt(ScriptedServer.Peer peer, String id) {
    return peer.take(node -> node.is("receipt") && node.has("id", id));
  }

  private static String id(SessionEvent event) {
    return ((SessionEvent.MessageReceived) event).whatsappId();
  }

  private static int number(Node node) {
    return new BigInteger(1, node.bytes()).intValueExact();
  }

  private static PreKeyBundle bundle(Node retry) {
    Node keys = retry.requireChild("keys");
    Node signed = keys.requireChild("skey");
    Node key = keys.requireChild("key");
    return new PreKeyBundle(
        77,
        1,
        PublicKey.of(keys.requireChild("identity").bytes()),
        new SignedPreKeyPublic(
            1,
            PublicKey.of(signed.requireChild("value").bytes()),
            signed.requireChild("signature").bytes()),
        Optional.of(
            new PreKeyPublic(
                number(key.requireChild("id")), PublicKey.of(key.requireChild("value").bytes()))));
  }
}
