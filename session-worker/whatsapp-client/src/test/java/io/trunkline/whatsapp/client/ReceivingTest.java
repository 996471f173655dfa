package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.SessionEvent.ReceiptStatus;
import io.trunkline.whatsapp.proto.e2e.LocationMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceivingTest {

  private final Scene scene = Scene.linked();
  private final PeerDevice bob = scene.device(Scene.BOB_LID);
  private final PeerDevice annsPhone = scene.device(Scene.ANN_LID.toUserJid());

  @AfterEach
  void close() {
    scene.close();
  }

  private static Message text(String text) {
    return Message.newBuilder().setConversation(text).build();
  }

  private static Node.Builder message(String id, Jid from) {
    return Node.of("message")
        .with("id", id)
        .with("from", from)
        .with("type", "text")
        .with("notify", "Bob")
        .with("t", 1795255400);
  }

  private static Node receipt(ScriptedServer.Peer peer, String id) {
    return peer.take(node -> node.is("receipt") && node.has("id", id));
  }

  @Test
  void aFirstMessageIsStoredWithItsRatchetThenAcknowledged() throws InterruptedException {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    int preKey = scene.store.preKeys().getFirst().id();
    scene.store.hold();
    peer.send(
        message("A1", Scene.BOB_LID)
            .with("sender_pn", Scene.BOB_PN)
            .child(bob.encrypt(text("hello Ann")))
            .build());
    while (scene.store.heldCommits() == 0) {
      Thread.sleep(1);
    }
    Thread.sleep(50);
    assertThat(peer.received()).noneMatch(node -> node.is("receipt"));
    scene.store.release();

    Node receipt = receipt(peer, "A1");
    assertThat(receipt.attr("type")).isEqualTo("inactive");
    assertThat(receipt.jid("to")).isEqualTo(Scene.BOB_LID);
    var event = (SessionEvent.MessageReceived) scene.store.inbox().getFirst();
    assertThat(event.chat().lid()).contains(Scene.BOB_LID);
    assertThat(event.chat().pn()).contains(Scene.BOB_PN);
    assertThat(event.fromMe()).isFalse();
    assertThat(event.pushName()).isEqualTo("Bob");
    assertThat(event.timestamp().getEpochSecond()).isEqualTo(1795255400);
    assertThat(event.message().content()).isEqualTo(Content.Text.of("hello Ann"));
    assertThat(scene.store.preKeys()).noneMatch(key -> key.id() == preKey);
    assertThat(scene.store.ratchetAddresses()).contains(Scene.BOB_LID.signalAddress());
  }

  @Test
  void aPostOfANewsletterIsToldAndAcknowledged() {
    ScriptedServer.Peer peer = scene.open();
    Jid newsletter = Jid.parse("120363000000000001@newsletter");
    peer.send(
        message("A1", newsletter)
            .with("server_id", 101)
            .child(Node.of("plaintext").bytes(text("news").toByteArray()).build())
            .build());
    peer.send(
        message("A2", newsletter)
            .child(Node.of("plaintext").bytes(new byte[] {7, 7}).build())
            .build());

    assertThat(peer.take(node -> node.is("ack") && node.has("id", "A1")).find("error")).isEmpty();
    assertThat(peer.take(node -> node.is("ack") && node.has("id", "A2")).attr("error"))
        .isEqualTo("487");
    var posts =
        scene.events.stream()
            .filter(SessionEvent.MessageReceived.class::isInstance)
            .map(SessionEvent.MessageReceived.class::cast)
            .toList();
    assertThat(posts).hasSize(1);
    var post = posts.getFirst();
    assertThat(post.chat().other()).contains(newsletter);
    assertThat(post.sender().other()).contains(newsletter);
    assertThat(post.fromMe()).isFalse();
    assertThat(post.message().content()).isEqualTo(Content.Text.of("news"));
    assertThat(post.serverId()).hasValue(101);

    peer.send(
        message("A3", newsletter)
            .with("server_id", 102)
            .with("is_sender", "true")
            .child(Node.of("plaintext").bytes(text("mine").toByteArray()).build())
            .build());
    var own = scene.take(SessionEvent.MessageReceived.class, e -> e.whatsappId().equals("A3"));
    assertThat(own.fromMe()).isTrue();
    assertThat(own.chat().other()).contains(newsletter);
  }

  @Test
  void aConversationGoesBothWays() {
    ScriptedServer.Peer peer = scene.open();
    for (int round = 0; round < 5; round++) {
      String id = "3EB0%02d".formatted(round);
      var send = scene.session.send(scene.text(id, "question " + round));
      Node question = peer.take("message");
      assertThat(bob.decrypt(Scene.encFor(question, bob.jid())).getConversation())
          .isEqualTo("question " + round);
      peer.send(scene.ack(question));
      Scene.get(send);
      for (int i = 0; i < 3; i++) {
        String answer = "B" + round + i;
        peer.send(
            message(answer, Scene.BOB_LID).child(bob.encrypt(text("answer " + answer))).build());
        receipt(peer, answer);
      }
    }
    assertThat(scene.store.inbox()).hasSize(15);
  }

  @Test
  void commitsFollowEachOtherWithoutWaitingAndReceiptsKeepTheirOrder() throws InterruptedException {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    scene.store.hold();
    for (int i = 0; i < 3; i++) {
      int held = scene.store.heldCommits();
      peer.send(message("A" + i, Scene.BOB_LID).child(bob.encrypt(text("m" + i))).build());
      while (scene.store.heldCommits() == held) {
        Thread.sleep(1);
      }
    }
    assertThat(scene.store.inbox()).isEmpty();
    scene.store.release();
    for (int i = 0; i < 3; i++) {
      assertThat(peer.take("receipt").attr("id")).isEqualTo("A" + i);
    }
  }

  @Test
  void aDuplicateIsAcknowledgedAndToldOnce() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    Node message = message("A1", Scene.BOB_LID).child(bob.encrypt(text("once"))).build();
    peer.send(message);
    receipt(peer, "A1");
    peer.send(message);
    receipt(peer, "A1");
    assertThat(scene.store.inbox()).hasSize(1);
  }

  @Test
  void aMessageThatAnotherOwnDeviceSentBelongsToItsChat() {
    ScriptedServer.Peer peer = scene.open();
    annsPhone.meet(scene.ownBundle(true));
    peer.send(
        message("A1", annsPhone.jid())
            .with("recipient", Scene.BOB_LID)
            .child(
                annsPhone.encrypt(PlainMessages.wrapDeviceSent(Scene.BOB_LID, text("from phone"))))
            .build());
    Node receipt = receipt(peer, "A1");
    assertThat(receipt.attr("type")).isEqualTo("sender");
    assertThat(receipt.jid("recipient")).isEqualTo(Scene.BOB_LID);
    var event = (SessionEvent.MessageReceived) scene.store.inbox().getFirst();
    assertThat(event.fromMe()).isTrue();
    assertThat(event.chat().lid()).contains(Scene.BOB_LID);
    assertThat(event.sender().pn()).contains(Scene.ANN_PN.toUserJid());
  }

  @Test
  void aStrangerCannotSpeakForThisAccount() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    peer.send(
        message("A1", Scene.BOB_LID)
            .child(bob.encrypt(PlainMessages.wrapDeviceSent(Scene.EVE_LID, text("forged"))))
            .build());
    receipt(peer, "A1");
    assertThat(scene.store.inbox()).isEmpty();
  }

  @Test
  void aHistoryNotificationGetsBothItsReceiptsAndIsNoMessage() {
    ScriptedServer.Peer peer = scene.open();
    annsPhone.meet(scene.ownBundle(true));
    peer.send(
        message("A1", annsPhone.jid())
            .with("category", "peer")
            .child(
                annsPhone.encrypt(
                    Message.newBuilder()
                        .setProtocolMessage(
                            ProtocolMessage.newBuilder()
                                .setType(ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION))
                        .build()))
            .build());
    assertThat(receipt(peer, "A1").attr("type")).isEqualTo("peer_msg");
    assertThat(receipt(peer, "A1").attr("type")).isEqualTo("hist_sync");
    assertThat(scene.store.inbox()).isEmpty();
  }

  @Test
  void everyKindIsDeliveredWithItsRawProtobuf() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    var place =
        Message.newBuilder()
            .setLocationMessage(
                LocationMessage.newBuilder().setDegreesLatitude(33.9).setDegreesLongitude(35.5))
            .build();
    peer.send(message("A1", Scene.BOB_LID).child(bob.encrypt(place)).build());
    receipt(peer, "A1");
    var event = (SessionEvent.MessageReceived) scene.store.inbox().getFirst();
    assertThat(event.message().content()).isEqualTo(Content.Location.of(33.9, 35.5));
    assertThat(event.raw()).isEqualTo(place.toByteArray());
  }

  @Test
  void anUnknownKindIsNotDropped() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    var fromTheFuture =
        Message.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        4000,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("later"))
                            .build())
                    .build())
            .build();
    peer.send(message("A1", Scene.BOB_LID).child(bob.encrypt(fromTheFuture)).build());
    receipt(peer, "A1");
    var event = (SessionEvent.MessageReceived) scene.store.inbox().getFirst();
    assertThat(event.message().content())
        .isInstanceOfSatisfying(
            Content.Unknown.class,
            content -> assertThat(content.raw()).isEqualTo(fromTheFuture.toByteString()));
  }

  @Test
  void aRetryReceiptIsAnsweredWithTheSameBytesForThatDevice() {
    ScriptedServer.Peer peer = scene.open();
    var send = scene.session.send(scene.text("3EB0A1", "hello"));
    Node message = peer.take("message");
    Message plain = bob.decrypt(Scene.encFor(message, bob.jid()));
    peer.send(scene.ack(message));
    Scene.get(send);

    var fresh = new PeerDevice(Scene.BOB_LID, bob.own().identity(), scene.randomness);
    peer.send(
        Node.of("receipt")
            .with("id", "3EB0A1")
            .with("from", Scene.BOB_LID)
            .with("type", "retry")
            .with("t", 1795255500)
            .child(
                Node.of("retry")
                    .with("count", 1)
                    .with("id", "3EB0A1")
                    .with("t", 1795255300)
                    .with("v", 1)
                    .build())
            .child(PeerDevice.number("registration", fresh.own().registrationId(), 4))
            .child(
                Node.of("keys")
                    .child(Node.of("type").bytes(new byte[] {5}).build())
                    .child(
                        Node.of("identity")
                            .bytes(fresh.own().identity().publicKey().bytes())
                            .build())
                    .child(PeerDevice.oneTimeKey(fresh.newPreKey()))
                    .child(fresh.signedKey())
                    .build())
            .build());
    Node again = peer.take("message");
    assertThat(again.attr("id")).isEqualTo("3EB0A1");
    assertThat(again.jid("to")).isEqualTo(Scene.BOB_LID);
    assertThat(again.attr("device_fanout")).isEqualTo("false");
    assertThat(again.child("participants")).isEmpty();
    assertThat(again.requireChild("enc").number("count")).isEqualTo(1);
    assertThat(fresh.decrypt(again.requireChild("enc"))).isEqualTo(plain);
    assertThat(peer.take("ack").attr("type")).isEqualTo("retry");
  }

  @Test
  void aStrangerWhoKnowsAnIdGetsNoMessage() {
    ScriptedServer.Peer peer = scene.open();
    scene.device(Scene.EVE_LID);
    var send = scene.session.send(scene.text("3EB0A1", "for bob"));
    peer.send(scene.ack(peer.take("message")));
    Scene.get(send);
    peer.send(
        Node.of("receipt")
            .with("id", "3EB0A1")
            .with("from", Scene.EVE_LID)
            .with("type", "retry")
            .child(Node.of("retry").with("count", 1).with("id", "3EB0A1").build())
            .build());
    assertThat(peer.take("ack").attr("class")).isEqualTo("receipt");
    assertThat(peer.received().stream().filter(node -> node.is("message"))).hasSize(1);
  }

  @Test
  void receiptsBecomeStatusesAndAreAcknowledgedAfterwards() {
    ScriptedServer.Peer peer = scene.open();
    peer.send(
        Node.of("receipt")
            .with("id", "3EB0A1")
            .with("from", Scene.BOB_LID)
            .with("t", 1795255600)
            .build());
    var delivered = scene.take(SessionEvent.MessageStatus.class);
    assertThat(delivered.status()).isEqualTo(ReceiptStatus.DELIVERED);
    assertThat(delivered.at().getEpochSecond()).isEqualTo(1795255600);
    Node ack = peer.take("ack");
    assertThat(ack.attr("class")).isEqualTo("receipt");
    assertThat(ack.find("type")).isEmpty();

    peer.send(
        Node.of("receipt")
            .with("id", "3EB0A1")
            .with("from", Scene.BOB_LID)
            .with("type", "read")
            .child(Node.of("list").child(Node.of("item").with("id", "3EB0A2").build()).build())
            .build());
    for (String id : List.of("3EB0A1", "3EB0A2")) {
      var read = scene.take(SessionEvent.MessageStatus.class);
      assertThat(read.whatsappId()).isEqualTo(id);
      assertThat(read.status()).isEqualTo(ReceiptStatus.READ);
    }
    assertThat(peer.take("ack").attr("type")).isEqualTo("read");
  }

  @Test
  void aChangedIdentityIsTrustedToldAndOldKeysAreDropped() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    peer.send(message("A1", Scene.BOB_LID).child(bob.encrypt(text("old phone"))).build());
    receipt(peer, "A1");
    var reinstalled = new PeerDevice(Scene.BOB_LID, scene.randomness);
    reinstalled.meet(scene.ownBundle(true));
    peer.send(message("A2", Scene.BOB_LID).child(reinstalled.encrypt(text("new phone"))).build());
    receipt(peer, "A2");
    assertThat(scene.store.inbox())
        .anyMatch(event -> event instanceof SessionEvent.IdentityChanged);
    assertThat(scene.store.ratchet(Scene.BOB_LID.signalAddress()).session().remoteIdentity())
        .isEqualTo(reinstalled.own().identity().publicKey());
  }

  @Test
  void anIdentityNotificationDropsEverySessionOfThatUser() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    peer.send(message("A1", Scene.BOB_LID).child(bob.encrypt(text("hello"))).build());
    receipt(peer, "A1");
    peer.send(
        Node.of("notification")
            .with("id", "N1")
            .with("from", Scene.BOB_LID)
            .with("type", "encrypt")
            .child(Node.of("identity").build())
            .build());
    assertThat(peer.take("ack").attr("class")).isEqualTo("notification");
    assertThat(scene.store.ratchetAddresses()).doesNotContain(Scene.BOB_LID.signalAddress());
    scene.take(SessionEvent.IdentityChanged.class);
  }

  @Test
  void aSessionMadeUnderThePhoneNumberMovesToTheLid() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    peer.send(message("A1", Scene.BOB_PN).child(bob.encrypt(text("by number"))).build());
    receipt(peer, "A1");
    assertThat(scene.store.ratchetAddresses()).contains(Scene.BOB_PN.signalAddress());
    Scene.get(scene.session.close());
    scene.newSession();
    ScriptedServer.Peer next = scene.open();
    next.send(
        message("A2", Scene.BOB_LID)
            .with("sender_pn", Scene.BOB_PN)
            .child(bob.encrypt(text("by LID")))
            .build());
    receipt(next, "A2");
    assertThat(scene.store.ratchetAddresses())
        .contains(Scene.BOB_LID.signalAddress())
        .doesNotContain(Scene.BOB_PN.signalAddress());
    assertThat(scene.store.inbox()).hasSize(2);
  }

  @Test
  void badStanzasCostOneErrorEach() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    peer.send(message("A1", Scene.BOB_LID).build());
    assertThat(peer.take("ack").number("error")).isEqualTo(488);
    peer.send(
        message("A2", Scene.BOB_LID)
            .child(
                Node.of("enc").with("v", "2").with("type", "nonsense").bytes(new byte[3]).build())
            .build());
    assertThat(peer.take("ack").number("error")).isEqualTo(490);
    peer.send(Node.of("message").with("id", "A3").with("from", "@@@").with("type", "text").build());
    assertThat(peer.take("ack").number("error")).isEqualTo(487);
    peer.send(
        message("A4", Scene.BOB_LID)
            .child(Node.of("enc").with("v", "2").with("type", "msg").bytes(new byte[0]).build())
            .build());
    assertThat(receipt(peer, "A4").attr("type")).isEqualTo("retry");
    peer.send(
        message("A5", Scene.BOB_LID)
            .child(bob.encrypt(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 1}))
            .build());
    assertThat(peer.take(node -> node.is("ack") && node.has("id", "A5")).number("error"))
        .isEqualTo(491);
    peer.send(Node.of("surprise").with("id", "S1").with("from", Jid.WHATSAPP).build());
    assertThat(peer.take("ack").attr("class")).isEqualTo("surprise");
    peer.sendPlain(new byte[] {0, (byte) 0xf8, 2, (byte) 0xf4});
    peer.send(message("A6", Scene.BOB_LID).child(bob.encrypt(text("still here"))).build());
    assertThat(receipt(peer, "A6").attr("type")).isEqualTo("inactive");
    assertThat(scene.session.state()).isInstanceOf(ConnectionState.Open.class);
  }

  @Test
  void aForgedPreKeyMessageIsRefused() {
    ScriptedServer.Peer peer = scene.open();
    var forged = Curve25519.generate(scene.randomness);
    var eve = new PeerDevice(Scene.EVE_LID, forged, scene.randomness);
    eve.meet(scene.ownBundle(false));
    byte[] bytes = eve.encrypt(text("x")).bytes();
    for (int i = 1; i < bytes.length; i += 7) {
      byte[] mangled = bytes.clone();
      mangled[i] ^= 0x55;
      peer.send(
          message("F" + i, Scene.EVE_LID)
              .child(Node.of("enc").with("v", "2").with("type", "pkmsg").bytes(mangled).build())
              .build());
      peer.take(node -> node.find("id").filter(("F" + 1)::equals).isPresent() || true);
    }
    bob.meet(scene.ownBundle(true));
    peer.send(message("A6", Scene.BOB_LID).child(bob.encrypt(text("still here"))).build());
    assertThat(receipt(peer, "A6").attr("type")).isEqualTo("inactive");
  }
}
