package io.trunkline.whatsapp.protocol.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage.EventResponseType;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import io.trunkline.whatsapp.protocol.message.content.Addition.Encrypted;
import io.trunkline.whatsapp.protocol.message.content.Addition.Purpose;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.MessageKey;
import io.trunkline.whatsapp.protocol.secret.SecretException.Code;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SecretAdditionsTest {
  private static final Jid ALICE_PN = Jid.parse("5511@s.whatsapp.net");
  private static final Jid ALICE = Jid.parse("111@lid");
  private static final Jid BOB_PN = Jid.parse("5522@s.whatsapp.net");
  private static final Jid BOB = Jid.parse("222@lid");
  private static final Jid GROUP = Jid.parse("9@g.us");
  private static final Optional<Instant> NOW =
      Optional.of(Instant.ofEpochMilli(1_700_000_000_123L));
  private static final byte[] BYTES = new byte[32];
  private static final MessageSecret SECRET = MessageSecret.of(BYTES);
  private static final MessageKey TARGET = MessageKey.of(GROUP, "3EB0AABB", ALICE);

  private static final List<Addition> ALL =
      List.of(
          Addition.PollVote.of(TARGET, List.of("yes", "no"), NOW),
          new Addition.PollVote(TARGET, List.of(), NOW),
          new Addition.Reaction(TARGET, "👍", NOW),
          new Addition.Comment(TARGET, Content.Text.of("hi")),
          new Addition.EventResponse(TARGET, EventResponseType.GOING, 1, NOW));

  private final Randomness random = Randomness.from(new Random(1));

  @Test
  void aVoteIsTheVectors() {
    JsonNode vectors = Vectors.of("message_secret");
    Jid original = Jid.parse(vectors.required("originalSender").asString());
    Jid voter = Jid.parse(vectors.required("modificationSender").asString());
    MessageKey poll = MessageKey.of(GROUP, vectors.required("messageId").asString(), original);
    Encrypted vote =
        SecretAdditions.seal(
            Addition.PollVote.of(poll, List.of("yes"), NOW),
            MessageContext.NONE,
            MessageSecret.of(Vectors.bytes(vectors, "secret")),
            original,
            voter,
            Vectors.bytes(vectors, "iv"));

    assertThat(HexFormat.of().formatHex(vote.payload().toByteArray()))
        .isEqualTo(vectors.required("pollVote").required("ciphertext").asString());
    assertThat(vote.at()).isEqualTo(NOW);
  }

  @Test
  void everyKindReadsBackFromItsContainer() {
    for (Addition addition : ALL) {
      Encrypted sealed = seal(addition);
      var written = Contents.write(sealed, MessageContext.NONE, BYTES);
      var received =
          Contents.read(PlainMessages.unwrap(PlainMessages.parse(written.toByteArray())));

      assertThat(received.orElseThrow().content()).isEqualTo(sealed);
      assertThat(SecretAdditions.open(sealed, SECRET, List.of(ALICE), List.of(BOB)).content())
          .isEqualTo(addition);
    }
  }

  @Test
  void editsAreRead() {
    byte[] plaintext =
        Contents.write(Content.Text.of("hi"), MessageContext.NONE, BYTES).toByteArray();
    for (Purpose purpose :
        List.of(
            Purpose.EVENT_EDIT, Purpose.MESSAGE_EDIT, Purpose.POLL_EDIT, Purpose.POLL_ADD_OPTION)) {
      assertThat(
              SecretAdditions.open(
                      encrypted(purpose, plaintext), SECRET, List.of(ALICE), List.of(BOB))
                  .content())
          .isEqualTo(new Addition.Edit(TARGET, Content.Text.of("hi"), Optional.empty()));
    }
  }

  @Test
  void sendersAreTriedInBothForms() {
    Addition vote = ALL.get(0);
    Encrypted byPhoneNumber =
        SecretAdditions.seal(vote, MessageContext.NONE, SECRET, ALICE_PN, BOB_PN, random.bytes(12));

    assertThat(
            SecretAdditions.open(
                    byPhoneNumber,
                    SECRET,
                    List.of(ALICE, ALICE_PN),
                    List.of(BOB.withDevice(2), BOB_PN))
                .content())
        .isEqualTo(vote);
    assertRefused(Code.BAD_TAG, byPhoneNumber, List.of(ALICE), List.of(BOB, BOB_PN));
    assertRefused(Code.BAD_TAG, byPhoneNumber, List.of(ALICE_PN), List.of(BOB));
    assertRefused(Code.BAD_TAG, byPhoneNumber, List.of(), List.of(BOB_PN));
  }

  @Test
  void anyChangeIsRefused() {
    qt().withExamples(2_000)
        .forAll(integers().between(0, ALL.size() - 1), longs().all())
        .check(
            (kind, seed) -> {
              Encrypted changed = change(seal(ALL.get(kind)), new Random(seed));
              try {
                SecretAdditions.open(changed, SECRET, List.of(ALICE), List.of(BOB));
                return false;
              } catch (SecretException refused) {
                return true;
              }
            });
  }

  private static Encrypted change(Encrypted sealed, Random random) {
    byte[] payload = sealed.payload().toByteArray();
    byte[] iv = sealed.iv().toByteArray();
    int bit = random.nextInt(8 * (payload.length + iv.length));
    if (bit < 8 * payload.length) {
      payload[bit / 8] ^= (byte) (1 << bit % 8);
    } else {
      iv[bit / 8 - payload.length] ^= (byte) (1 << bit % 8);
    }
    return new Encrypted(
        sealed.purpose(),
        sealed.target(),
        ByteString.copyFrom(payload),
        ByteString.copyFrom(iv),
        sealed.at());
  }

  @Test
  void aVoteIsBoundToItsVoter() {
    assertRefused(Code.BAD_TAG, seal(ALL.get(0)), List.of(ALICE), List.of(Jid.parse("333@lid")));
  }

  @Test
  void authenticNonsenseIsRefused() {
    for (Purpose purpose : Purpose.values()) {
      assertRefused(
          Code.MALFORMED,
          encrypted(purpose, new byte[] {0x0a, 0x7f}),
          List.of(ALICE),
          List.of(BOB));
    }
  }

  @Test
  void whatTravelsInTheClearIsNotEncrypted() {
    assertThatThrownBy(() -> seal(new Addition.Revoke(TARGET)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ivsAreFixedByTheMessageAlone() {
    MessageSecret other = MessageSecret.of(random.bytes(32));

    assertThat(SECRET.iv("1")).hasSize(12).isEqualTo(MessageSecret.of(BYTES).iv("1"));
    assertThat(SECRET.iv("1")).isNotEqualTo(SECRET.iv("2")).isNotEqualTo(other.iv("1"));
  }

  private Encrypted seal(Addition addition) {
    return SecretAdditions.seal(
        addition, MessageContext.NONE, SECRET, ALICE, BOB, random.bytes(12));
  }

  private Encrypted encrypted(Purpose purpose, byte[] plaintext) {
    byte[] iv = random.bytes(12);
    byte[] payload =
        SECRET.seal(
            SecretUseCase.of(purpose), new SecretContext(TARGET.id(), ALICE, BOB), iv, plaintext);
    return new Encrypted(
        purpose, TARGET, ByteString.copyFrom(payload), ByteString.copyFrom(iv), Optional.empty());
  }

  private static void assertRefused(
      Code code, Encrypted encrypted, List<Jid> originals, List<Jid> senders) {
    assertThatThrownBy(() -> SecretAdditions.open(encrypted, SECRET, originals, senders))
        .asInstanceOf(type(SecretException.class))
        .returns(code, SecretException::code);
  }
}
