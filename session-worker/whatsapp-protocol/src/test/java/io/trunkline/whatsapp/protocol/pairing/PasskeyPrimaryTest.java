package io.trunkline.whatsapp.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.trunkline.whatsapp.proto.companion.DeviceProps.PlatformType;
import io.trunkline.whatsapp.protocol.ScriptedRandomness;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.pairing.PairingException.Code;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PasskeyPrimaryTest {
  private static final JsonNode VECTOR = Vectors.of("passkey");
  private static final String REF = VECTOR.required("ref").asString();
  private static final byte[] HANDOFF_KEY = Vectors.bytes(VECTOR, "handoffKey");
  private static final byte[] NOTHING = {};

  private final Randomness randomness = Randomness.from(new Random(7));
  private final PasskeyCompanion companion =
      PasskeyCompanion.begin(
          REF,
          PlatformType.CHROME,
          new ScriptedRandomness(
              Vectors.bytes(VECTOR, "companionEphemeralPrivate"),
              Vectors.bytes(VECTOR, "companionNonce")));
  private final Node prologue =
      companion.prologue(new byte[] {1}, new byte[] {'{', '}'}, Optional.of(HANDOFF_KEY));

  private PasskeyPrimary primary() {
    return PasskeyPrimary.answer(prologue, REF, Optional.of(HANDOFF_KEY), randomness);
  }

  private static Node leaf(String tag, byte[] bytes) {
    return Node.of(tag).bytes(bytes).build();
  }

  @Test
  void takesTheNonceAndThePrologueOfTheVector() {
    Node known =
        Node.of("passkey_prologue")
            .child(leaf("prologue_payload", Vectors.bytes(VECTOR, "prologuePayload")))
            .child(leaf("pairing_handoff_proof", Vectors.bytes(VECTOR, "handoffProof")))
            .build();
    var primary = PasskeyPrimary.answer(known, REF, Optional.of(HANDOFF_KEY), randomness);
    var code = primary.code(leaf("companion_nonce", Vectors.bytes(VECTOR, "companionNonce")));
    assertThat(code.shown()).matches("[1-9A-Z]{4}-[1-9A-Z]{4}");
  }

  @Test
  void bothSidesShowOneCodeAndTheRequestIsReadAgain() {
    var primary = primary();
    var confirmation =
        companion.confirm(Node.of("notification").child(primary.continuation()).build());
    assertThat(primary.code(confirmation.nonce())).isEqualTo(confirmation.code());

    PublicKey noise = Curve25519.generate(randomness).publicKey();
    PublicKey identity = Curve25519.generate(randomness).publicKey();
    byte[] secret = randomness.bytes(32);
    var linked = primary.open(confirmation.request(noise, identity, secret, randomness));
    assertThat(linked.noiseKey()).isEqualTo(noise);
    assertThat(linked.identityKey()).isEqualTo(identity);
    assertThat(linked.advSecret()).isEqualTo(secret);
  }

  @Test
  void aDeviceThatWasNotScannedIsRefused() {
    refuses(
        Code.NOT_PROVED,
        () -> PasskeyPrimary.answer(prologue, REF, Optional.of(new byte[32]), randomness));
    Node without = companion.prologue(NOTHING, NOTHING, Optional.empty());
    refuses(
        Code.MALFORMED,
        () -> PasskeyPrimary.answer(without, REF, Optional.of(HANDOFF_KEY), randomness));
  }

  @Test
  void anotherAttemptIsRefused() {
    refuses(
        Code.WRONG_REF,
        () -> PasskeyPrimary.answer(prologue, "2@other", Optional.empty(), randomness));
  }

  @Test
  void aNonceThatWasChosenAfterwardsIsRefused() {
    refuses(Code.NOT_PROVED, () -> primary().code(leaf("companion_nonce", new byte[32])));
  }

  @Test
  void whatIsMalformedIsRefused() {
    Node garbled =
        Node.of("passkey_prologue").child(leaf("prologue_payload", new byte[] {-1})).build();
    refuses(
        Code.MALFORMED, () -> PasskeyPrimary.answer(garbled, REF, Optional.empty(), randomness));
    refuses(Code.MALFORMED, () -> primary().open(leaf("encrypted_pairing_request", NOTHING)));
    refuses(
        Code.MALFORMED, () -> primary().open(leaf("encrypted_pairing_request", new byte[] {-1})));
  }

  @Test
  void aRequestOfAnotherAttemptIsRefused() {
    var other = primary();
    var confirmation =
        companion.confirm(Node.of("notification").child(other.continuation()).build());
    PublicKey key = Curve25519.generate(randomness).publicKey();
    Node request = confirmation.request(key, key, new byte[32], randomness);
    refuses(Code.NOT_PROVED, () -> primary().open(request));
  }

  @Test
  void nothingShowsASecret() {
    assertThat(primary()).hasToString("PasskeyPrimary[…]");
  }

  private static void refuses(Code code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .asInstanceOf(type(PairingException.class))
        .returns(code, PairingException::code);
  }
}
