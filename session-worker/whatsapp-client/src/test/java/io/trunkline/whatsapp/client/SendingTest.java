package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.Phash;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendingTest {

  private final Scene scene = Scene.linked();
  private final PeerDevice bob = scene.device(Scene.BOB_LID);
  private final PeerDevice annsPhone = scene.device(Scene.ANN_LID.toUserJid());

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void aTextReachesAllDevicesOfTheRecipientAndTheOtherOwnOnes() {
    PeerDevice bobsLaptop = scene.device(Scene.BOB_LID.withDevice(5));
    ScriptedServer.Peer peer = scene.open();
    var send = scene.session.send(scene.text("3EB0A1", "hello")).toCompletableFuture();

    Node message = peer.take("message");
    assertThat(message.attr("id")).isEqualTo("3EB0A1");
    assertThat(message.attr("type")).isEqualTo("text");
    assertThat(message.jid("to")).isEqualTo(Scene.BOB_LID);
    Set<Jid> everybody = Set.of(bob.jid(), bobsLaptop.jid(), annsPhone.jid(), Scene.ANN_LID);
    assertThat(message.attr("phash")).isEqualTo(Phash.v2(everybody));
    assertThat(message.requireChild("device-identity").bytes()).containsExactly(1, 2, 3);

    Message plain = bob.decrypt(Scene.encFor(message, bob.jid()));
    assertThat(plain.getConversation()).isEqualTo("hello");
    assertThat(plain.getMessageContextInfo().getMessageSecret().size()).isEqualTo(32);
    assertThat(bobsLaptop.decrypt(Scene.encFor(message, bobsLaptop.jid()))).isEqualTo(plain);
    Message copy = annsPhone.decrypt(Scene.encFor(message, annsPhone.jid()));
    assertThat(copy.getDeviceSentMessage().getDestinationJID()).isEqualTo(Scene.BOB_LID.toString());
    assertThat(copy.getDeviceSentMessage().getMessage()).isEqualTo(plain);
    assertThat(message.requireChild("participants").children("to")).hasSize(3);

    assertThat(send).isNotDone();
    peer.send(scene.ack(message));
    assertThat(Scene.get(send).at().getEpochSecond()).isEqualTo(1795255300);
  }

  @Test
  void aPhoneNumberIsLookedUpOnceAndAddressedByItsLid() {
    ScriptedServer.Peer peer = scene.open();
    var first = scene.session.send(scene.text("3EB0A1", Scene.BOB_PN, "one"));
    Node message = peer.take("message");
    assertThat(message.jid("to")).isEqualTo(Scene.BOB_LID);
    assertThat(message.jid("peer_recipient_pn")).isEqualTo(Scene.BOB_PN);
    peer.send(scene.ack(message));
    Scene.get(first);
    assertThat(scene.take(SessionEvent.LidLearned.class).lid()).isEqualTo(Scene.BOB_LID);
    assertThat(scene.store.mapping(Scene.BOB_PN)).isPresent();

    long asked = lookups(peer);
    var unused = scene.session.send(scene.text("3EB0A2", Scene.BOB_PN, "two"));
    peer.take("message");
    assertThat(lookups(peer)).isEqualTo(asked);
  }

  private static long lookups(ScriptedServer.Peer peer) {
    return peer.received().stream().filter(node -> node.has("xmlns", "usync")).count();
  }

  @Test
  void aNumberWithoutAccountIsRefused() {
    scene.open();
    var send =
        scene.session.send(
            scene.text("3EB0A1", Jid.parse("4915199999999@s.whatsapp.net"), "hello"));
    assertThatThrownBy(() -> Scene.get(send))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(SendFailure.Code.NOT_ON_WHATSAPP));
  }

  @Test
  void withoutConnectionASendFailsAtOnceAndMayBeRepeated() {
    var send = scene.session.send(scene.text("3EB0A1", "hello"));
    assertThatThrownBy(() -> Scene.get(send))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(SendFailure.Code.NOT_CONNECTED);
              assertThat(failure.retryable()).isTrue();
            });
  }

  @Test
  void noMoreThanTheWindowIsUnacknowledgedAndTheOrderHolds() {
    ScriptedServer.Peer peer = scene.open();
    for (int i = 0; i < 40; i++) {
      var unused = scene.session.send(scene.text("3EB0%02d".formatted(i), "text " + i));
    }
    List<Node> messages = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      messages.add(peer.take("message"));
    }
    assertThat(scene.session.sendsInFlight()).isEqualTo(40);
    for (int i = 0; i < 40; i++) {
      Node message = messages.get(i);
      assertThat(message.attr("id")).isEqualTo("3EB0%02d".formatted(i));
      assertThat(bob.decrypt(Scene.encFor(message, bob.jid())).getConversation())
          .isEqualTo("text " + i);
      peer.send(scene.ack(message));
      if (messages.size() < 40) {
        messages.add(peer.take("message"));
      }
    }
  }

  @Test
  void aFullQueueAnswersBusy() {
    scene.open();
    CompletableFuture<ServerAck> last = null;
    for (int i = 0; i <= 80; i++) {
      last = scene.session.send(scene.text("3EB0%02d".formatted(i), "x")).toCompletableFuture();
    }
    CompletableFuture<ServerAck> refused = last;
    assertThatThrownBy(() -> Scene.get(refused))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(SendFailure.Code.BUSY));
  }

  @Test
  void aChatThatWaitsForTheServerDelaysNoOther() {
    PeerDevice eve = scene.device(Scene.EVE_LID);
    var unused = scene.session.connect();
    ScriptedServer.Peer peer = scene.server.accept();
    peer.automatic(
        iq ->
            iq.has("xmlns", "usync") && iq.toString().contains(Scene.BOB_LID.toString())
                ? Optional.empty()
                : scene.answer(iq));
    peer.send(Scene.success());
    scene.await(ConnectionState.Open.class);
    var slow = scene.session.send(scene.text("3EB0B0", "to bob")).toCompletableFuture();
    Node heldBack = peer.take(iq -> iq.has("xmlns", "usync"));
    var quick = scene.session.send(scene.text("3EB0E0", Scene.EVE_LID, "to eve"));
    Node message = peer.take("message");
    assertThat(message.attr("id")).isEqualTo("3EB0E0");
    assertThat(eve.decrypt(Scene.encFor(message, eve.jid())).getConversation()).isEqualTo("to eve");
    peer.send(scene.ack(message));
    Scene.get(quick);
    assertThat(slow).isNotDone();
    peer.send(scene.answer(heldBack).orElseThrow());
    assertThat(peer.take("message").attr("id")).isEqualTo("3EB0B0");
  }

  @Test
  void nothingLeavesBeforeItsRatchetIsDurable() throws InterruptedException {
    ScriptedServer.Peer peer = scene.open();
    scene.store.hold();
    var unused = scene.session.send(scene.text("3EB0A1", "hello"));
    while (scene.store.heldCommits() == 0) {
      Thread.sleep(1);
    }
    Thread.sleep(50);
    assertThat(peer.received()).noneMatch(node -> node.is("message"));
    scene.store.release();
    peer.take("message");
  }

  @Test
  void steadySendingCommitsOnceInARun() {
    ScriptedServer.Peer peer = scene.open();
    sendAndAcknowledge(peer, 0);
    // Bob answers, so that the session is settled and plain messages follow.
    int before = scene.store.commits();
    for (int i = 1; i <= 200; i++) {
      sendAndAcknowledge(peer, i);
    }
    // 200 messages to two devices in runs of 64, and nothing more.
    assertThat(scene.store.commits() - before).isLessThanOrEqualTo(10);
  }

  private void sendAndAcknowledge(ScriptedServer.Peer peer, int i) {
    var send = scene.session.send(scene.text("3EB0%03d".formatted(i), "text " + i));
    Node message = peer.take("message");
    bob.decrypt(Scene.encFor(message, bob.jid()));
    peer.send(scene.ack(message));
    Scene.get(send);
  }

  @Test
  void anAckWithAnotherPhashSendsTheSameMessageToTheMissedDevices() {
    ScriptedServer.Peer peer = scene.open();
    var send = scene.session.send(scene.text("3EB0A1", "hello"));
    Node message = peer.take("message");
    Message plain = bob.decrypt(Scene.encFor(message, bob.jid()));
    PeerDevice tablet = scene.device(Scene.BOB_LID.withDevice(9));
    peer.send(scene.ack(message).toBuilder().with("phash", "2:other").build());
    Scene.get(send);
    Node again = peer.take("message");
    assertThat(again.attr("id")).isEqualTo("3EB0A1");
    assertThat(again.requireChild("participants").children("to")).hasSize(1);
    assertThat(tablet.decrypt(Scene.encFor(again, tablet.jid()))).isEqualTo(plain);
  }

  @Test
  void aPhashThatNoDeviceListExplainsIsAskedAboutOnce() {
    ScriptedServer.Peer peer = scene.open();
    for (int i = 0; i < 3; i++) {
      var send = scene.session.send(scene.text("3EB0A" + i, "hello"));
      Node message = peer.take("message");
      peer.send(scene.ack(message).toBuilder().with("phash", "2:other").build());
      Scene.get(send);
    }
    var last = scene.session.send(scene.text("3EB0A9", "hello"));
    peer.send(scene.ack(peer.take("message")));
    Scene.get(last);
    // Own list and Bob's, at first and after the first ack.
    assertThat(lookups(peer)).isEqualTo(4);
  }

  @Test
  void aChatKeepsItsOrderWhenItsLidIsLearnedHalfWay() {
    var unused = scene.session.connect();
    ScriptedServer.Peer peer = scene.server.accept();
    peer.automatic(
        iq ->
            iq.has("xmlns", "usync") && iq.toString().contains("contact")
                ? Optional.empty()
                : scene.answer(iq));
    peer.send(Scene.success());
    scene.await(ConnectionState.Open.class);
    for (int i = 0; i < 3; i++) {
      unused = scene.session.send(scene.text("3EB0A" + i, Scene.BOB_PN, "x")).thenAccept(a -> {});
    }
    Node lookup = peer.take(iq -> iq.has("xmlns", "usync"));
    peer.send(scene.answer(lookup).orElseThrow());
    scene.take(SessionEvent.LidLearned.class);
    for (int i = 3; i < 6; i++) {
      unused = scene.session.send(scene.text("3EB0A" + i, Scene.BOB_PN, "x")).thenAccept(a -> {});
    }
    for (int i = 0; i < 6; i++) {
      assertThat(peer.take("message").attr("id")).isEqualTo("3EB0A" + i);
    }
  }

  @Test
  void aRefusalIsTypedAndAReachOutLimitIsToldAsHealth() {
    ScriptedServer.Peer peer = scene.open();
    var send = scene.session.send(scene.text("3EB0A1", "hello"));
    Node message = peer.take("message");
    peer.send(scene.ack(message).toBuilder().with("error", 463).build());
    assertThatThrownBy(() -> Scene.get(send))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(SendFailure.Code.ACCOUNT_LIMITED);
              assertThat(failure.serverCode()).isEqualTo(463);
              assertThat(failure.retryable()).isTrue();
            });
    assertThat(scene.take(SessionEvent.AccountHealth.class).kind())
        .isEqualTo(SessionEvent.HealthKind.REACHOUT_TIMELOCK);
  }

  @Test
  void whatHasNoAckFailsAsRetryableWhenTheConnectionEndsAndIsSentAgainUnderANewKey() {
    ScriptedServer.Peer peer = scene.open();
    var send = scene.session.send(scene.text("3EB0A1", "hello"));
    Node first = peer.take("message");
    Message plain = bob.decrypt(Scene.encFor(first, bob.jid()));
    peer.close();
    assertThatThrownBy(() -> Scene.get(send))
        .isInstanceOfSatisfying(
            SendFailure.class, failure -> assertThat(failure.retryable()).isTrue());
    scene.await(ConnectionState.Retrying.class);
    scene.time.advance(Duration.ofSeconds(4));
    ScriptedServer.Peer next = scene.accept();
    scene.await(ConnectionState.Open.class);
    var unused = scene.session.send(scene.sent.get("3EB0A1"));
    Node second = next.take("message");
    assertThat(bob.decrypt(Scene.encFor(second, bob.jid()))).isEqualTo(plain);
    assertThat(Scene.encFor(second, bob.jid()).bytes())
        .isNotEqualTo(Scene.encFor(first, bob.jid()).bytes());
  }

  @Test
  void anOverdueAckRecyclesTheConnection() {
    ScriptedServer.Peer peer = scene.open();
    var send = scene.session.send(scene.text("3EB0A1", "hello"));
    peer.take("message");
    scene.time.advance(Duration.ofSeconds(61));
    assertThat(scene.await(ConnectionState.Retrying.class).reason()).isEqualTo("half_open");
    assertThatThrownBy(() -> Scene.get(send)).isInstanceOf(SendFailure.class);
  }
}
