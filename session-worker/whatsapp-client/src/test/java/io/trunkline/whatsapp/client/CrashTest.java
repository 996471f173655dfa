package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.signal.PreKeySignalMessage;
import io.trunkline.whatsapp.proto.signal.SignalMessage;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Crashes the store at every commit of a session's life, once before the change is written and
/// once after, goes on with a new object, and checks what may never happen: a message key under two
/// ciphertexts, and a message that was acknowledged and is lost.
class CrashTest {

  private static final int ROUNDS = 12;

  record Crash(int commit, boolean isApplied, boolean isSlow) {}

  static List<Crash> crashes() {
    return IntStream.rangeClosed(1, 16)
        .boxed()
        .flatMap(
            commit ->
                Stream.of(
                    new Crash(commit, false, false),
                    new Crash(commit, true, false),
                    new Crash(commit, false, true),
                    new Crash(commit, true, true)))
        .toList();
  }

  /// (device, ratchet key, counter) to the ciphertext that was seen under it.
  private final Map<String, String> keys = new HashMap<>();

  private final List<ScriptedServer.Peer> peers = new ArrayList<>();

  /// Every message that left, whether anybody waited for it or not.
  private void checkAll() throws Exception {
    for (ScriptedServer.Peer peer : peers) {
      for (Node node : peer.received()) {
        if (node.is("message")) {
          check(node);
        }
      }
    }
  }

  private void check(Node message) throws Exception {
    for (Node to : message.requireChild("participants").children("to")) {
      Node enc = to.requireChild("enc");
      byte[] bytes = enc.bytes();
      if (enc.has("type", "pkmsg")) {
        bytes =
            PreKeySignalMessage.parseFrom(Arrays.copyOfRange(bytes, 1, bytes.length))
                .getMessage()
                .toByteArray();
      }
      var signal = SignalMessage.parseFrom(Arrays.copyOfRange(bytes, 1, bytes.length - 8));
      String key =
          to.jid("jid")
              + " "
              + HexFormat.of().formatHex(signal.getRatchetKey().toByteArray())
              + " "
              + signal.getCounter();
      String old = keys.putIfAbsent(key, HexFormat.of().formatHex(bytes));
      assertThat(old).describedAs("ciphertexts under %s", key).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void noKeyIsUsedTwiceAndNoMessageIsLost(Crash crash) throws Exception {
    try (var thread = Executors.newSingleThreadExecutor();
        var scene = Scene.linked()) {
      if (crash.isSlow()) {
        scene.store.slow(thread);
      }
      PeerDevice bob = scene.device(Scene.BOB_LID);
      scene.device(Scene.ANN_LID.toUserJid());
      scene.store.crashAt(crash.commit(), crash.isApplied());
      ScriptedServer.Peer peer = connect(scene);
      int received = 0;
      for (int round = 0; round < ROUNDS; round++) {
        String id = "3EB0%02d".formatted(round);
        Node question = null;
        while (question == null) {
          var send = scene.session.send(scene.text(id, "question " + round));
          question = next(scene, peer, "message", id);
          if (question == null) {
            peer = connect(scene);
          } else {
            peer.send(scene.ack(question));
            var unused = send;
          }
        }
        bob.decrypt(Scene.encFor(question, Scene.BOB_LID));
        // Answers turn the ratchet; each is delivered again until it is acknowledged.
        Node answer =
            Node.of("message")
                .with("id", "B" + round)
                .with("from", Scene.BOB_LID)
                .with("type", "text")
                .with("t", 1795255400)
                .child(bob.encrypt(Message.newBuilder().setConversation("answer " + round).build()))
                .build();
        Node receipt = null;
        while (receipt == null) {
          peer.send(answer);
          receipt = next(scene, peer, "receipt", "B" + round);
          if (receipt == null) {
            peer = connect(scene);
          }
        }
        assertThat(receipt.attr("type")).isEqualTo("inactive");
        received++;
        String answerId = "B" + round;
        assertThat(
                scene.store.inbox().stream()
                    .filter(
                        event ->
                            event instanceof SessionEvent.MessageReceived message
                                && message.whatsappId().equals(answerId)))
            .hasSize(1);
      }
      assertThat(received).isEqualTo(ROUNDS);
      checkAll();
      assertThat(keys).hasSizeGreaterThanOrEqualTo(2 * ROUNDS);
    }
  }

  static List<Crash> crashesOfALongRun() {
    return crashes().stream().filter(crash -> crash.commit() <= 10).toList();
  }

  /// One chain far beyond its first reservation, sixteen sends at a time.
  @ParameterizedTest
  @MethodSource("crashesOfALongRun")
  void aLongRunUsesNoKeyTwice(Crash crash) throws Exception {
    try (var thread = Executors.newSingleThreadExecutor();
        var scene = Scene.linked()) {
      if (crash.isSlow()) {
        scene.store.slow(thread);
      }
      scene.device(Scene.BOB_LID);
      scene.store.crashAt(crash.commit(), crash.isApplied());
      ScriptedServer.Peer peer = connect(scene);
      int done = 0;
      while (done < 208) {
        for (int i = 0; i < 16; i++) {
          var unused = scene.session.send(scene.text("3EB0%03d".formatted(done + i), "text"));
        }
        boolean isComplete = true;
        for (int i = 0; i < 16 && isComplete; i++) {
          Node message = next(scene, peer, "message", "3EB0%03d".formatted(done + i));
          isComplete = message != null;
          if (isComplete) {
            peer.send(scene.ack(message));
          }
        }
        if (isComplete) {
          done += 16;
        } else {
          peer = connect(scene);
        }
      }
      checkAll();
      assertThat(keys).hasSizeGreaterThanOrEqualTo(208);
    }
  }

  /// The stanza, or null where the session died first.
  static Node next(Scene scene, ScriptedServer.Peer peer, String tag, String id)
      throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < end) {
      Node node = peer.poll();
      if (node != null && node.is(tag) && node.has("id", id)) {
        return node;
      }
      if (node == null && scene.store.isDown()) {
        return null;
      }
      if (node == null) {
        Thread.sleep(1);
      }
    }
    throw new AssertionError("Expected a " + tag + " " + id);
  }

  /// Connects, where needed with a new object that knows only what the store knows.
  private ScriptedServer.Peer connect(Scene scene) throws Exception {
    while (true) {
      if (scene.store.isDown()) {
        scene.await(ConnectionState.Failed.class);
        scene.store.recover();
        scene.newSession();
      }
      var unused = scene.session.connect();
      ScriptedServer.Peer peer = scene.accept();
      peers.add(peer);
      while (!scene.store.isDown() && !(scene.session.state() instanceof ConnectionState.Open)) {
        Thread.sleep(1);
      }
      if (!scene.store.isDown()) {
        return peer;
      }
    }
  }
}
