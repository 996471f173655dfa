package io.trunkline.whatsapp.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.companion.DeviceProps.PlatformType;
import io.trunkline.whatsapp.proto.companion.PrimaryEphemeralIdentity;
import io.trunkline.whatsapp.protocol.ScriptedRandomness;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.pairing.PairingException.Code;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.HexFormat;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PasskeyCompanionTest {
  private static final JsonNode VECTOR = Vectors.of("passkey");
  private static final byte[] CREDENTIAL = {1, 2};
  private static final byte[] ASSERTION = {'{', '}'};

  private final PasskeyCompanion companion =
      PasskeyCompanion.begin(
          VECTOR.required("ref").asString(),
          PlatformType.CHROME,
          new ScriptedRandomness(
              Vectors.bytes(VECTOR, "companionEphemeralPrivate"),
              Vectors.bytes(VECTOR, "companionNonce")));

  @Test
  void prologueIsThatOfTheVector() {
    byte[] handoffKey = PasskeyCompanion.handoffKey(Vectors.bytes(VECTOR, "formerAdvSecret"));
    assertThat(handoffKey).isEqualTo(Vectors.bytes(VECTOR, "handoffKey"));

    Node prologue = companion.prologue(CREDENTIAL, ASSERTION, Optional.of(handoffKey));

    assertThat(prologue.tag()).isEqualTo("passkey_prologue");
    assertThat(prologue.children().stream().map(Node::tag))
        .containsExactly(
            "credential_id", "webauthn_assertion", "prologue_payload", "pairing_handoff_proof");
    assertThat(prologue.requireChild("credential_id").bytes()).isEqualTo(CREDENTIAL);
    assertThat(prologue.requireChild("webauthn_assertion").bytes()).isEqualTo(ASSERTION);
    assertContent(prologue.requireChild("prologue_payload"), "prologuePayload");
    assertContent(prologue.requireChild("pairing_handoff_proof"), "handoffProof");
    assertThat(
            companion
                .prologue(CREDENTIAL, ASSERTION, Optional.empty())
                .child("pairing_handoff_proof"))
        .isEmpty();
  }

  @Test
  void confirmationIsThatOfTheVector() {
    PasskeyCompanion.Confirmation confirmation =
        companion.confirm(continuation(Vectors.bytes(VECTOR, "primaryEphemeralIdentity")));

    assertThat(confirmation.code().text()).isEqualTo(VECTOR.required("code").asString());
    assertThat(confirmation.nonce().tag()).isEqualTo("companion_nonce");
    assertContent(confirmation.nonce(), "companionNonce");
    Node request =
        confirmation.request(
            PublicKey.of(Vectors.bytes(VECTOR, "noiseKey")),
            PublicKey.of(Vectors.bytes(VECTOR, "identityKey")),
            Vectors.bytes(VECTOR, "advSecret"),
            new ScriptedRandomness(Vectors.bytes(VECTOR, "iv")));
    assertThat(request.tag()).isEqualTo("encrypted_pairing_request");
    assertContent(request, "encryptedPairingRequest");
  }

  private static void assertContent(Node node, String field) {
    assertThat(HexFormat.of().formatHex(node.bytes())).isEqualTo(VECTOR.required(field).asString());
  }

  @Test
  void aContinuationWithoutAUsableKeyIsRefused() {
    refuses(Code.MALFORMED, () -> companion.confirm(Node.of("notification").build()));
    refuses(Code.MALFORMED, () -> companion.confirm(continuation(new byte[] {-1})));
    refuses(Code.MALFORMED, () -> companion.confirm(continuation(identity(31, 32))));
    refuses(Code.MALFORMED, () -> companion.confirm(continuation(identity(32, 33))));
    refuses(Code.INVALID_KEY, () -> companion.confirm(continuation(identity(32, 32))));
  }

  private static byte[] identity(int keyBytes, int nonceBytes) {
    return PrimaryEphemeralIdentity.newBuilder()
        .setPublicKey(ByteString.copyFrom(new byte[keyBytes]))
        .setNonce(ByteString.copyFrom(new byte[nonceBytes]))
        .build()
        .toByteArray();
  }

  private static Node continuation(byte[] identity) {
    return Node.of("notification")
        .with("type", "crsc_continuation")
        .child(Node.of("primary_ephemeral_identity").bytes(identity).build())
        .build();
  }

  @Test
  void optionsAreInTheNotificationOrAskedFor() {
    Node asked = PasskeyCompanion.optionsRequest();
    assertThat(asked).isEqualTo(Node.of("passkey_request_options").build());
    Node given = asked.toBuilder().bytes(ASSERTION).build();
    assertThat(PasskeyCompanion.options(Node.of("notification").child(given).build()))
        .hasValueSatisfying(json -> assertThat(json).isEqualTo(ASSERTION));
    assertThat(PasskeyCompanion.options(Node.of("notification").child(asked).build())).isEmpty();
    assertThat(PasskeyCompanion.options(Node.of("notification").build())).isEmpty();
  }

  @Test
  void refIsAskedForAndMustBeThere() {
    Node asked = PasskeyCompanion.refRequest();
    assertThat(asked).isEqualTo(Node.of("ref").build());
    Node result = Node.of("iq").child(asked.toBuilder().text("2@x").build()).build();
    assertThat(PasskeyCompanion.ref(result)).isEqualTo("2@x");
    refuses(Code.MALFORMED, () -> PasskeyCompanion.ref(Node.of("iq").build()));
    refuses(Code.MALFORMED, () -> PasskeyCompanion.ref(Node.of("iq").child(asked).build()));
  }

  @Test
  void nothingShowsASecret() {
    PasskeyCompanion.Confirmation confirmation =
        companion.confirm(continuation(Vectors.bytes(VECTOR, "primaryEphemeralIdentity")));
    assertThat("" + companion + confirmation).isEqualTo("PasskeyCompanion[CHROME]Confirmation[…]");
  }

  private static void refuses(Code code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .asInstanceOf(type(PairingException.class))
        .returns(code, PairingException::code);
  }
}
