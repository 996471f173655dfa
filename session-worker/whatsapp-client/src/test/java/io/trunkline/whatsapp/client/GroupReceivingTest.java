package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupReceivingTest {

  private final GroupScene group = new GroupScene();
  private final Scene scene = group.scene;
  private final PeerDevice bobsPhone = scene.devices.get(Scene.BOB_LID);
  private ScriptedServer.Peer peer;

  @AfterEach
  void close() {
    scene.close();
  }

  private void open() {
    peer = scene.open();
    bobsPhone.meet(scene.ownBundle(true));
  }

  private Node receipt(String id) {
    return peer.take(node -> node.is("receipt") && node.has("id", id));
  }

  private List<String> texts() {
    return scene.store.inbox().stream()
        .filter(SessionEvent.MessageReceived.class::isInstance)
        .map(SessionEvent.MessageReceived.class::cast)
        .map(message -> ((Content.Text) message.message().content()).body())
        .toList();
  }

  private Optional<SenderKeyRecord> stored(Jid device) {
    return scene.store.senderKey(GroupScene.GROUP, device.signalAddress());
  }

  @Test
  void aKeyAndTheMessageUnderItAreStoredTogetherThenAcknowledged() throws InterruptedException {
    open();
    scene.store.hold();
    peer.send(
        group
            .bob
            .message("A1")
            .with("participant_pn", Scene.BOB_PN)
            .child(group.bob.tell())
            .child(group.bob.say("hello all"))
            .build());
    while (scene.store.heldCommits() == 0) {
      Thread.sleep(1);
    }
    assertThat(peer.received()).noneMatch(node -> node.is("receipt"));
    assertThat(stored(Scene.BOB_LID)).isEmpty();
    scene.store.release();

    Node receipt = receipt("A1");
    assertThat(receipt.jid("to")).isEqualTo(GroupScene.GROUP);
    assertThat(receipt.jid("participant")).isEqualTo(Scene.BOB_LID);
    assertThat(stored(Scene.BOB_LID)).isPresent();
    var event = (SessionEvent.MessageReceived) scene.store.inbox().getFirst();
    assertThat(event.chat().other()).contains(GroupScene.GROUP);
    assertThat(event.sender().lid()).contains(Scene.BOB_LID);
    assertThat(event.sender().pn()).contains(Scene.BOB_PN);
    assertThat(event.fromMe()).isFalse();
    assertThat(texts()).containsExactly("hello all");
  }

  @Test
  void laterMessagesNeedNoKey() {
    open();
    peer.send(group.bob.message("A1").child(group.bob.tell()).child(group.bob.say("one")).build());
    receipt("A1");
    for (int i = 2; i < 6; i++) {
      peer.send(group.bob.message("A" + i).child(group.bob.say("text " + i)).build());
      assertThat(receipt("A" + i).attr("type")).isEqualTo("inactive");
    }
    assertThat(texts()).containsExactly("one", "text 2", "text 3", "text 4", "text 5");
  }

  @Test
  void aNewProcessReadsOn() {
    open();
    peer.send(group.bob.message("A1").child(group.bob.tell()).child(group.bob.say("one")).build());
    receipt("A1");
    Scene.get(scene.session.close());
    scene.newSession();
    peer = scene.open();
    peer.send(group.bob.message("A2").child(group.bob.say("two")).build());
    receipt("A2");
    assertThat(texts()).containsExactly("one", "two");
  }

  @Test
  void aRepeatIsAcknowledgedAndNotToldAgain() {
    open();
    Node message =
        group.bob.message("A1").child(group.bob.tell()).child(group.bob.say("one")).build();
    peer.send(message);
    receipt("A1");
    peer.send(message);
    assertThat(receipt("A1").attr("type")).isEqualTo("inactive");
    assertThat(texts()).containsExactly("one");
  }

  @Test
  void aGroupMessageIsNotSilentlyLostForLackOfASenderKey() {
    open();
    Node lost = group.bob.message("A1").child(group.bob.say("one")).build();
    peer.send(lost);
    Node retry = receipt("A1");
    assertThat(retry.attr("type")).isEqualTo("retry");
    assertThat(retry.jid("to")).isEqualTo(GroupScene.GROUP);
    assertThat(retry.jid("participant")).isEqualTo(Scene.BOB_LID);
    // Nothing pairwise came along, so that the sender may have no session either.
    assertThat(retry.child("keys")).isPresent();
    assertThat(scene.take(SessionEvent.Undecryptable.class).reason()).isEqualTo("no_sender_key");

    peer.send(
        group
            .bob
            .message("A1")
            .child(
                bobsPhone
                    .encrypt(group.bob.withKey(Message.newBuilder().setConversation("one").build()))
                    .toBuilder()
                    .with("count", 1)
                    .build())
            .build());
    assertThat(receipt("A1").attr("type")).isEqualTo("inactive");
    peer.send(group.bob.message("A2").child(group.bob.say("two")).build());
    receipt("A2");
    assertThat(texts()).containsExactly("one", "two");
  }

  @Test
  void aKeyToldByOneDeviceIsNotThatOfAnother() {
    open();
    PeerDevice laptop = scene.devices.get(Scene.BOB_LID.withDevice(2));
    laptop.meet(scene.ownBundle(false));
    peer.send(
        group
            .bobsLaptop
            .message("A1")
            .child(laptop.encrypt(group.bob.withKey(Message.getDefaultInstance())))
            .build());
    receipt("A1");
    peer.send(group.bob.message("A2").child(group.bob.say("two")).build());
    assertThat(receipt("A2").attr("type")).isEqualTo("retry");
    assertThat(texts()).isEmpty();
  }

  @Test
  void aDamagedMessageIsAskedForAgainWithItsKey() {
    open();
    peer.send(group.bob.message("A1").child(group.bob.tell()).child(group.bob.say("one")).build());
    receipt("A1");
    byte[] bytes = group.bob.say("two").bytes();
    bytes[bytes.length - 1] ^= 1;
    peer.send(
        group
            .bob
            .message("A2")
            .child(Node.of("enc").with("v", "2").with("type", "skmsg").bytes(bytes).build())
            .build());
    assertThat(receipt("A2").attr("type")).isEqualTo("retry");
    peer.send(group.bob.message("A3").child(group.bob.say("three")).build());
    receipt("A3");
    assertThat(texts()).containsExactly("one", "three");
  }

  @Test
  void whatIsReadNeedNotBeAskedForAgainBecauseItsKeyWasDamaged() {
    open();
    peer.send(group.bob.message("A1").child(group.bob.tell()).child(group.bob.say("one")).build());
    receipt("A1");
    byte[] bytes = group.bob.tell().bytes();
    bytes[bytes.length - 1] ^= 1;
    peer.send(
        group
            .bob
            .message("A2")
            .child(Node.of("enc").with("v", "2").with("type", "pkmsg").bytes(bytes).build())
            .child(group.bob.say("two"))
            .build());
    assertThat(receipt("A2").attr("type")).isEqualTo("inactive");
    assertThat(texts()).containsExactly("one", "two");
  }

  @Test
  void whatTheOwnPhoneSendsToAGroupIsTold() {
    peer = scene.open();
    scene.devices.get(Scene.ANN_LID.toUserJid()).meet(scene.ownBundle(true));
    peer.send(
        group
            .annsPhone
            .message("A1")
            .child(group.annsPhone.tell())
            .child(group.annsPhone.say("from my phone"))
            .build());
    Node receipt = receipt("A1");
    assertThat(receipt.attr("type")).isEqualTo("sender");
    var event = (SessionEvent.MessageReceived) scene.store.inbox().getFirst();
    assertThat(event.fromMe()).isTrue();
    assertThat(event.chat().other()).contains(GroupScene.GROUP);
    assertThat(texts()).containsExactly("from my phone");
  }

  @Test
  void aKeyUnderThePhoneNumberMovesToTheLid() {
    peer = scene.open();
    PeerDevice byNumber = scene.device(Scene.BOB_PN);
    byNumber.meet(scene.ownBundle(true));
    var bob = new GroupMember(byNumber, GroupScene.GROUP, scene.randomness);
    peer.send(bob.message("A1").child(bob.tell()).child(bob.say("one")).build());
    receipt("A1");
    assertThat(stored(Scene.BOB_PN)).isPresent();

    peer.send(
        bob.message("A2")
            .with("participant", Scene.BOB_LID)
            .with("participant_pn", Scene.BOB_PN)
            .child(bob.say("two"))
            .build());
    assertThat(receipt("A2").attr("type")).isEqualTo("inactive");
    assertThat(stored(Scene.BOB_PN)).isEmpty();
    assertThat(stored(Scene.BOB_LID)).isPresent();
    assertThat(texts()).containsExactly("one", "two");
  }

  @Test
  void aUserWithANewIdentityIsNotReadUnderTheOldKey() {
    open();
    peer.send(group.bob.message("A1").child(group.bob.tell()).child(group.bob.say("one")).build());
    receipt("A1");
    peer.send(
        Node.of("notification")
            .with("id", "N1")
            .with("type", "encrypt")
            .with("from", Scene.BOB_LID)
            .child(Node.of("identity").build())
            .build());
    peer.take(node -> node.is("ack") && node.has("id", "N1"));
    assertThat(stored(Scene.BOB_LID)).isEmpty();
    peer.send(group.bob.message("A2").child(group.bob.say("two")).build());
    assertThat(receipt("A2").attr("type")).isEqualTo("retry");
  }

  @Test
  void aRetryOfAnOwnDeviceCarriesTheKeyInsideTheCopy() {
    peer = scene.open();
    var sent = scene.session.send(group.text("3EB001", "one"));
    Node first = peer.take("message");
    peer.send(scene.ack(first));
    Scene.get(sent);
    group.annsPhone.read(first);
    peer.send(
        Node.of("receipt")
            .with("id", "3EB001")
            .with("from", GroupScene.GROUP)
            .with("participant", group.annsPhone.jid())
            .with("type", "retry")
            .child(Node.of("retry").with("count", 1).with("id", "3EB001").with("t", 1).build())
            .child(PeerDevice.number("registration", 1, 4))
            .build());
    Node again = peer.take("message");
    Message copy = scene.devices.get(Scene.ANN_LID.toUserJid()).decrypt(again.requireChild("enc"));
    var inner = PlainMessages.unwrap(copy);
    assertThat(inner.sentTo()).contains(GroupScene.GROUP);
    assertThat(inner.message().getExtendedTextMessage().getText()).isEqualTo("one");
    assertThat(inner.message().hasSenderKeyDistributionMessage()).isTrue();
  }
}
