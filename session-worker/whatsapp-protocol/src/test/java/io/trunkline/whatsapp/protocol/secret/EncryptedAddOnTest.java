package io.trunkline.whatsapp.protocol.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ReactionMessage;
import io.trunkline.whatsapp.proto.e2e.SecretEncryptedMessage.SecretEncType;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.secret.SecretException.Code;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EncryptedAddOnTest {
  private static final Jid ALICE_PN = Jid.parse("5511@s.whatsapp.net");
  private static final Jid ALICE = Jid.parse("111@lid");
  private static final Jid BOB_PN = Jid.parse("5522@s.whatsapp.net");
  private static final Jid BOB = Jid.parse("222@lid");
  private static final Jid GROUP = Jid.parse("9@g.us");
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
  private static final MessageSecret SECRET = MessageSecret.of(new byte[32]);
  private static final Message TEXT = Message.newBuilder().setConversation("hi").build();
  private static final MessageKey TARGET =
      MessageKey.newBuilder()
          .setRemoteJID(GROUP.toString())
          .setParticipant(ALICE.toString())
          .setID("3EB0AABB")
          .build();

  private static final List<AddOn> ALL =
      List.of(
          AddOn.PollVote.of(List.of("yes", "no"), NOW),
          new AddOn.PollVote(List.of(), NOW),
          new AddOn.Reaction(
              ReactionMessage.newBuilder().setText("👍").setSenderTimestampMS(7).build()),
          new AddOn.Comment(TEXT),
          new AddOn.EventResponse(
              EventResponseMessage.newBuilder()
                  .setResponse(EventResponseMessage.EventResponseType.GOING)
                  .build()),
          new AddOn.Edit(SecretUseCase.EVENT_EDIT, TEXT),
          new AddOn.Edit(SecretUseCase.MESSAGE_EDIT, TEXT),
          new AddOn.Edit(SecretUseCase.POLL_EDIT, TEXT),
          new AddOn.Edit(SecretUseCase.POLL_ADD_OPTION, TEXT));

  private final Randomness random = Randomness.from(new Random(1));

  @Test
  void aVoteIsTheVectors() {
    JsonNode vectors = Vectors.of("message_secret");
    Jid original = Jid.parse(vectors.required("originalSender").asString());
    Jid voter = Jid.parse(vectors.required("modificationSender").asString());
    EncryptedAddOn vote =
        EncryptedAddOn.seal(
            AddOn.PollVote.of(List.of("yes"), NOW),
            MessageKey.newBuilder().setID(vectors.required("messageId").asString()).build(),
            MessageSecret.of(Vectors.bytes(vectors, "secret")),
            original,
            voter,
            _ -> Vectors.bytes(vectors, "iv"));

    assertThat(HexFormat.of().formatHex(vote.payload().toByteArray()))
        .isEqualTo(vectors.required("pollVote").required("ciphertext").asString());
  }

  @Test
  void everyKindTravelsInItsContainer() {
    for (AddOn addOn : ALL) {
      EncryptedAddOn sealed = seal(addOn);
      Message received = PlainMessages.parse(sealed.toMessage().toByteArray());
      EncryptedAddOn found = EncryptedAddOn.find(received).orElseThrow();

      assertThat(found).isEqualTo(sealed);
      assertThat(found.target()).isEqualTo(TARGET);
      assertThat(found.open(SECRET, List.of(ALICE), List.of(BOB))).isEqualTo(addOn);
    }
  }

  @Test
  void containersAreThoseOfTheUseCases() {
    assertThat(seal(ALL.get(0)).toMessage().getPollUpdateMessage().getSenderTimestampMS())
        .isEqualTo(NOW.toEpochMilli());
    assertThat(seal(ALL.get(2)).toMessage().hasEncReactionMessage()).isTrue();
    assertThat(seal(ALL.get(3)).toMessage().hasEncCommentMessage()).isTrue();
    assertThat(seal(ALL.get(4)).toMessage().hasEncEventResponseMessage()).isTrue();
    assertThat(ALL.subList(5, 9))
        .extracting(edit -> seal(edit).toMessage().getSecretEncryptedMessage().getSecretEncType())
        .containsExactly(
            SecretEncType.EVENT_EDIT,
            SecretEncType.MESSAGE_EDIT,
            SecretEncType.POLL_EDIT,
            SecretEncType.POLL_ADD_OPTION);
  }

  @Test
  void otherMessagesAreNoAddOns() {
    assertThat(EncryptedAddOn.find(TEXT)).isEmpty();
    Message.Builder scheduled = Message.newBuilder();
    scheduled.getSecretEncryptedMessageBuilder().setSecretEncType(SecretEncType.MESSAGE_SCHEDULE);
    assertThat(EncryptedAddOn.find(scheduled.build())).isEmpty();
  }

  @Test
  void sendersAreTriedInBothForms() {
    AddOn vote = ALL.get(0);
    EncryptedAddOn byPhoneNumber =
        EncryptedAddOn.seal(vote, TARGET, SECRET, ALICE_PN, BOB_PN, random);

    assertThat(
            byPhoneNumber.open(
                SECRET, List.of(ALICE, ALICE_PN), List.of(BOB.withDevice(2), BOB_PN)))
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
              EncryptedAddOn sealed = seal(ALL.get(kind));
              EncryptedAddOn changed = change(sealed, new Random(seed));
              try {
                changed.open(SECRET, List.of(ALICE), List.of(BOB));
                return false;
              } catch (SecretException refused) {
                return true;
              }
            });
  }

  private static EncryptedAddOn change(EncryptedAddOn sealed, Random random) {
    byte[] payload = sealed.payload().toByteArray();
    byte[] iv = sealed.iv().toByteArray();
    int bit = random.nextInt(8 * (payload.length + iv.length));
    if (bit < 8 * payload.length) {
      payload[bit / 8] ^= (byte) (1 << bit % 8);
    } else {
      iv[bit / 8 - payload.length] ^= (byte) (1 << bit % 8);
    }
    return new EncryptedAddOn(
        sealed.useCase(),
        sealed.target(),
        ByteString.copyFrom(payload),
        ByteString.copyFrom(iv),
        sealed.sentAt());
  }

  @Test
  void aVoteIsBoundToItsVoter() {
    EncryptedAddOn vote = seal(ALL.get(0));

    assertRefused(Code.BAD_TAG, vote, List.of(ALICE), List.of(Jid.parse("333@lid")));
  }

  @Test
  void authenticNonsenseIsRefused() {
    byte[] iv = random.bytes(12);
    for (SecretUseCase useCase : SecretUseCase.values()) {
      if (useCase == SecretUseCase.BOT_MESSAGE) {
        continue;
      }
      byte[] payload =
          SECRET.seal(
              useCase, new SecretContext(TARGET.getID(), ALICE, BOB), iv, new byte[] {0x0a, 0x7f});
      EncryptedAddOn nonsense =
          new EncryptedAddOn(
              useCase,
              TARGET,
              ByteString.copyFrom(payload),
              ByteString.copyFrom(iv),
              Optional.empty());
      assertRefused(Code.MALFORMED, nonsense, List.of(ALICE), List.of(BOB));
    }
  }

  @Test
  void containersWithNothingInsideAreRefused() {
    Message.Builder empty = Message.newBuilder();
    empty.getEncReactionMessageBuilder();

    assertRefused(
        Code.MALFORMED,
        EncryptedAddOn.find(empty.build()).orElseThrow(),
        List.of(ALICE),
        List.of(BOB));
  }

  @Test
  void reactionsGoWithoutTheirKey() {
    AddOn.Reaction reaction =
        new AddOn.Reaction(ReactionMessage.newBuilder().setKey(TARGET).setText("x").build());

    assertThat(reaction.reaction().hasKey()).isFalse();
  }

  @Test
  void onlyEditsAreEdits() {
    assertThatThrownBy(() -> new AddOn.Edit(SecretUseCase.POLL_VOTE, TEXT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyNamesTheOriginalSender() {
    MessageKey.Builder key = MessageKey.newBuilder().setID("1");
    key.setFromMe(true);
    assertThat(SecretContext.originalSender(key.build(), GROUP, BOB.withDevice(2))).contains(BOB);
    key.setFromMe(false).setRemoteJID("111:4@lid").setParticipant("222:1@lid");
    assertThat(SecretContext.originalSender(key.build(), ALICE, BOB)).contains(ALICE);
    assertThat(SecretContext.originalSender(key.build(), ALICE_PN, BOB)).contains(ALICE);
    assertThat(SecretContext.originalSender(key.build(), GROUP, ALICE)).contains(BOB);
    for (String nobody : new String[] {"", "x", "9@g.us", "s.whatsapp.net"}) {
      key.setParticipant(nobody);
      assertThat(SecretContext.originalSender(key.build(), GROUP, BOB)).as(nobody).isEmpty();
    }
  }

  @Test
  void contentDoesNotShowInLogs() {
    for (AddOn addOn : ALL) {
      assertThat(addOn.toString())
          .doesNotContain("hi")
          .doesNotContain("👍")
          .doesNotContain("GOING");
    }
    assertThat(seal(ALL.get(0)).toString()).isEqualTo("EncryptedAddOn[POLL_VOTE, 84 bytes]");
  }

  private EncryptedAddOn seal(AddOn addOn) {
    return EncryptedAddOn.seal(addOn, TARGET, SECRET, ALICE, BOB, random);
  }

  private static void assertRefused(
      Code code, EncryptedAddOn addOn, List<Jid> originals, List<Jid> senders) {
    assertThatThrownBy(() -> addOn.open(SECRET, originals, senders))
        .asInstanceOf(type(SecretException.class))
        .returns(code, SecretException::code);
  }
}
