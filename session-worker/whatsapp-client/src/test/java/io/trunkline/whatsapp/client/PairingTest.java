package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.noise.RootOfTrust;
import io.trunkline.whatsapp.protocol.pairing.AdvIssuer;
import io.trunkline.whatsapp.protocol.pairing.QrCode;
import io.trunkline.whatsapp.protocol.payload.ClientIntent;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PairingTest {

  private final Scene scene =
      new Scene(change -> change.keepAlive(Duration.ofHours(1), Duration.ofHours(1)));

  @AfterEach
  void close() {
    scene.close();
  }

  private ScriptedServer.Peer offered() {
    Scene.get(scene.session.link());
    ScriptedServer.Peer peer = scene.server.accept();
    offer(peer);
    return peer;
  }

  private static void offer(ScriptedServer.Peer peer) {
    var device = Node.of("pair-device");
    for (int i = 1; i <= 3; i++) {
      device.child(Node.of("ref").text("2@ref" + i).build());
    }
    peer.send(
        Node.of("iq")
            .with("id", "p1")
            .with("type", "set")
            .with("from", Jid.WHATSAPP)
            .with("xmlns", "md")
            .child(device.build())
            .build());
  }

  static Node pairSuccess(byte[] identity) {
    return Node.of("iq")
        .with("id", "p2")
        .with("type", "set")
        .with("from", Jid.WHATSAPP)
        .with("xmlns", "md")
        .child(
            Node.of("pair-success")
                .child(Node.of("device-identity").bytes(identity).build())
                .child(
                    Node.of("device").with("jid", Scene.ANN_PN).with("lid", Scene.ANN_LID).build())
                .child(Node.of("platform").with("name", "android").build())
                .build())
        .build();
  }

  @Test
  void registersShowsRefsInTurnAndTimesOut() {
    ScriptedServer.Peer peer = offered();
    assertThat(peer.intent()).isInstanceOf(ClientIntent.Registration.class);
    assertThat(peer.take("iq").attr("id")).isEqualTo("p1");

    var first = scene.await(ConnectionState.ShowingQr.class);
    assertThat(QrCode.parse(first.text()).ref()).isEqualTo("2@ref1");
    assertThat(first.expiresAt()).isEqualTo(scene.time.now().plusSeconds(60));
    scene.time.advance(Duration.ofSeconds(60));
    var second = scene.await(ConnectionState.ShowingQr.class);
    assertThat(QrCode.parse(second.text()).ref()).isEqualTo("2@ref2");
    assertThat(second.expiresAt()).isEqualTo(scene.time.now().plusSeconds(20));
    scene.time.advance(Duration.ofSeconds(20));
    assertThat(QrCode.parse(scene.await(ConnectionState.ShowingQr.class).text()).ref())
        .isEqualTo("2@ref3");
    scene.time.advance(Duration.ofSeconds(20));
    scene.await(ConnectionState.QrTimeout.class);
    assertThat(peer.awaitClosed()).isTrue();
    assertThat(scene.time.sessions()).isZero();
  }

  @Test
  void aNewConnectionShowsNewRefs() {
    ScriptedServer.Peer peer = offered();
    scene.await(ConnectionState.ShowingQr.class);
    peer.close();
    scene.await(ConnectionState.Retrying.class);
    scene.time.advance(Duration.ofSeconds(4));
    offer(scene.server.accept());
    assertThat(QrCode.parse(scene.await(ConnectionState.ShowingQr.class).text()).ref())
        .isEqualTo("2@ref1");
  }

  @Test
  void keysAreDurableBeforeTheyLeave() throws InterruptedException {
    scene.store.hold();
    var link = scene.session.link().toCompletableFuture();
    while (scene.store.heldCommits() == 0) {
      Thread.onSpinWait();
    }
    assertThat(link).isNotDone();
    assertThat(scene.server.hasConnection()).isFalse();
    scene.store.release();
    scene.server.accept();
    Scene.get(link);
    assertThat(scene.store.isEmpty()).isFalse();
  }

  @Test
  void aScanIsStoredBeforeItIsConfirmedAndThe515BehindItLeadsToALogin() {
    ScriptedServer.Peer peer = offered();
    peer.take("iq");
    QrCode qr = QrCode.parse(scene.await(ConnectionState.ShowingQr.class).text());
    KeyPair account = Curve25519.generate(scene.randomness);
    var issuer = new AdvIssuer(account, scene.randomness);

    scene.store.hold();
    peer.send(pairSuccess(issuer.issue(qr.identityKey(), qr.advSecret(), 1, scene.time.now(), 7)));
    while (scene.store.heldCommits() == 0) {
      Thread.onSpinWait();
    }
    assertThat(peer.received()).hasSize(1);
    scene.store.release();

    Node reply = peer.take("iq");
    Node identity = reply.requireChild("pair-device-sign").requireChild("device-identity");
    assertThat(identity.number("key-index")).isEqualTo(7);
    byte[] complete = issuer.verifyDeviceSignature(identity.bytes(), qr.identityKey());
    var stored = scene.store.credentials().account().orElseThrow();
    assertThat(stored.signedIdentity()).isEqualTo(complete);
    assertThat(stored.pn()).isEqualTo(Scene.ANN_PN);
    assertThat(stored.lid()).contains(Scene.ANN_LID);
    scene.await(ConnectionState.Pairing.class);

    scene.serverPreKeys = 0;
    peer.send(Node.of("stream:error").with("code", 515).build());
    peer.close();
    ScriptedServer.Peer next = scene.accept();
    assertThat(next.intent()).isInstanceOf(ClientIntent.Login.class);
    var open = scene.await(ConnectionState.Open.class);
    assertThat(open.connection()).isEqualTo(1);
    assertThat(scene.store.preKeys()).hasSize(812);
    assertThat(scene.store.uploaded()).hasSize(812);
  }

  @Test
  void aScanThatDoesNotKnowTheSecretIsRefused() {
    ScriptedServer.Peer peer = offered();
    peer.take("iq");
    QrCode qr = QrCode.parse(scene.await(ConnectionState.ShowingQr.class).text());
    var issuer = new AdvIssuer(Curve25519.generate(scene.randomness), scene.randomness);
    peer.send(pairSuccess(issuer.issue(qr.identityKey(), new byte[32], 1, scene.time.now(), 7)));
    Node error = peer.take("iq");
    assertThat(error.attr("type")).isEqualTo("error");
    assertThat(error.requireChild("error").attr("text")).isEqualTo("hmac-mismatch");
    assertThat(error.requireChild("error").number("code")).isEqualTo(401);
    assertThat(scene.await(ConnectionState.LoggedOut.class).reason()).isEqualTo("pairing_refused");
    assertThat(scene.store.credentials().account()).isEmpty();
  }

  @Test
  void aServerUnderAnotherRootLearnsNothing() {
    var wrong = new RootOfTrust(Curve25519.generate(scene.randomness).publicKey(), 0);
    try (var wary = new Scene(change -> change.rootOfTrust(wrong))) {
      Scene.get(wary.session.link());
      assertThat(wary.await(ConnectionState.Retrying.class).reason()).isEqualTo("handshake");
      assertThat(wary.server.hasConnection()).isFalse();
    }
  }
}
