package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage.EventResponseType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import io.trunkline.whatsapp.protocol.message.content.Addition.Encrypted;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.MessageKey;
import io.trunkline.whatsapp.protocol.secret.MessageSecret;
import io.trunkline.whatsapp.protocol.secret.SecretAdditions;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Votes and responses, under the secrets of polls and events.
class AdditionsTest {
  private static final byte[] SECRET = new byte[32];
  private static final Optional<Instant> AT = Optional.of(Instant.ofEpochMilli(1_795_255_400_000L));
  private static final Jid ANN = Scene.ANN_LID.toUserJid();
  private static final Content POLL = Content.Poll.of("Lunch?", List.of("yes", "no"), 1);

  private Scene scene;
  private PeerDevice bob;

  @BeforeEach
  void start() {
    scene = Scene.linked();
    bob = scene.device(Scene.BOB_LID);
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  @Test
  void aVoteInAnOwnPollIsDecrypted() {
    ScriptedServer.Peer peer = scene.open();
    sendPoll(peer);

    receive(peer, "A1", vote(SECRET, ANN, Scene.BOB_LID));

    assertThat(received(0).message().content())
        .isEqualTo(
            Addition.PollVote.of(MessageKey.own(Scene.BOB_LID, "3EB001"), List.of("yes"), AT));
  }

  @Test
  void sendersMayBePhoneNumbers() {
    ScriptedServer.Peer peer = scene.open();
    sendPoll(peer);
    peer.send(
        message("A1")
            .with("sender_pn", Scene.BOB_PN)
            .child(
                bob.encrypt(
                    Contents.write(
                        vote(SECRET, Scene.ANN_PN, Scene.BOB_PN), MessageContext.NONE, SECRET)))
            .build());
    peer.take("receipt");

    assertThat(received(0).message().content()).isInstanceOf(Addition.PollVote.class);
  }

  @Test
  void aVoteUnderAnotherSecretStaysEncrypted() {
    ScriptedServer.Peer peer = scene.open();
    sendPoll(peer);
    byte[] other = new byte[32];
    other[0] = 1;

    receive(peer, "A1", vote(other, ANN, Scene.BOB_LID));

    assertThat(received(0).message().content())
        .isInstanceOfSatisfying(
            Encrypted.class,
            vote -> assertThat(vote.target()).isEqualTo(MessageKey.own(Scene.BOB_LID, "3EB001")));
  }

  @Test
  void aVoteInAnUnknownPollStaysEncrypted() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));

    receive(peer, "A1", vote(SECRET, ANN, Scene.BOB_LID));

    assertThat(received(0).message().content()).isInstanceOf(Encrypted.class);
  }

  @Test
  void aVoteInAReceivedPollIsEncryptedAndEachAttemptIsTheSame() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    receive(peer, "A1", POLL);

    MessageKey poll = MessageKey.of(Scene.BOB_LID, "A1", Scene.BOB_LID);
    Encrypted first = send(peer, "3EB002", Addition.PollVote.of(poll, List.of("no"), AT));
    Encrypted again = send(peer, "3EB002", Addition.PollVote.of(poll, List.of("no"), AT));
    Encrypted other = send(peer, "3EB003", Addition.PollVote.of(poll, List.of("no"), AT));

    assertThat(again).isEqualTo(first);
    assertThat(other.iv()).isNotEqualTo(first.iv());
    assertThat(
            SecretAdditions.open(
                    first, MessageSecret.of(SECRET), List.of(Scene.BOB_LID), List.of(ANN))
                .content())
        .isEqualTo(Addition.PollVote.of(poll, List.of("no"), AT));
  }

  @Test
  void anEventIsRespondedTo() {
    ScriptedServer.Peer peer = scene.open();
    bob.meet(scene.ownBundle(true));
    receive(
        peer,
        "A1",
        new Content.Event(
            "Party",
            "",
            Optional.empty(),
            "",
            AT,
            Optional.empty(),
            false,
            false,
            false,
            Optional.empty()));

    var response =
        new Addition.EventResponse(
            MessageKey.of(Scene.BOB_LID, "A1", Scene.BOB_LID), EventResponseType.GOING, 0, AT);
    Encrypted sent = send(peer, "3EB002", response);

    assertThat(
            SecretAdditions.open(
                    sent, MessageSecret.of(SECRET), List.of(Scene.BOB_LID), List.of(ANN))
                .content())
        .isEqualTo(response);
  }

  @Test
  void aVoteInAnUnknownPollIsRefused() {
    scene.open();
    MessageKey poll = MessageKey.of(Scene.BOB_LID, "A1", Scene.BOB_LID);

    var send = scene.session.send(outgoing("3EB002", Addition.PollVote.of(poll, List.of(), AT)));

    assertThatThrownBy(() -> Scene.get(send))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(SendFailure.Code.INVALID));
  }

  private void sendPoll(ScriptedServer.Peer peer) {
    var send = scene.session.send(outgoing("3EB001", POLL));
    Node stanza = peer.take("message");
    assertThat(bob.decrypt(Scene.encFor(stanza, bob.jid())).hasPollCreationMessageV3()).isTrue();
    peer.send(scene.ack(stanza));
    Scene.get(send);
  }

  private Encrypted send(ScriptedServer.Peer peer, String id, Content content) {
    var send = scene.session.send(outgoing(id, content));
    Node stanza = peer.take("message");
    Message message = bob.decrypt(Scene.encFor(stanza, bob.jid()));
    peer.send(scene.ack(stanza));
    Scene.get(send);
    return (Encrypted) Contents.read(PlainMessages.unwrap(message)).orElseThrow().content();
  }

  private OutgoingMessage outgoing(String id, Content content) {
    return new OutgoingMessage(
        id, Scene.BOB_LID, content, MessageContext.NONE, SECRET, scene.time.now());
  }

  /// As Bob sees it: the poll is Ann's.
  private static Encrypted vote(byte[] secret, Jid ann, Jid bob) {
    return SecretAdditions.seal(
        Addition.PollVote.of(MessageKey.of(ann, "3EB001", ann), List.of("yes"), AT),
        MessageContext.NONE,
        MessageSecret.of(secret),
        ann,
        bob,
        new byte[12]);
  }

  private void receive(ScriptedServer.Peer peer, String id, Content content) {
    peer.send(
        message(id)
            .child(bob.encrypt(Contents.write(content, MessageContext.NONE, SECRET)))
            .build());
    peer.take("receipt");
  }

  private static Node.Builder message(String id) {
    return Node.of("message")
        .with("id", id)
        .with("from", Scene.BOB_LID)
        .with("type", "text")
        .with("t", 1795255400);
  }

  private SessionEvent.MessageReceived received(int index) {
    return (SessionEvent.MessageReceived) scene.store.inbox().get(index);
  }
}
