package io.trunkline.whatsapp.protocol.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.time.Instant;
import java.util.Random;

class HandshakeFuzzTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Randomness random = Randomness.from(new Random(7));
  private final KeyPair server = Curve25519.generate(random);
  private final KeyPair client = Curve25519.generate(random);
  private final CertificateAuthority authority =
      new CertificateAuthority(Curve25519.generate(random), Curve25519.generate(random), random);

  /// Hellos of the server, certificate chains, and hellos and finishes of a client.
  @FuzzTest(maxDuration = "5s")
  void anyMessageIsRefusedWithACode(FuzzedDataProvider data) {
    int which = data.consumeInt(0, 3);
    byte[] bytes = data.consumeRemainingAsBytes();
    try {
      switch (which) {
        case 0 -> {
          var initiator = new NoiseInitiator(client, client, authority.root(), NOW);
          initiator.clientHello();
          initiator.clientFinish(bytes, new byte[] {1});
        }
        case 1 -> CertificateChain.verify(bytes, authority.root(), server.publicKey(), NOW);
        case 2 -> new NoiseResponder(server, client, new byte[] {1}).serverHello(bytes);
        default -> {
          var responder = new NoiseResponder(server, client, new byte[] {1});
          var initiator = new NoiseInitiator(client, client, authority.root(), NOW);
          responder.serverHello(initiator.clientHello());
          responder.clientPayload(bytes);
        }
      }
    } catch (HandshakeException refused) {
      assertThat(refused.code()).isNotNull();
    }
  }
}
