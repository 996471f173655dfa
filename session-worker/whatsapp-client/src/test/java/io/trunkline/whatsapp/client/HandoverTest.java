package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.signal.PreKeySignalMessage;
import io.trunkline.whatsapp.proto.signal.SignalMessage;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandoverTest {

  private final Scene scene = Scene.linked();
  private final PeerDevice bob = scene.device(Scene.BOB_LID);
  private ScriptedServer.Peer peer = scene.open();

  @AfterEach
  void close() {
    scene.close();
  }

  private int send(String id) throws Exception {
    var send = scene.session.send(scene.text(id, "text " + id));
    Node message = peer.take("message");
    Node enc = Scene.encFor(message, bob.jid());
    assertThat(bob.decrypt(enc).getConversation()).isEqualTo("text " + id);
    peer.send(scene.ack(message));
    Scene.get(send);
    return counter(enc);
  }

  private static int counter(Node enc) throws Exception {
    byte[] bytes = enc.bytes();
    if (enc.has("type", "pkmsg")) {
      bytes =
          PreKeySignalMessage.parseFrom(Arrays.copyOfRange(bytes, 1, bytes.length))
              .getMessage()
              .toByteArray();
    }
    return SignalMessage.parseFrom(Arrays.copyOfRange(bytes, 1, bytes.length - 8)).getCounter();
  }

  private void connectAnew() {
    scene.newSession();
    var unused = scene.session.connect();
    peer = scene.accept();
    scene.await(ConnectionState.Open.class);
  }

  @Test
  void aCleanHandoverLeavesNoGapInTheCounters() throws Exception {
    assertThat(send("3EB001")).isZero();
    assertThat(send("3EB002")).isEqualTo(1);
    Scene.get(scene.session.close());
    assertThat(scene.store.ratchet(Scene.BOB_LID.signalAddress()).reservedUntil()).isEqualTo(2);
    connectAnew();
    assertThat(send("3EB003")).isEqualTo(2);
  }

  @Test
  void afterACrashTheChainGoesOnBehindTheReservation() throws Exception {
    assertThat(send("3EB001")).isZero();
    int reserved = scene.store.ratchet(Scene.BOB_LID.signalAddress()).reservedUntil();
    connectAnew();
    assertThat(send("3EB002")).isEqualTo(reserved);
  }

  @Test
  void aFlushedSessionGoesOnWithAReservationOfItsOwn() throws Exception {
    send("3EB001");
    Scene.get(scene.session.flush());
    assertThat(scene.store.ratchet(Scene.BOB_LID.signalAddress()).reservedUntil()).isEqualTo(1);
    assertThat(send("3EB002")).isEqualTo(1);
    assertThat(scene.store.ratchet(Scene.BOB_LID.signalAddress()).reservedUntil()).isGreaterThan(2);
  }

  @Test
  void whatIsLongUnusedIsStoredExactlyAndReadAgain() throws Exception {
    send("3EB001");
    scene.time.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 8; i++) {
      scene.time.advance(Duration.ofSeconds(61));
      if (!(scene.session.state() instanceof ConnectionState.Open)) {
        break;
      }
      Thread.sleep(20);
    }
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (reservedUntil() != 1 && System.nanoTime() < end) {
      Thread.sleep(1);
    }
    assertThat(reservedUntil()).isEqualTo(1);
    assertThat(send("3EB002")).isEqualTo(1);
  }

  private int reservedUntil() {
    return scene.store.ratchet(Scene.BOB_LID.signalAddress()).reservedUntil();
  }

  @Test
  void aMessageThatArrivesWhileTheStoreIsSlowSurvivesAHandover() throws Exception {
    send("3EB001");
    scene.store.hold();
    peer.send(
        Node.of("message")
            .with("id", "B1")
            .with("from", Scene.BOB_LID)
            .with("type", "text")
            .with("t", 1795255400)
            .child(bob.encrypt(Message.newBuilder().setConversation("late").build()))
            .build());
    while (!scene.store.isEventHeld()) {
      Thread.sleep(1);
    }
    var closing = scene.session.close();
    Thread.sleep(20);
    assertThat(closing.toCompletableFuture()).isNotDone();
    scene.store.release();
    Scene.get(closing);
    assertThat(peer.take("receipt").attr("id")).isEqualTo("B1");
    assertThat(scene.store.inbox()).hasSize(1);
    connectAnew();
    send("3EB002");
  }
}
