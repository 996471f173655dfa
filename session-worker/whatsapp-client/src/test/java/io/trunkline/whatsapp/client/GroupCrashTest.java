package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.proto.signal.SenderKeyMessage;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// As [CrashTest], for sender keys: whatever crashes, no iteration of an own key is under two
/// ciphertexts, every member can read everything that was acknowledged, and what members say is
/// told once.
class GroupCrashTest {

  private static final int ROUNDS = 10;

  static List<CrashTest.Crash> crashes() {
    return CrashTest.crashes();
  }

  /// (key id, iteration) to the ciphertext that was seen under it.
  private final Map<String, String> keys = new HashMap<>();

  private final List<ScriptedServer.Peer> peers = new ArrayList<>();

  private void checkAll() throws Exception {
    for (ScriptedServer.Peer peer : peers) {
      for (Node node : peer.received()) {
        if (node.is("message")) {
          byte[] bytes = node.requireChild("enc").bytes();
          var message = SenderKeyMessage.parseFrom(Arrays.copyOfRange(bytes, 1, bytes.length - 64));
          String key = message.getId() + " " + message.getIteration();
          String old = keys.putIfAbsent(key, HexFormat.of().formatHex(bytes));
          assertThat(old).describedAs("ciphertexts under %s", key).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void noIterationIsUsedTwiceAndEverybodyReadsOn(CrashTest.Crash crash) throws Exception {
    var group = new GroupScene();
    try (var thread = Executors.newSingleThreadExecutor();
        var scene = group.scene) {
      if (crash.isSlow()) {
        scene.store.slow(thread);
      }
      scene.store.crashAt(crash.commit(), crash.isApplied());
      ScriptedServer.Peer peer = connect(scene);
      scene.devices.get(Scene.BOB_LID).meet(scene.ownBundle(false));
      Node told = group.bob.tell();
      for (int round = 0; round < ROUNDS; round++) {
        String id = "3EB0%02d".formatted(round);
        Node question = null;
        while (question == null) {
          var unused = scene.session.send(group.text(id, "question " + round));
          question = CrashTest.next(scene, peer, "message", id);
          if (question == null) {
            peer = connect(scene);
          }
        }
        peer.send(scene.ack(question));
        for (GroupMember member : List.of(group.bobsLaptop, group.eve)) {
          assertThat(member.read(question)).isEqualTo("question " + round);
        }
        String answerId = "B" + round;
        var answer = group.bob.message(answerId);
        if (round == 0) {
          answer.child(told);
        }
        Node complete = answer.child(group.bob.say("answer " + round)).build();
        Node receipt = null;
        while (receipt == null) {
          peer.send(complete);
          receipt = CrashTest.next(scene, peer, "receipt", answerId);
          if (receipt == null) {
            peer = connect(scene);
          }
        }
        assertThat(receipt.attr("type")).isEqualTo("inactive");
        assertThat(
                scene.store.inbox().stream()
                    .filter(
                        event ->
                            event instanceof SessionEvent.MessageReceived message
                                && message.whatsappId().equals(answerId)))
            .hasSize(1);
      }
      checkAll();
      assertThat(keys).hasSizeGreaterThanOrEqualTo(ROUNDS);
    }
  }

  static List<CrashTest.Crash> crashesOfALongRun() {
    return CrashTest.crashesOfALongRun();
  }

  /// One chain far beyond its first reservation, sixteen sends at a time.
  @ParameterizedTest
  @MethodSource("crashesOfALongRun")
  void aLongRunUsesNoIterationTwice(CrashTest.Crash crash) throws Exception {
    var group = new GroupScene();
    try (var thread = Executors.newSingleThreadExecutor();
        var scene = group.scene) {
      if (crash.isSlow()) {
        scene.store.slow(thread);
      }
      scene.store.crashAt(crash.commit(), crash.isApplied());
      ScriptedServer.Peer peer = connect(scene);
      int done = 0;
      while (done < 160) {
        for (int i = 0; i < 16; i++) {
          var unused = scene.session.send(group.text("3EB0%03d".formatted(done + i), "text"));
        }
        boolean isComplete = true;
        for (int i = 0; i < 16 && isComplete; i++) {
          Node message = CrashTest.next(scene, peer, "message", "3EB0%03d".formatted(done + i));
          isComplete = message != null;
          if (isComplete) {
            assertThat(group.eve.read(message)).isEqualTo("text");
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
      assertThat(keys).hasSizeGreaterThanOrEqualTo(160);
    }
  }

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
