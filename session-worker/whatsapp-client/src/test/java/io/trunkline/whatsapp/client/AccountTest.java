package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.event.AccountChange;
import io.trunkline.whatsapp.client.event.CallStep;
import io.trunkline.whatsapp.client.event.ChatActivity;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.ContactChange;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.client.store.ContactToken;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.ContactTokens;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Own account, presence and calls.
class AccountTest {

  private static final UserAddress BOB =
      new UserAddress(Optional.empty(), Optional.of(Scene.BOB_LID), Optional.empty());
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1, 2};

  private final Scene scene = Scene.linked();
  private ScriptedServer.Peer peer;

  @BeforeEach
  void open() {
    peer = scene.open();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private Node takeQuery(String xmlns) {
    return peer.take(node -> node.has("xmlns", xmlns));
  }

  private static Node notification(String id, String type, Jid from, Node content) {
    return Node.of("notification")
        .with("id", id)
        .with("type", type)
        .with("from", from)
        .child(content)
        .build();
  }

  private void assertAcknowledged(String id) {
    assertThat(peer.take("ack").attr("id")).isEqualTo(id);
  }

  @Test
  void presenceNeedsANameAndIsShownAgainAfterAReconnect() {
    assertThatThrownBy(() -> Scene.get(scene.session.presence().show(true)))
        .isInstanceOf(SendFailure.class);
    Scene.get(scene.session.account().setPushName("Ann @ work"));
    assertThat(peer.take("presence"))
        .isEqualTo(
            Node.of("presence").with("type", "unavailable").with("name", "Ann  work").build());
    assertThat(scene.store.credentials().account().orElseThrow().pushName()).contains("Ann @ work");
    Scene.get(scene.session.presence().show(true));
    assertThat(peer.take("presence").attr("type")).isEqualTo("available");
    Scene.get(scene.session.presence().watch(Scene.BOB_LID));
    assertThat(peer.take("presence").attr("type")).isEqualTo("subscribe");

    peer.close();
    scene.await(ConnectionState.Retrying.class);
    scene.time.advance(Duration.ofSeconds(4));
    ScriptedServer.Peer next = scene.accept();
    assertThat(next.take("presence").attr("type")).isEqualTo("available");
    Node again = next.take("presence");
    assertThat(again.attr("type")).isEqualTo("subscribe");
    assertThat(again.jid("to")).isEqualTo(Scene.BOB_LID);
  }

  @Test
  void presenceAndTypingOfOthersAreTold() {
    peer.send(Node.of("presence").with("from", Scene.BOB_LID).build());
    assertThat(scene.take(SessionEvent.PresenceChanged.class))
        .isEqualTo(new SessionEvent.PresenceChanged(BOB, true, Optional.empty()));
    peer.send(
        Node.of("presence")
            .with("from", Scene.BOB_LID)
            .with("type", "unavailable")
            .with("last", 1700000000)
            .build());
    assertThat(scene.take(SessionEvent.PresenceChanged.class))
        .isEqualTo(
            new SessionEvent.PresenceChanged(
                BOB, false, Optional.of(Instant.ofEpochSecond(1700000000))));
    peer.send(
        Node.of("presence")
            .with("from", Scene.BOB_LID)
            .with("type", "unavailable")
            .with("last", "deny")
            .build());
    assertThat(scene.take(SessionEvent.PresenceChanged.class).lastSeen()).isEmpty();
    peer.send(
        Node.of("chatstate")
            .with("from", Scene.BOB_LID)
            .child(Node.of("composing").with("media", "audio").build())
            .build());
    assertThat(scene.take(SessionEvent.ChatStateChanged.class))
        .isEqualTo(new SessionEvent.ChatStateChanged(BOB, BOB, ChatActivity.RECORDING));
  }

  @Test
  void typingIsShown() {
    Scene.get(scene.session.presence().chatState(Scene.BOB_LID, ChatActivity.RECORDING));
    assertThat(peer.take("chatstate"))
        .isEqualTo(
            Node.of("chatstate")
                .with("from", Scene.ANN_LID.toUserJid())
                .with("to", Scene.BOB_LID)
                .child(Node.of("composing").with("media", "audio").build())
                .build());
  }

  @Test
  void authorsLearnThatTheirMessagesAreReadUnlessTheAccountHidesIt() {
    var read =
        new ReadReceipts.Read(Scene.BOB_LID, Optional.empty(), List.of("A1", "A2"), false, true);
    var told = scene.session.readReceipts().tell(read).toCompletableFuture();
    peer.send(privacy(takeQuery("privacy"), "all"));
    Node receipt = peer.take("receipt");
    assertThat(receipt)
        .isEqualTo(
            Node.of("receipt")
                .with("id", "A1")
                .with("to", Scene.BOB_LID)
                .with("type", "read")
                .with("t", receipt.attr("t"))
                .child(Node.of("list").child(Node.of("item").with("id", "A2").build()).build())
                .build());
    Scene.get(told);

    peer.send(
        notification(
            "n1",
            "account_sync",
            Scene.ANN_LID.toUserJid(),
            Node.of("privacy")
                .child(
                    Node.of("category").with("name", "readreceipts").with("value", "none").build())
                .build()));
    assertAcknowledged("n1");
    Scene.get(
        scene
            .session
            .readReceipts()
            .tell(
                new ReadReceipts.Read(Scene.BOB_LID, Optional.empty(), List.of("A3"), true, true)));
    assertThat(peer.take("receipt").attr("type")).isEqualTo("played-self");
    assertThatThrownBy(
            () ->
                Scene.get(
                    scene
                        .session
                        .readReceipts()
                        .tell(
                            new ReadReceipts.Read(
                                Scene.BOB_LID, Optional.empty(), List.of(), false, true))))
        .isInstanceOf(SendFailure.class);
  }

  @Test
  void anAuthorWhoIsNotToKnowLearnsNothingWhateverTheAccountShows() {
    var read = new ReadReceipts.Read(Scene.BOB_LID, Optional.empty(), List.of("A1"), false, false);
    var told = scene.session.readReceipts().tell(read).toCompletableFuture();
    peer.send(privacy(takeQuery("privacy"), "all"));
    assertThat(peer.take("receipt").attr("type")).isEqualTo("read-self");
    Scene.get(told);
  }

  private static Node privacy(Node query, String readReceipts) {
    return Scene.result(query)
        .child(
            Node.of("privacy")
                .child(
                    Node.of("category")
                        .with("name", "readreceipts")
                        .with("value", readReceipts)
                        .build())
                .build())
        .build();
  }

  @Test
  void whatAnotherOwnDeviceReadIsTold() {
    peer.send(
        Node.of("receipt")
            .with("id", "A1")
            .with("from", Scene.ANN_LID.toUserJid())
            .with("recipient", Scene.BOB_LID)
            .with("type", "read-self")
            .with("t", 1_700_000_000L)
            .child(Node.of("list").child(Node.of("item").with("id", "A2").build()).build())
            .build());
    assertAcknowledged("A1");
    assertThat(scene.take(SessionEvent.ReadElsewhere.class))
        .isEqualTo(
            new SessionEvent.ReadElsewhere(
                BOB, List.of("A1", "A2"), Instant.ofEpochSecond(1_700_000_000)));
  }

  @Test
  void theProfileIsChanged() {
    var about = scene.session.account().setAbout("busy").toCompletableFuture();
    Node status = takeQuery("status");
    assertThat(status.requireChild("status").text()).isEqualTo("busy");
    peer.send(Scene.result(status).build());
    Scene.get(about);

    var picture = scene.session.account().setPicture(JPEG).toCompletableFuture();
    Node set = takeQuery("w:profile:picture");
    assertThat(set.requireChild("picture").bytes()).isEqualTo(JPEG);
    peer.send(Scene.result(set).child(Node.of("picture").with("id", 8).build()).build());
    assertThat(Scene.get(picture)).isEqualTo("8");

    var removed = scene.session.account().removePicture().toCompletableFuture();
    Node remove = takeQuery("w:profile:picture");
    assertThat(remove.children()).isEmpty();
    peer.send(Scene.result(remove).build());
    Scene.get(removed);

    assertThatThrownBy(() -> Scene.get(scene.session.account().setPicture(new byte[] {1, 2, 3, 4})))
        .isInstanceOf(SendFailure.class);
  }

  @Test
  void privacyIsReadAndChanged() {
    var change = scene.session.account().setPrivacy("last", "none").toCompletableFuture();
    Node set = takeQuery("privacy");
    assertThat(set.requireChild("privacy").requireChild("category"))
        .isEqualTo(Node.of("category").with("name", "last").with("value", "none").build());
    peer.send(Scene.result(set).build());
    Node get = takeQuery("privacy");
    peer.send(
        Scene.result(get)
            .child(
                Node.of("privacy")
                    .child(Node.of("category").with("name", "last").with("value", "none").build())
                    .child(Node.of("category").with("name", "pix").with("value", "error").build())
                    .build())
            .build());
    assertThat(Scene.get(change)).isEqualTo(Map.of("last", "none"));
  }

  @Test
  void someoneIsBlockedByBothNames() {
    var change = scene.session.account().block(Scene.BOB_PN).toCompletableFuture();
    // The LID is not known yet.
    Node set = takeQuery("blocklist");
    assertThat(set.requireChild("item").attr("action")).isEqualTo("block");
    Node list =
        Node.of("list")
            .with("dhash", "h1")
            .child(Node.of("item").with("jid", Scene.BOB_LID).with("pn_jid", Scene.BOB_PN).build())
            .build();
    peer.send(Scene.result(set).child(list).build());
    var bob =
        new UserAddress(Optional.of(Scene.BOB_PN), Optional.of(Scene.BOB_LID), Optional.empty());
    assertThat(Scene.get(change)).containsExactly(bob);

    var back = scene.session.account().unblock(Scene.BOB_PN).toCompletableFuture();
    Node undo = takeQuery("blocklist");
    assertThat(undo.requireChild("item"))
        .isEqualTo(Node.of("item").with("jid", Scene.BOB_LID).with("action", "unblock").build());
    peer.send(Scene.result(undo).child(Node.of("list").with("dhash", "h2").build()).build());
    assertThat(Scene.get(back)).isEmpty();
  }

  @Test
  void aBlockListThatChangedElsewhereIsToldAsAWhole() {
    peer.send(
        notification(
            "n1",
            "account_sync",
            Scene.ANN_PN.toUserJid(),
            Node.of("blocklist").with("dhash", "h9").with("action", "modify").build()));
    Node get = takeQuery("blocklist");
    assertAcknowledged("n1");
    peer.send(
        Scene.result(get)
            .child(
                Node.of("list")
                    .with("dhash", "h9")
                    .child(Node.of("item").with("jid", Scene.BOB_LID).build())
                    .build())
            .build());
    assertThat(scene.take(SessionEvent.AccountChanged.class).change())
        .isEqualTo(new AccountChange.BlockList(List.of(BOB)));
  }

  @Test
  void changesOfContactsAreToldThenAcknowledged() {
    peer.send(
        notification(
            "n1",
            "picture",
            Scene.BOB_LID,
            Node.of("set").with("jid", Scene.BOB_LID).with("id", 5).build()));
    assertThat(scene.take(SessionEvent.ContactChanged.class))
        .isEqualTo(
            new SessionEvent.ContactChanged(
                "n1", BOB, new ContactChange.Picture(Optional.of("5"), false)));
    assertAcknowledged("n1");
    peer.send(notification("n2", "status", Scene.BOB_LID, Node.of("set").text("hi").build()));
    assertThat(scene.take(SessionEvent.ContactChanged.class).change())
        .isEqualTo(new ContactChange.About(Optional.of("hi")));
    assertAcknowledged("n2");
    peer.send(
        notification(
            "n3",
            "contacts",
            Jid.WHATSAPP,
            Node.of("modify")
                .with("old", Scene.BOB_PN)
                .with("new", Jid.parse("4915100000009@s.whatsapp.net"))
                .with("old_lid", Scene.BOB_LID)
                .with("new_lid", Scene.BOB_LID)
                .build()));
    var moved = scene.take(SessionEvent.ContactChanged.class);
    assertThat(moved.contact().pn()).contains(Jid.parse("4915100000009@s.whatsapp.net"));
    assertThat(((ContactChange.NumberChanged) moved.change()).former().pn()).contains(Scene.BOB_PN);
    assertAcknowledged("n3");
  }

  @Test
  void ownChangesMadeElsewhereAreTold() {
    peer.send(
        notification(
            "n1",
            "account_sync",
            Scene.ANN_PN.toUserJid(),
            Node.of("disappearing_mode").with("duration", 86400).build()));
    assertThat(scene.take(SessionEvent.AccountChanged.class))
        .isEqualTo(
            new SessionEvent.AccountChanged(
                "n1", new AccountChange.DisappearingMode(Duration.ofDays(1))));
    assertAcknowledged("n1");
    peer.send(notification("n2", "picture", Scene.ANN_PN.toUserJid(), Node.of("delete").build()));
    assertThat(scene.take(SessionEvent.AccountChanged.class).change())
        .isEqualTo(new AccountChange.Picture(Optional.empty(), true));
  }

  @Test
  void aCallIsToldStepByStepAndCanBeRefused() {
    peer.send(
        call(
            "c1",
            Node.of("offer")
                .with("call-id", "CALL")
                .with("call-creator", Scene.BOB_LID.withDevice(2))
                .child(Node.of("video").build())
                .build()));
    var offer = scene.take(SessionEvent.CallChanged.class);
    assertThat(offer)
        .isEqualTo(
            new SessionEvent.CallChanged(
                "CALL",
                BOB,
                BOB,
                CallStep.OFFERED,
                Optional.empty(),
                true,
                "",
                Instant.ofEpochSecond(1700000000),
                false));
    assertAcknowledged("c1");

    var rejected = scene.session.calls().reject("CALL", Scene.BOB_LID).toCompletableFuture();
    Node reject = peer.take("call");
    assertThat(reject.jid("to")).isEqualTo(Scene.BOB_LID);
    assertThat(reject.requireChild("reject"))
        .isEqualTo(
            Node.of("reject")
                .with("call-id", "CALL")
                .with("call-creator", Scene.BOB_LID)
                .with("count", 0)
                .build());
    peer.send(Node.of("ack").with("class", "call").with("id", reject.attr("id")).build());
    Scene.get(rejected);

    peer.send(
        call(
            "c2",
            Node.of("terminate")
                .with("call-id", "CALL")
                .with("call-creator", Scene.BOB_LID)
                .with("reason", "timeout")
                .build()));
    var end = scene.take(SessionEvent.CallChanged.class);
    assertThat(end.step()).isEqualTo(CallStep.TERMINATED);
    assertThat(end.reason()).isEqualTo("timeout");
    assertThat(end.isVideo()).isTrue();
    assertAcknowledged("c2");
    peer.send(call("c3", Node.of("transport").with("call-id", "CALL").build()));
    assertAcknowledged("c3");
  }

  private static Node call(String id, Node step) {
    return Node.of("call")
        .with("id", id)
        .with("from", Scene.BOB_LID)
        .with("t", 1700000000)
        .child(step)
        .build();
  }

  @Test
  void aContactsTokenIsKeptAttachedAndAnsweredOnceAWeek() {
    scene.device(Scene.BOB_LID);
    long now = scene.time.now().getEpochSecond();
    Node token =
        Node.of("token").with("type", "trusted_contact").with("t", now).bytes(JPEG).build();
    peer.send(
        notification("n1", "privacy_token", Scene.BOB_LID, Node.of("tokens").child(token).build()));
    assertAcknowledged("n1");

    var sent = scene.session.send(scene.text("M1", "hello")).toCompletableFuture();
    Node message = peer.take("message");
    assertThat(message.requireChild("tctoken").bytes()).isEqualTo(JPEG);
    peer.send(scene.ack(message));
    Scene.get(sent);
    Node own = takeQuery("privacy").requireChild("tokens").requireChild("token");
    assertThat(own.jid("jid")).isEqualTo(Scene.BOB_LID);
    assertThat(own.number("t")).isEqualTo(now);

    var second = scene.session.send(scene.text("M2", "again")).toCompletableFuture();
    peer.send(scene.ack(peer.take("message")));
    Scene.get(second);
    Scene.settle(peer);
    assertThat(scene.store.contactToken(Scene.BOB_LID).toCompletableFuture().join())
        .hasValueSatisfying(kept -> assertThat(kept.ownIssuedAt()).isEqualTo(scene.time.now()));
  }

  /// The vector of the protocol dossier is in ContactTokensTest.
  @Test
  void aStrangerIsShownATokenOfTheAccountsSalt() {
    scene.device(Scene.BOB_LID);
    byte[] salt = new byte[32];
    Arrays.fill(salt, (byte) 7);
    var own = ContactToken.none(Scene.ANN_LID.toUserJid()).given(salt, scene.time.now());
    Scene.get(scene.store.commit(StoreChange.builder().contactToken(own).build()));
    var unused = scene.session.send(scene.text("M1", "hello"));
    Node message = peer.take("message");
    assertThat(message.child("tctoken")).isEmpty();
    assertThat(message.requireChild("cstoken").bytes())
        .isEqualTo(ContactTokens.cstoken(salt, Scene.BOB_LID));
  }

  @Test
  void anOldTokenIsNotAttached() {
    scene.device(Scene.BOB_LID);
    long old = scene.time.now().minus(Duration.ofDays(29)).getEpochSecond();
    Node token =
        Node.of("token").with("type", "trusted_contact").with("t", old).bytes(JPEG).build();
    peer.send(
        notification("n1", "privacy_token", Scene.BOB_LID, Node.of("tokens").child(token).build()));
    assertAcknowledged("n1");
    var unused = scene.session.send(scene.text("M1", "hello"));
    assertThat(peer.take("message").child("tctoken")).isEmpty();
  }
}
