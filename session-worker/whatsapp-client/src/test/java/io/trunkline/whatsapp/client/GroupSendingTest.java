package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.Phash;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupSendingTest {

  private final GroupScene group = new GroupScene();
  private final Scene scene = group.scene;
  private ScriptedServer.Peer peer;

  @AfterEach
  void close() {
    scene.close();
  }

  private Node send(String id, String text) {
    var sent = scene.session.send(group.text(id, text));
    Node message = peer.take(node -> node.is("message") && node.has("id", id));
    peer.send(scene.ack(message));
    Scene.get(sent);
    return message;
  }

  private Set<Jid> told(Node message) {
    return group.everybody().stream()
        .filter(member -> member.isTold(message))
        .map(GroupMember::jid)
        .collect(Collectors.toSet());
  }

  /// The ack of what was sent again has been taken.
  private void awaitHolder(Jid device) {
    while (!scene.store.holders(GroupScene.GROUP).getOrDefault(device.signalAddress(), false)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFirstMessageTellsEveryDeviceTheKeyAndIsEncryptedOnce() {
    peer = scene.open();
    Node message = send("3EB001", "hello all");

    assertThat(message.jid("to")).isEqualTo(GroupScene.GROUP);
    assertThat(message.attr("addressing_mode")).isEqualTo("lid");
    assertThat(message.attr("type")).isEqualTo("text");
    assertThat(message.attr("phash"))
        .isEqualTo(
            Phash.v2(
                Stream.concat(
                        group.everybody().stream().map(GroupMember::jid), Stream.of(Scene.ANN_LID))
                    .toList()));
    assertThat(message.children("enc")).hasSize(1);
    assertThat(message.child("device-identity")).isPresent();
    assertThat(told(message)).hasSize(4);
    for (GroupMember member : group.everybody()) {
      assertThat(member.read(message)).isEqualTo("hello all");
    }
  }

  @Test
  void whereMessagesDisappearEachSaysWhenUntilTheyStay() {
    peer = scene.open();
    Node first = send("3EB001", "soon gone");
    var text = group.bob.decrypt(first).getExtendedTextMessage();
    assertThat(text.getText()).isEqualTo("soon gone");
    assertThat(text.getContextInfo().getExpiration()).isEqualTo(86400);

    group.children = List.of();
    peer.send(group.notification("N1", Node.of("not_ephemeral").build()));
    peer.take(node -> node.is("ack") && node.has("id", "N1"));
    assertThat(group.bob.decrypt(send("3EB002", "here to stay")).getConversation())
        .isEqualTo("here to stay");
  }

  @Test
  void whoHasTheKeyIsNotToldAgain() {
    peer = scene.open();
    Node first = send("3EB001", "one");
    Node second = send("3EB002", "two");

    assertThat(second.child("participants")).isEmpty();
    assertThat(second.child("device-identity")).isEmpty();
    assertThat(group.queries).hasSize(1);
    for (GroupMember member : group.everybody()) {
      assertThat(member.read(first)).isEqualTo("one");
      assertThat(member.read(second)).isEqualTo("two");
    }
  }

  @Test
  void theKeyCountsAsToldOnlyAfterTheAck() {
    peer = scene.open();
    var unused = scene.session.send(group.text("3EB001", "one"));
    Node first = peer.take("message");
    var later = scene.session.send(group.text("3EB002", "two"));
    Node second = peer.take("message");
    assertThat(told(second)).hasSize(4);
    peer.send(
        Node.of("ack")
            .with("class", "message")
            .with("id", "3EB001")
            .with("from", GroupScene.GROUP)
            .with("error", 500)
            .build());
    peer.send(scene.ack(second));
    Scene.get(later);
    assertThat(group.bob.read(first)).isEqualTo("one");
    assertThat(group.bob.read(second)).isEqualTo("two");
    assertThat(scene.store.holders(GroupScene.GROUP)).hasSize(4);

    Node third = send("3EB003", "three");
    assertThat(told(third)).isEmpty();
  }

  @Test
  void aNewProcessGoesOnUnderTheSameKeyAndTellsNobodyAgain() {
    peer = scene.open();
    Node first = send("3EB001", "one");
    Scene.get(scene.session.close());
    scene.newSession();
    peer = scene.open();
    Node second = send("3EB002", "two");

    assertThat(told(second)).isEmpty();
    assertThat(group.queries).hasSize(1);
    assertThat(group.eve.read(first)).isEqualTo("one");
    assertThat(group.eve.read(second)).isEqualTo("two");
  }

  @Test
  void aMemberWhoComesLaterIsToldAlone() {
    group.members.remove(Scene.EVE_LID);
    peer = scene.open();
    Node first = send("3EB001", "without Eve");
    group.members.add(Scene.EVE_LID);
    peer.send(group.notification("N1", participants("add")));
    peer.take(node -> node.is("ack") && node.has("id", "N1"));
    Node second = send("3EB002", "with Eve");

    assertThat(told(second)).containsExactly(Scene.EVE_LID);
    assertThat(group.eve.read(second)).isEqualTo("with Eve");
    assertThat(group.bob.read(first)).isEqualTo("without Eve");
    assertThat(group.bob.read(second)).isEqualTo("with Eve");
  }

  private static Node participants(String tag) {
    return Node.of(tag).child(Node.of("participant").with("jid", Scene.EVE_LID).build()).build();
  }

  @Test
  void aMemberWhoLeftCannotReadOn() {
    peer = scene.open();
    Node first = send("3EB001", "for all");
    assertThat(group.eve.read(first)).isEqualTo("for all");
    group.members.remove(Scene.EVE_LID);
    peer.send(group.notification("N1", participants("remove")));
    peer.take(node -> node.is("ack") && node.has("id", "N1"));
    Node second = send("3EB002", "without Eve");

    assertThat(told(second))
        .containsExactlyInAnyOrder(
            Scene.ANN_LID.toUserJid(), Scene.BOB_LID, Scene.BOB_LID.withDevice(2));
    assertThat(group.bob.read(first)).isEqualTo("for all");
    assertThat(group.bob.read(second)).isEqualTo("without Eve");
    assertThatThrownBy(() -> group.eve.read(second)).hasMessageContaining("sender key");
  }

  @Test
  void aDeviceThatWasUnlinkedCannotReadOn() {
    peer = scene.open();
    Node first = send("3EB001", "for all");
    assertThat(group.bobsLaptop.read(first)).isEqualTo("for all");
    scene.devices.remove(Scene.BOB_LID.withDevice(2));
    peer.send(
        Node.of("notification")
            .with("id", "N1")
            .with("type", "devices")
            .with("from", Scene.BOB_LID)
            .child(
                Node.of("remove")
                    .with("device_hash", "2:unknown=")
                    .child(Node.of("device").with("jid", Scene.BOB_LID.withDevice(2)).build())
                    .build())
            .build());
    peer.take(node -> node.is("ack") && node.has("id", "N1"));
    Node second = send("3EB002", "without the laptop");

    assertThat(told(second)).hasSize(3).doesNotContain(Scene.BOB_LID.withDevice(2));
    assertThatThrownBy(() -> group.bobsLaptop.read(second)).hasMessageContaining("sender key");
  }

  @Test
  void aUserWithANewIdentityIsToldAgain() {
    peer = scene.open();
    send("3EB001", "one");
    peer.send(
        Node.of("notification")
            .with("id", "N1")
            .with("type", "encrypt")
            .with("from", Scene.EVE_LID)
            .child(Node.of("identity").build())
            .build());
    peer.take(node -> node.is("ack") && node.has("id", "N1"));
    GroupMember newEve =
        new GroupMember(scene.device(Scene.EVE_LID), GroupScene.GROUP, scene.randomness);
    Node second = send("3EB002", "two");

    assertThat(told(second)).containsExactly(Scene.EVE_LID);
    assertThat(newEve.read(second)).isEqualTo("two");
  }

  @Test
  void aGroupMessageIsNotSilentlyLostForLackOfASenderKey() {
    peer = scene.open();
    Node first = send("3EB001", "one");
    group.eve.read(first);
    group.eve.forgetKeys();
    Node second = send("3EB002", "two");
    assertThatThrownBy(() -> group.eve.read(second)).hasMessageContaining("sender key");

    peer.send(retry("3EB002", Scene.EVE_LID));
    Node again = peer.take(node -> node.is("message") && node.has("id", "3EB002"));
    assertThat(again.jid("to")).isEqualTo(GroupScene.GROUP);
    assertThat(again.jid("participant")).isEqualTo(Scene.EVE_LID);
    assertThat(again.child("participants")).isEmpty();
    assertThat(again.find("device_fanout")).isEmpty();
    assertThat(again.requireChild("enc").attr("count")).isEqualTo("1");
    Message content = group.eve.readAgain(again);
    var text = content.getExtendedTextMessage();
    assertThat(text.getText()).isEqualTo("two");
    assertThat(text.getContextInfo().getExpiration()).isEqualTo(86400);
    peer.send(scene.ack(again));
    awaitHolder(Scene.EVE_LID);

    Node third = send("3EB003", "three");
    assertThat(told(third)).isEmpty();
    assertThat(group.eve.read(third)).isEqualTo("three");
  }

  private static Node retry(String id, Jid device) {
    return Node.of("receipt")
        .with("id", id)
        .with("from", GroupScene.GROUP)
        .with("participant", device)
        .with("type", "retry")
        .child(
            Node.of("retry")
                .with("count", 1)
                .with("id", id)
                .with("t", 1795255300)
                .with("v", 1)
                .build())
        .child(PeerDevice.number("registration", 1 + device.device(), 4))
        .build();
  }

  @Test
  void aStrangerIsNotGivenAGroupMessage() {
    peer = scene.open();
    send("3EB001", "one");
    Jid stranger = Jid.parse("900000000000009@lid");
    scene.device(stranger);
    peer.send(retry("3EB001", stranger));
    peer.take(node -> node.is("ack") && node.has("class", "receipt"));
    assertThat(peer.received())
        .filteredOn(node -> node.has("participant", stranger.toString()))
        .noneMatch(node -> node.is("message"));
  }

  @Test
  void aPhashMismatchInTheMiddleOfASendReachesTheMissedDevicesUnderTheSameId() {
    peer = scene.open();
    send("3EB001", "one");
    PeerDevice tablet = scene.device(Scene.EVE_LID.withDevice(3));
    var evesTablet = new GroupMember(tablet, GroupScene.GROUP, scene.randomness);
    var sent = scene.session.send(group.text("3EB002", "two"));
    Node second = peer.take("message");
    peer.send(scene.ack(second).toBuilder().with("phash", "2:another=").build());
    Scene.get(sent);

    Node again = peer.take("message");
    assertThat(again.attr("id")).isEqualTo("3EB002");
    assertThat(told(again)).isEmpty();
    assertThat(evesTablet.read(again)).isEqualTo("two");
    assertThat(group.queries).hasSize(2);
    peer.send(scene.ack(again).toBuilder().with("phash", "2:another=").build());
    awaitHolder(tablet.jid());

    Node third = send("3EB003", "three");
    assertThat(third.child("participants")).isEmpty();
    assertThat(evesTablet.read(third)).isEqualTo("three");
  }

  @Test
  void aChangedAddressingModeIsMetByOneRepeat() {
    peer = scene.open();
    var sent = scene.session.send(group.text("3EB001", "one"));
    peer.take("message");
    peer.send(refusal("3EB001", 421));
    Node again = peer.take("message");
    assertThat(group.queries).hasSize(2);
    peer.send(refusal("3EB001", 421));
    assertThatThrownBy(() -> Scene.get(sent))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(SendFailure.Code.REFUSED);
              assertThat(failure.serverCode()).isEqualTo(421);
            });
    assertThat(again.attr("id")).isEqualTo("3EB001");
  }

  private static Node refusal(String id, int code) {
    return Node.of("ack")
        .with("class", "message")
        .with("id", id)
        .with("from", GroupScene.GROUP)
        .with("error", code)
        .build();
  }

  @Test
  void whoIsNoMemberIsRefusedWithTheServersNumber() {
    scene.further =
        iq ->
            iq.has("xmlns", "w:g2")
                ? Optional.of(
                    Node.of("iq")
                        .with("id", iq.attr("id"))
                        .with("type", "error")
                        .child(Node.of("error").with("code", 403).build())
                        .build())
                : Optional.empty();
    peer = scene.open();
    assertThatThrownBy(() -> Scene.get(scene.session.send(group.text("3EB001", "one"))))
        .isInstanceOfSatisfying(
            SendFailure.class, failure -> assertThat(failure.serverCode()).isEqualTo(403));
  }

  @Test
  void manyMessagesKeepTheirOrderAndWriteOnceARun() {
    peer = scene.open();
    group.eve.read(send("3EB0000", "first"));
    int before = scene.store.commits();
    List<Node> messages =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> send("3EB1%03d".formatted(i), "text " + i))
            .toList();
    for (int i = 0; i < messages.size(); i++) {
      assertThat(group.eve.read(messages.get(i))).isEqualTo("text " + i);
    }
    assertThat(scene.store.commits() - before).isLessThan(10);
    assertThat(Map.copyOf(scene.store.holders(GroupScene.GROUP)))
        .hasSize(4)
        .containsValue(true)
        .doesNotContainValue(false);
  }
}
