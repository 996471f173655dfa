package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.proto.companion.PrimaryEphemeralIdentity;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasskeyPairingTest {

  private static final byte[] CREDENTIAL = {1, 2};
  private static final byte[] ASSERTION = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

  private final Scene scene =
      new Scene(change -> change.keepAlive(Duration.ofHours(1), Duration.ofHours(1)));

  @AfterEach
  void close() {
    scene.close();
  }

  private static Node notification(String type, Node content) {
    return Node.of("notification")
        .with("id", "n-" + type)
        .with("from", Jid.WHATSAPP)
        .with("type", type)
        .child(content)
        .build();
  }

  private static Node query(ScriptedServer.Peer peer, String child) {
    return peer.take(node -> node.is("iq") && node.child(child).isPresent());
  }

  private ScriptedServer.Peer challenged() {
    Scene.get(scene.session.link());
    ScriptedServer.Peer peer = scene.server.accept();
    peer.send(notification("passkey_prologue_request", Node.of("passkey_request_options").build()));
    Node options = query(peer, "passkey_request_options");
    Node ref = query(peer, "ref");
    peer.send(Scene.result(ref).child(Node.of("ref").text("2@r").build()).build());
    peer.send(
        Scene.result(options)
            .child(Node.of("passkey_request_options").text("{\"challenge\":\"x\"}").build())
            .build());
    assertThat(scene.await(ConnectionState.AwaitingPasskey.class).options())
        .isEqualTo("{\"challenge\":\"x\"}");
    return peer;
  }

  @Test
  void aPasskeyIsAskedForAnsweredAndConfirmed() {
    ScriptedServer.Peer peer = challenged();
    byte[] before = scene.store.credentials().advSecret();
    var answered = scene.session.answerPasskey(CREDENTIAL, ASSERTION).toCompletableFuture();
    Node prologue = query(peer, "passkey_prologue");
    assertThat(prologue.requireChild("passkey_prologue").requireChild("credential_id").bytes())
        .isEqualTo(CREDENTIAL);
    assertThat(scene.store.credentials().advSecret()).isNotEqualTo(before);
    peer.send(Scene.result(prologue).build());
    Scene.get(answered);

    byte[] primary =
        PrimaryEphemeralIdentity.newBuilder()
            .setPublicKey(
                ByteString.copyFrom(Curve25519.generate(scene.randomness).publicKey().bytes()))
            .setNonce(ByteString.copyFrom(scene.randomness.bytes(32)))
            .build()
            .toByteArray();
    peer.send(
        notification(
            "crsc_continuation", Node.of("primary_ephemeral_identity").bytes(primary).build()));
    peer.send(Scene.result(query(peer, "companion_nonce")).build());
    assertThat(scene.await(ConnectionState.ConfirmingPasskey.class).code())
        .matches("[1-9A-Z]{4}-[1-9A-Z]{4}");
    var confirmed = scene.session.confirmPasskey().toCompletableFuture();
    peer.send(Scene.result(query(peer, "encrypted_pairing_request")).build());
    Scene.get(confirmed);
  }

  @Test
  void aContinuationThatCannotBeReadBeginsAnew() {
    ScriptedServer.Peer peer = challenged();
    var answered = scene.session.answerPasskey(CREDENTIAL, ASSERTION).toCompletableFuture();
    peer.send(Scene.result(query(peer, "passkey_prologue")).build());
    Scene.get(answered);
    peer.send(
        notification(
            "crsc_continuation",
            Node.of("primary_ephemeral_identity").bytes(new byte[] {-1}).build()));
    assertThat(scene.await(ConnectionState.Retrying.class).reason()).isEqualTo("protocol");
  }

  @Test
  void nothingIsAnsweredThatWasNotAsked() {
    Scene.get(scene.session.link());
    scene.server.accept();
    assertThatThrownBy(() -> Scene.get(scene.session.answerPasskey(CREDENTIAL, ASSERTION)))
        .isInstanceOfSatisfying(
            SendFailure.class, e -> assertThat(e.code()).isEqualTo(SendFailure.Code.INVALID));
    assertThatThrownBy(() -> Scene.get(scene.session.confirmPasskey()))
        .isInstanceOf(SendFailure.class);
  }
}
