package io.trunkline.whatsapp.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.protocol.ScriptedRandomness;
import io.trunkline.whatsapp.protocol.crypto.AesCbc;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// libsignal's vector for Alice without a one-time prekey is not among them: its base key is not
/// clamped, which X25519 (RFC 7748) does and libsignal's multiplication of that time did not. Her
/// side is shown by the transcript.
class SignalVectorsTest {

  private static final HexFormat HEX = HexFormat.of();

  private final Randomness random = Randomness.from(new Random(3));

  @Test
  void aChainKeyGivesItsMessageKeysAndTheNextOne() {
    JsonNode vector = Vectors.of("signal_chain_key");
    ChainKey chain = new ChainKey(Vectors.bytes(vector, "seed"), 0);
    byte[] plaintext = new byte[20];
    byte[] derived = Hkdf.derive(chain.seed(), "WhisperMessageKeys", 80);

    assertThat(chain.next().key()).isEqualTo(Vectors.bytes(vector, "nextChainKey"));
    assertThat(chain.next().counter()).isEqualTo(1);
    assertThat(derived).startsWith(Vectors.bytes(vector, "messageKey"));
    assertThat(Arrays.copyOfRange(derived, 32, 64)).isEqualTo(Vectors.bytes(vector, "macKey"));
    // MessageKeys gives no key away: what it encrypts shows which one it has.
    assertThat(
            AesCbc.decrypt(
                Vectors.bytes(vector, "messageKey"),
                Arrays.copyOfRange(derived, 64, 80),
                MessageKeys.of(chain.seed()).encrypt(plaintext)))
        .isEqualTo(plaintext);
  }

  @Test
  void bobWithoutAOneTimePreKeyDerivesHisSendingChain() {
    JsonNode vector = Vectors.of("x3dh_no_onetime_bob");
    KeyPair signed = Vectors.pair(vector, "bobSignedPreKeyPrivate");
    KeyPair identity = Vectors.pair(vector, "bobIdentityPrivate");
    assertThat(signed.publicKey()).isEqualTo(Vectors.publicKey(vector, "bobSignedPreKeyPublic"));

    SessionState bob =
        X3dh.asBob(
            new OwnIdentity(identity, 1),
            new SignedPreKey(1, signed, new byte[64]),
            Optional.empty(),
            new WirePreKeyMessage(
                OptionalInt.empty(),
                1,
                Vectors.publicKey(vector, "aliceBasePublic"),
                Vectors.publicKey(vector, "aliceIdentityPublic"),
                2,
                new WireMessage(
                    Vectors.publicKey(vector, "aliceEphemeralPublic"),
                    0,
                    new byte[0],
                    new byte[0],
                    new byte[0])));

    assertThat(bob.sending().key()).isEqualTo(Vectors.bytes(vector, "senderChain"));
    assertThat(bob.ownRatchet()).isEqualTo(signed);
  }

  @Test
  void theTranscriptIsProducedAndReadByteForByte() {
    JsonNode vector = Vectors.of("signal_prekey_transcript");
    OwnIdentity alice =
        new OwnIdentity(
            Vectors.pair(vector, "aliceIdentityPrivate"),
            vector.required("aliceRegistrationId").asInt());
    OwnIdentity bob = new OwnIdentity(Vectors.pair(vector, "bobIdentityPrivate"), 9);
    KeyPair signedPair = Vectors.pair(vector, "bobSignedPreKeyPrivate");
    SignedPreKey signed =
        new SignedPreKey(
            vector.required("bobSignedPreKeyId").asInt(),
            signedPair,
            XEdDsa.sign(
                bob.identity().privateKey(),
                signedPair.publicKey().serialized(),
                random.bytes(64)));
    PreKey oneTime =
        new PreKey(
            vector.required("bobOneTimePreKeyId").asInt(),
            Vectors.pair(vector, "bobOneTimePreKeyPrivate"));

    SignalSession session =
        SignalSession.fromBundle(
            Optional.empty(),
            alice,
            new PreKeyBundle(
                9,
                0,
                bob.identity().publicKey(),
                signed.toPublic(),
                Optional.of(oneTime.toPublic())),
            new ScriptedRandomness(
                Vectors.bytes(vector, "aliceBasePrivate"),
                Vectors.bytes(vector, "aliceRatchetPrivate")));
    assertThat(session.current().root().key()).isEqualTo(Vectors.bytes(vector, "rootKey1"));
    assertThat(session.current().sending().key())
        .isEqualTo(Vectors.bytes(vector, "aliceSenderChainKey"));
    assertThat(session.current().receivers().getFirst().chain().key())
        .isEqualTo(Vectors.bytes(vector, "aliceReceiverChainKey"));

    Optional<SignalSession> bobs = Optional.empty();
    for (JsonNode message : vector.required("messages")) {
      byte[] padded = Vectors.bytes(message, "paddedPlaintext");
      byte[] expected = Vectors.bytes(message, "preKeySignalMessage");
      Encrypted encrypted = SignalCipher.encrypt(session, alice, padded);
      assertThat(HEX.formatHex(encrypted.bytes())).isEqualTo(HEX.formatHex(expected));
      assertThat(encrypted.type()).isEqualTo(CiphertextType.PKMSG);
      assertThat(encrypted.counter()).isEqualTo(message.required("counter").asInt());
      session = encrypted.session();

      Decrypted decrypted =
          SignalCipher.decryptPreKeyMessage(
              bobs, bob, new FixedPreKeys(signed, oneTime), expected, random);
      assertThat(decrypted.padded()).isEqualTo(padded);
      assertThat(decrypted.remoteIdentity()).isEqualTo(alice.identity().publicKey());
      assertThat(decrypted.session().remoteRegistrationId()).isEqualTo(4242);
      assertThat(decrypted.consumedPreKeyId())
          .isEqualTo(bobs.isEmpty() ? OptionalInt.of(77) : OptionalInt.empty());
      bobs = Optional.of(decrypted.session());
    }
  }

  private record FixedPreKeys(SignedPreKey signed, PreKey oneTime) implements PreKeys {

    @Override
    public Optional<PreKey> preKey(int id) {
      return Optional.of(oneTime).filter(key -> key.id() == id);
    }

    @Override
    public Optional<SignedPreKey> signedPreKey(int id) {
      return Optional.of(signed).filter(key -> key.id() == id);
    }
  }
}
