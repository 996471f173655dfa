package io.trunkline.whatsapp.protocol.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.frame.Frames;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NoiseVectorsTest {
  private static final JsonNode XX = Vectors.of("noise_xx");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] NO_NONCE = new byte[12];

  private final NoiseInitiator client =
      new NoiseInitiator(
          Vectors.keys("clientStatic"),
          Vectors.keys("clientEph"),
          RootOfTrust.of(XX.required("rootPublicKeyOfThisVector").asString(), 0),
          NOW);
  private final NoiseResponder server =
      new NoiseResponder(
          Vectors.keys("serverStatic"), Vectors.keys("serverEph"), Vectors.bytes(XX, "certChain"));

  @Test
  void clientSendsTheVectorsBytes() {
    byte[] first = concat(Frames.intro(), Frames.encode(client.clientHello()));
    assertThat(first).isEqualTo(Vectors.bytes(XX, "wire_client_1_with_intro"));

    byte[] last = client.clientFinish(payload("wire_server_1", 3), bytes("clientPayload"));
    assertThat(Frames.encode(last)).isEqualTo(bytes("wire_client_2"));

    assertThat(client.transport().seal(bytes("transport_plain_0")))
        .isEqualTo(bytes("transport_client_cipher_0"));
  }

  @Test
  void serverSendsTheVectorsBytes() {
    byte[] hello = server.serverHello(payload("wire_client_1_with_intro", 7));
    assertThat(Frames.encode(hello)).isEqualTo(bytes("wire_server_1"));

    assertThat(server.clientPayload(payload("wire_client_2", 3))).isEqualTo(bytes("clientPayload"));
    assertThat(server.clientStatic()).isEqualTo(Vectors.keys("clientStatic").publicKey());

    assertThat(server.transport().open(ByteBuffer.wrap(bytes("transport_client_cipher_0"))))
        .isEqualTo(bytes("transport_plain_0"));
    assertThat(server.transport().seal(new byte[] {1, 2, 3}))
        .isEqualTo(
            AesGcm.of(bytes("serverToClientKey"))
                .seal(NO_NONCE, new byte[0], new byte[] {1, 2, 3}));
  }

  @Test
  void frameHasItsLengthBeforeTheCiphertext() {
    client.clientHello();
    client.clientFinish(payload("wire_server_1", 3), bytes("clientPayload"));

    assertThat(client.transport().sealFrame(bytes("transport_plain_0")))
        .isEqualTo(bytes("transport_client_wire_0"));
  }

  @Test
  void resumingClientIsTurnedBackToAWholeHandshake() {
    JsonNode fallback = Vectors.of("noise_xxfallback");

    assertThat(server.serverHello(Vectors.bytes(Vectors.of("noise_ik"), "clientHello")))
        .isEqualTo(Vectors.bytes(fallback, "serverHello"));
    assertThat(server.clientPayload(Vectors.bytes(fallback, "clientFinish")))
        .isEqualTo(bytes("clientPayload"));
    assertThat(server.transport().seal(new byte[0]))
        .isEqualTo(
            AesGcm.of(Vectors.bytes(fallback, "serverToClientKey"))
                .seal(NO_NONCE, new byte[0], new byte[0]));
  }

  /// The published vector follows the Noise specification, where the first message has a payload,
  /// here an empty one; WhatsApp leaves it out. All other steps are those of the two roles.
  @Test
  void stateAgreesWithThePublishedVector() {
    JsonNode vector = Vectors.of("noise_xx_published");
    KeyPair initiatorStatic = pair(vector, "initiatorStatic");
    KeyPair initiatorEphemeral = pair(vector, "initiatorEphemeral");
    KeyPair responderStatic = pair(vector, "responderStatic");
    KeyPair responderEphemeral = pair(vector, "responderEphemeral");
    byte[] none = {};

    var responder = new NoiseState(NoiseState.XX, none);
    responder.mixHash(initiatorEphemeral.publicKey());
    responder.mixHash(none);
    assertThat(initiatorEphemeral.publicKey().bytes()).isEqualTo(Vectors.bytes(vector, "message1"));
    responder.mixHash(responderEphemeral.publicKey());
    responder.mixAgreement(responderEphemeral.privateKey(), initiatorEphemeral.publicKey());
    byte[] encryptedStatic = responder.encrypt(responderStatic.publicKey().bytes());
    responder.mixAgreement(responderStatic.privateKey(), initiatorEphemeral.publicKey());
    byte[] message2 =
        concat(responderEphemeral.publicKey().bytes(), encryptedStatic, responder.encrypt(none));
    assertThat(message2).isEqualTo(Vectors.bytes(vector, "message2"));

    var initiator = new NoiseState(NoiseState.XX, none);
    initiator.mixHash(initiatorEphemeral.publicKey());
    initiator.mixHash(none);
    initiator.mixHash(responderEphemeral.publicKey());
    initiator.mixAgreement(initiatorEphemeral.privateKey(), responderEphemeral.publicKey());
    assertThat(initiator.decrypt(Arrays.copyOfRange(message2, 32, 80)))
        .isEqualTo(responderStatic.publicKey().bytes());
    initiator.mixAgreement(initiatorEphemeral.privateKey(), responderStatic.publicKey());
    assertThat(initiator.decrypt(Arrays.copyOfRange(message2, 80, 96))).isEmpty();
    byte[] initiatorEncrypted = initiator.encrypt(initiatorStatic.publicKey().bytes());
    initiator.mixAgreement(initiatorStatic.privateKey(), responderEphemeral.publicKey());
    byte[] message3 = concat(initiatorEncrypted, initiator.encrypt(none));
    assertThat(message3).isEqualTo(Vectors.bytes(vector, "message3"));

    responder.decrypt(initiatorEncrypted);
    responder.mixAgreement(responderEphemeral.privateKey(), initiatorStatic.publicKey());
    responder.decrypt(Arrays.copyOfRange(message3, 48, 64));
    assertThat(responder.split().server().seal(Vectors.bytes(vector, "responderPlain")))
        .isEqualTo(Vectors.bytes(vector, "responderCipher"));
    assertThat(initiator.split().client().seal(Vectors.bytes(vector, "initiatorPlain")))
        .isEqualTo(Vectors.bytes(vector, "initiatorCipher"));
  }

  private static KeyPair pair(JsonNode vector, String field) {
    return KeyPair.of(PrivateKey.of(Vectors.bytes(vector, field)));
  }

  private static byte[] bytes(String field) {
    return Vectors.bytes(XX, field);
  }

  private static byte[] payload(String field, int headerBytes) {
    byte[] wire = bytes(field);
    return Arrays.copyOfRange(wire, headerBytes, wire.length);
  }

  private static byte[] concat(byte[]... parts) {
    var hex = new StringBuilder();
    for (byte[] part : parts) {
      hex.append(HexFormat.of().formatHex(part));
    }
    return HexFormat.of().parseHex(hex);
  }
}
