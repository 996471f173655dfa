package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What users of other clients complain of in groups and about LIDs. A group message lost for lack
/// of a sender key: [GroupSendingTest] and [GroupReceivingTest]; a device list that changes in the
/// middle of a send: [SendingTest] and [GroupSendingTest].
class FieldComplaintsGroupTest {

  private static final int BY_NUMBER = 0;
  private static final int BY_LID = 1;
  private static final int BY_NUMBER_NAMING_LID = 2;
  private static final int BY_LID_NAMING_NUMBER = 3;
  private static final int ANSWER_TO_NUMBER = 4;
  private static final int ANSWER_TO_LID = 5;
  private static final int NEW_PROCESS = 6;

  /// Bob and Ann write to each other while her client learns that his two names are one.
  private static final class Conversation implements AutoCloseable {
    private final Scene scene = Scene.linked();
    private final PeerDevice bob = scene.device(Scene.BOB_LID);
    private final List<String> written = new ArrayList<>();
    private ScriptedServer.Peer peer = scene.open();
    // Until then the LID says nothing to a client that knows only the number.
    private boolean isLidKnown;
    private int count;

    Conversation() {
      scene.devices.put(Scene.BOB_PN, bob);
      bob.meet(scene.ownBundle(true));
    }

    void step(int step) {
      switch (step) {
        case BY_NUMBER -> write(Scene.BOB_PN, List.of());
        case BY_LID -> {
          if (isLidKnown) {
            write(Scene.BOB_LID, List.of());
          } else {
            write(Scene.BOB_LID, List.of("sender_pn", Scene.BOB_PN.toString()));
          }
        }
        case BY_NUMBER_NAMING_LID ->
            write(Scene.BOB_PN, List.of("sender_lid", Scene.BOB_LID.toString()));
        case BY_LID_NAMING_NUMBER ->
            write(Scene.BOB_LID, List.of("sender_pn", Scene.BOB_PN.toString()));
        case ANSWER_TO_NUMBER -> answer(Scene.BOB_PN);
        case ANSWER_TO_LID -> answer(isLidKnown ? Scene.BOB_LID : Scene.BOB_PN);
        case NEW_PROCESS -> {
          Scene.get(scene.session.close());
          scene.newSession();
          peer = scene.open();
        }
        default -> throw new IllegalArgumentException("Expected a step but was " + step);
      }
      isLidKnown |= step != BY_NUMBER && step != NEW_PROCESS;
    }

    private void write(Jid from, List<String> attribute) {
      String id = "A" + ++count;
      String text = "text " + count;
      var message =
          Node.of("message")
              .with("id", id)
              .with("from", from)
              .with("type", "text")
              .with("t", 1795255400)
              .child(bob.encrypt(Message.newBuilder().setConversation(text).build()));
      if (!attribute.isEmpty()) {
        message.with(attribute.get(0), attribute.get(1));
      }
      peer.send(message.build());
      Node receipt = peer.take(node -> node.is("receipt") && node.has("id", id));
      assertThat(receipt.find("type").orElse("")).as(text).isNotEqualTo("retry");
      written.add(text);
    }

    private void answer(Jid to) {
      String id = "3EB0" + ++count;
      var sent = scene.session.send(scene.text(id, to, "answer " + count));
      Node message = peer.take(node -> node.is("message") && node.has("id", id));
      peer.send(scene.ack(message));
      Scene.get(sent);
      Node enc =
          message.requireChild("participants").children("to").stream()
              .filter(
                  one -> List.of(Scene.BOB_LID, Scene.BOB_PN).contains(one.jid("jid").toUserJid()))
              .findFirst()
              .orElseThrow()
              .requireChild("enc");
      assertThat(bob.decrypt(enc).getConversation()).isEqualTo("answer " + count);
    }

    void check() {
      step(BY_LID_NAMING_NUMBER);
      assertThat(
              scene.store.inbox().stream().filter(SessionEvent.MessageReceived.class::isInstance))
          .hasSize(written.size());
      assertThat(scene.store.ratchetAddresses())
          .contains(Scene.BOB_LID.signalAddress())
          .doesNotContain(Scene.BOB_PN.signalAddress());
    }

    @Override
    public void close() {
      scene.close();
    }
  }

  @Test
  void noTwoRatchetsForOneDeviceInWhateverOrderItsLidIsLearned() {
    qt().withExamples(25)
        .withShrinkCycles(0)
        .forAll(lists().of(integers().between(BY_NUMBER, NEW_PROCESS)).ofSizeBetween(2, 10))
        .checkAssert(
            steps -> {
              try (var conversation = new Conversation()) {
                steps.forEach(conversation::step);
                conversation.check();
              }
            });
  }

  @Test
  void aDeliveredMessageIsSeenThoughTheConversationMovesToTheLidInItsMiddle() {
    try (var conversation = new Conversation()) {
      List.of(BY_NUMBER, BY_NUMBER, ANSWER_TO_NUMBER, BY_LID, ANSWER_TO_LID, NEW_PROCESS)
          .forEach(conversation::step);
      List.of(ANSWER_TO_NUMBER, BY_NUMBER, BY_LID, ANSWER_TO_LID).forEach(conversation::step);
      conversation.check();
    }
  }

  @Test
  void aGroupThatNamesItsMembersAnotherWaySinceTheSendBeganGetsTheMessageOnceMore() {
    var group = new GroupScene();
    try (var scene = group.scene) {
      ScriptedServer.Peer peer = scene.open();
      var sent = scene.session.send(group.text("3EB001", "one"));
      Node first = peer.take("message");
      peer.send(scene.ack(first).toBuilder().with("addressing_mode", "pn").build());
      Node again = peer.take("message");
      assertThat(again.attr("id")).isEqualTo("3EB001");
      assertThat(group.queries).hasSize(2);
      peer.send(scene.ack(again));
      Scene.get(sent);
      // The key came with the first frame, of which the ack says that it was taken.
      assertThat(group.eve.read(first)).isEqualTo("one");
      assertThat(group.eve.read(again)).isEqualTo("one");
    }
  }
}
