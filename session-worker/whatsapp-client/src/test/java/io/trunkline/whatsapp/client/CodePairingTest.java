package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.pairing.AdvIssuer;
import io.trunkline.whatsapp.protocol.pairing.LinkCodePrimary;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeStanzas;
import io.trunkline.whatsapp.protocol.pairing.PairingCode;
import io.trunkline.whatsapp.protocol.pairing.PairingException;
import io.trunkline.whatsapp.protocol.payload.ClientIntent;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CodePairingTest {

  private static final byte[] REF = {1, 2, 3};

  private final Scene scene =
      new Scene(change -> change.keepAlive(Duration.ofHours(1), Duration.ofHours(1)));
  private final KeyPair account = Curve25519.generate(scene.randomness);

  @AfterEach
  void close() {
    scene.close();
  }

  /// A connection that waits to be linked, and the hello that came.
  private record Attempt(ScriptedServer.Peer peer, Node hello) {
    Node registration() {
      return hello.requireChild(LinkCodeStanzas.TAG);
    }
  }

  private Attempt asked() {
    Scene.get(scene.session.linkByCode(new LinkCodeRequest("+49 151 00000001", true)));
    return helloOf(scene.server.accept());
  }

  private static Attempt helloOf(ScriptedServer.Peer peer) {
    peer.send(
        Node.of("iq")
            .with("id", "p1")
            .with("type", "set")
            .with("from", Jid.WHATSAPP)
            .with("xmlns", "md")
            .child(Node.of("pair-device").child(Node.of("ref").text("2@ref").build()).build())
            .build());
    return new Attempt(peer, peer.take(node -> node.child(LinkCodeStanzas.TAG).isPresent()));
  }

  private String accept(Attempt attempt) {
    attempt
        .peer()
        .send(Scene.result(attempt.hello()).child(LinkCodeStanzas.helloResult(REF)).build());
    return scene.await(ConnectionState.ShowingCode.class).code();
  }

  private LinkCodePrimary type(Attempt attempt, String code) {
    var phone =
        LinkCodePrimary.answer(
            PairingCode.parse(code), attempt.registration(), REF, account, scene.randomness);
    attempt.peer().send(notification(phone.hello()));
    return phone;
  }

  private static Node notification(Node content) {
    return Node.of("notification")
        .with("id", "n1")
        .with("from", Jid.WHATSAPP)
        .with("type", LinkCodeStanzas.TAG)
        .child(content)
        .build();
  }

  private static Node finish(Attempt attempt) {
    Node iq = attempt.peer().take("iq");
    attempt.peer().send(Scene.result(iq).build());
    return iq.requireChild(LinkCodeStanzas.TAG);
  }

  @Test
  void showsTheCodeOnlyOnceTheServerHasAcceptedIt() {
    Attempt attempt = asked();
    assertThat(attempt.peer().intent()).isInstanceOf(ClientIntent.Registration.class);
    assertThat(attempt.registration().attr("jid")).isEqualTo("4915100000001@s.whatsapp.net");
    assertThat(attempt.registration().attr("should_show_push_notification")).isEqualTo("true");
    assertThat(scene.session.state()).isInstanceOf(ConnectionState.Connecting.class);
    assertThat(accept(attempt)).matches("[1-9A-Z]{4}-[1-9A-Z]{4}");
    assertThat(((ConnectionState.ShowingCode) scene.session.state()).expiresAt())
        .isEqualTo(scene.time.now().plusSeconds(180));
  }

  @Test
  void theRightCodeLinksAfterAWrongOne() {
    Attempt attempt = asked();
    String code = accept(attempt);
    LinkCodePrimary wrong = type(attempt, "1234-5678");
    assertThatThrownBy(() -> wrong.finish(finish(attempt)))
        .isInstanceOfSatisfying(
            PairingException.class,
            e -> assertThat(e.code()).isEqualTo(PairingException.Code.WRONG_CODE));

    LinkCodePrimary.Linked linked = type(attempt, code).finish(finish(attempt));
    assertThat(scene.store.credentials().advSecret()).isEqualTo(linked.advSecret());
    var issuer = new AdvIssuer(account, scene.randomness);
    byte[] identity =
        issuer.issue(linked.companionIdentity(), linked.advSecret(), 1, scene.time.now(), 3);
    attempt.peer().send(PairingTest.pairSuccess(identity));
    Node reply = attempt.peer().take("iq").requireChild("pair-device-sign");
    issuer.verifyDeviceSignature(
        reply.requireChild("device-identity").bytes(), linked.companionIdentity());
    scene.await(ConnectionState.Pairing.class);
    attempt.peer().send(Node.of("stream:error").with("code", 515).build());
    attempt.peer().close();
    assertThat(scene.accept().intent()).isInstanceOf(ClientIntent.Login.class);
    scene.await(ConnectionState.Open.class);
  }

  @Test
  void theSecretOfACodeIsDurableBeforeTheBundleLeaves() {
    Attempt attempt = asked();
    String code = accept(attempt);
    scene.store.hold();
    type(attempt, code);
    while (scene.store.heldCommits() == 0) {
      Thread.onSpinWait();
    }
    assertThat(attempt.peer().take().tag()).isEqualTo("ack");
    assertThat(attempt.peer().poll()).isNull();
    scene.store.release();
    finish(attempt);
  }

  @Test
  void aCodeExpiresAfterThreeMinutes() {
    accept(asked());
    scene.time.advance(Duration.ofSeconds(179));
    assertThat(scene.session.state()).isInstanceOf(ConnectionState.ShowingCode.class);
    scene.time.advance(Duration.ofSeconds(1));
    scene.await(ConnectionState.CodeExpired.class);
    assertThat(scene.time.sessions()).isZero();
  }

  @Test
  void aCodeMayBeTypedThreeTimes() {
    Attempt attempt = asked();
    accept(attempt);
    for (int i = 0; i < 3; i++) {
      type(attempt, "1234-5678");
      finish(attempt);
    }
    type(attempt, "1234-5678");
    scene.await(ConnectionState.CodeExpired.class);
  }

  @Test
  void aHelloOfAnotherAttemptLeavesTheCodeAsItIs() {
    Attempt attempt = asked();
    String code = accept(attempt);
    var other =
        LinkCodePrimary.answer(
            PairingCode.parse(code),
            attempt.registration(),
            new byte[] {9},
            account,
            scene.randomness);
    attempt.peer().send(notification(other.hello()));
    assertThat(attempt.peer().take().tag()).isEqualTo("ack");
    type(attempt, code).finish(finish(attempt));
  }

  @Test
  void theServerMayWantAnotherCode() {
    Attempt attempt = asked();
    String first = accept(attempt);
    attempt.peer().send(notification(LinkCodeStanzas.refreshCode(REF, false)));
    Node hello = attempt.peer().take(node -> node.child(LinkCodeStanzas.TAG).isPresent());
    assertThat(accept(new Attempt(attempt.peer(), hello))).isNotEqualTo(first);
    attempt.peer().send(notification(LinkCodeStanzas.refreshCode(REF, true)));
    scene.await(ConnectionState.CodeExpired.class);
  }

  @Test
  void aNewConnectionBringsAnotherCode() {
    Attempt attempt = asked();
    String first = accept(attempt);
    attempt.peer().close();
    scene.await(ConnectionState.Retrying.class);
    scene.time.advance(Duration.ofSeconds(4));
    assertThat(accept(helloOf(scene.server.accept()))).isNotEqualTo(first);
  }

  @Test
  void aRefusedRequestIsTold() {
    Attempt attempt = asked();
    attempt
        .peer()
        .send(
            Node.of("iq")
                .with("id", attempt.hello().attr("id"))
                .with("type", "error")
                .child(Node.of("error").with("code", 429).with("text", "rate").build())
                .build());
    assertThat(scene.await(ConnectionState.LoggedOut.class).reason())
        .isEqualTo("link_code_refused_429");
  }

  @Test
  void aNumberThatIsNoneIsRefusedAtOnce() {
    assertThatThrownBy(() -> Scene.get(scene.session.linkByCode(new LinkCodeRequest("0123", true))))
        .isInstanceOfSatisfying(
            SendFailure.class, e -> assertThat(e.code()).isEqualTo(SendFailure.Code.INVALID));
    assertThat(scene.server.hasConnection()).isFalse();
  }
}
