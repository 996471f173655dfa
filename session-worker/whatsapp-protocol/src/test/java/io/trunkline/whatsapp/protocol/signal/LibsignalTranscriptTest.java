package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.protocol.ScriptedRandomness;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Repeats what npm `libsignal` said and heard as Bob: with the same random scalars, every message
/// of ours is the same byte for byte, through turns of the ratchet, messages out of order, and
/// sessions that both sides begin at once.
class LibsignalTranscriptTest implements PreKeys {

  private final JsonNode transcript = Vectors.file("libsignal-transcript.json");
  private final OwnIdentity bob =
      new OwnIdentity(
          Vectors.pair(transcript, "bobIdentityPrivate"),
          transcript.required("bobRegistrationId").asInt());
  private final Map<Integer, PreKey> preKeys = new HashMap<>();
  private final Randomness randomness = scalars();
  private Optional<SignalSession> session = Optional.empty();

  @Test
  void bobSaysAndUnderstandsTheSameAsLibsignal() {
    for (JsonNode preKey : transcript.required("bobPreKeys")) {
      int id = preKey.required("id").asInt();
      preKeys.put(id, new PreKey(id, Vectors.pair(preKey, "private")));
    }
    int step = 0;
    for (JsonNode operation : transcript.required("operations")) {
      switch (operation.required("op").asString()) {
        case "encrypt" -> encrypt(operation, step);
        case "decrypt" -> decrypt(operation, step);
        case "bundle" -> begin(operation);
        default -> throw new IllegalStateException("Unknown operation at " + step);
      }
      step++;
    }
    assertThat(step).isGreaterThan(30);
    assertThat(preKeys).isEmpty();
  }

  @Test
  void libsignalsSignatureOfASignedPreKeyIsAccepted() {
    JsonNode signed = transcript.required("bobSignedPreKey");
    byte[] signature = Vectors.bytes(signed, "signature");
    byte[] key = Vectors.pair(signed, "private").publicKey().serialized();
    assertThat(XEdDsa.verify(bob.identity().publicKey(), key, signature)).isTrue();
    signature[0] ^= 1;
    assertThat(XEdDsa.verify(bob.identity().publicKey(), key, signature)).isFalse();
  }

  private void encrypt(JsonNode operation, int step) {
    Encrypted encrypted =
        SignalCipher.encrypt(session.orElseThrow(), bob, Vectors.bytes(operation, "plaintext"));
    assertThat(encrypted.type().attribute())
        .as("step %d", step)
        .isEqualTo(operation.required("type").asString());
    assertThat(HexFormat.of().formatHex(encrypted.bytes()))
        .as("step %d", step)
        .isEqualTo(operation.required("bytes").asString());
    session = Optional.of(encrypted.session());
  }

  private void decrypt(JsonNode operation, int step) {
    byte[] bytes = Vectors.bytes(operation, "bytes");
    Decrypted decrypted =
        operation.required("type").asString().equals("pkmsg")
            ? SignalCipher.decryptPreKeyMessage(session, bob, this, bytes, randomness)
            : SignalCipher.decryptMessage(session.orElseThrow(), bob, bytes, randomness);
    assertThat(decrypted.padded())
        .as("step %d", step)
        .isEqualTo(Vectors.bytes(operation, "plaintext"));
    assertThat(decrypted.session().remoteRegistrationId())
        .isEqualTo(transcript.required("aliceRegistrationId").asInt());
    decrypted.consumedPreKeyId().ifPresent(preKeys::remove);
    session = Optional.of(decrypted.session());
  }

  private void begin(JsonNode operation) {
    PublicKey identity = Vectors.publicKey(operation, "identity");
    assertThat(identity).isEqualTo(Vectors.publicKey(transcript, "aliceIdentity"));
    Optional<PreKeyPublic> preKey =
        operation.has("preKey")
            ? Optional.of(
                new PreKeyPublic(
                    operation.required("preKeyId").asInt(), Vectors.publicKey(operation, "preKey")))
            : Optional.empty();
    PreKeyBundle bundle =
        new PreKeyBundle(
            operation.required("registrationId").asInt(),
            0,
            identity,
            new SignedPreKeyPublic(
                operation.required("signedPreKeyId").asInt(),
                Vectors.publicKey(operation, "signedPreKey"),
                Vectors.bytes(operation, "signature")),
            preKey);
    session = Optional.of(SignalSession.fromBundle(session, bob, bundle, randomness));
  }

  private ScriptedRandomness scalars() {
    return new ScriptedRandomness(
        transcript
            .required("randomScalars")
            .valueStream()
            .map(scalar -> HexFormat.of().parseHex(scalar.asString()))
            .toArray(byte[][]::new));
  }

  @Override
  public Optional<PreKey> preKey(int id) {
    return Optional.ofNullable(preKeys.get(id));
  }

  @Override
  public Optional<SignedPreKey> signedPreKey(int id) {
    JsonNode signed = transcript.required("bobSignedPreKey");
    return id == signed.required("id").asInt()
        ? Optional.of(
            new SignedPreKey(
                id, Vectors.pair(signed, "private"), Vectors.bytes(signed, "signature")))
        : Optional.empty();
  }
}
