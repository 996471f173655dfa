package io.trunkline.whatsapp.protocol.message.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage.EventResponseType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.PollType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.MessageException.Code;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Addition.Purpose;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Disappearing;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Forwarding;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Mentions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ContentsTest {
  private static final Jid BOB = Jid.parse("2@lid");
  private static final Jid EVE = Jid.parse("3:7@lid");
  private static final Jid GROUP = Jid.parse("9@g.us");
  private static final byte[] SECRET = secret();

  /// Field 35, 34 bytes, of which field 3, 32 bytes.
  private static final String SECRET_HEX = "9a0222" + "1a20" + "5a".repeat(32);

  private static final Optional<Instant> AT = Optional.of(Instant.ofEpochMilli(1));

  private static byte[] secret() {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 0x5a);
    return secret;
  }

  @Test
  void plainTextIsAConversation() {
    assertBytes(Content.Text.of("hi"), MessageContext.NONE, "0a026869" + SECRET_HEX);
  }

  @Test
  void contextMakesItAnExtendedText() {
    MessageContext context =
        MessageContext.NONE
            .withMentions(Mentions.of(List.of(EVE)))
            .withQuote(Quote.of("AB", BOB.withDevice(4), Content.Text.of("yo")))
            .withDisappearing(Disappearing.after(Duration.ofDays(1), Optional.empty()));

    assertBytes(
        Content.Text.of("hi"),
        context,
        "3224" // extendedTextMessage 6
            + "0a026869" // text 1
            + "8a011d" // contextInfo 17
            + "0a024142" // stanzaId 1
            + "120532406c6964" // participant 2
            + "1a04" // quotedMessage 3
            + "0a02796f" // conversation 1
            + "7a0533406c6964" // mentionedJid 15
            + "c80180a305" // expiration 25 = 86400
            + SECRET_HEX);
  }

  @Test
  void reactionIsTakenBackByAnEmptyTextAndHasNoSecret() {
    assertBytes(
        new Addition.Reaction(MessageKey.of(GROUP, "AB", BOB), "", AT),
        MessageContext.NONE,
        "f2021b" // reactionMessage 46
            + "0a15" // key 1
            + "0a063940672e7573" // remoteJid 1
            + "1000" // fromMe 2
            + "1a024142" // id 3
            + "220532406c6964" // participant 4
            + "1200" // text 2
            + "2001"); // senderTimestampMs 4
  }

  @Test
  void singleChoiceIsPollVersion3() {
    assertBytes(
        Content.Poll.of("q", List.of("a", "b"), 1),
        MessageContext.NONE,
        SECRET_HEX
            + "82040f" // pollCreationMessageV3 64
            + "120171" // name 2
            + "1a030a0161" // options 3
            + "1a030a0162"
            + "2001"); // selectableOptionsCount 4
  }

  @Test
  void editIsWrapped() {
    assertBytes(
        new Addition.Edit(MessageKey.own(BOB, "AB"), Content.Text.of("hi"), AT),
        MessageContext.NONE,
        SECRET_HEX
            + "d2031d" // editedMessage 58
            + "0a1b" // message 1
            + "6219" // protocolMessage 12
            + "0a0d" // key 1
            + "0a0532406c6964" // remoteJid 1
            + "1001" // fromMe 2
            + "1a024142" // id 3
            + "100e" // type 2 = MESSAGE_EDIT
            + "7204" // editedMessage 14
            + "0a026869" // conversation 1
            + "7801"); // timestampMs 15
  }

  @Test
  void viewOnceIsWrappedAndMarked() {
    assertBytes(
        image(""),
        MessageContext.NONE.withViewOnce(),
        SECRET_HEX
            + "aa0207" // viewOnceMessage 37
            + "0a05" // message 1
            + "1a03" // imageMessage 3
            + "c80101"); // viewOnce 25
  }

  private static void assertBytes(Content content, MessageContext context, String hex) {
    Message message = Contents.write(content, context, SECRET);

    assertThat(HexFormat.of().formatHex(message.toByteArray())).isEqualTo(hex);
    ReadMessage read = read(message);
    assertThat(read.content()).isEqualTo(content);
    assertThat(read.context()).isEqualTo(context);
  }

  @Test
  void pollVersionFollowsFromThePoll() {
    assertThat(kind(poll(0, PollType.POLL, Optional.empty(), false)))
        .isEqualTo("pollCreationMessage");
    assertThat(kind(poll(2, PollType.POLL, Optional.empty(), false)))
        .isEqualTo("pollCreationMessage");
    assertThat(kind(poll(1, PollType.POLL, Optional.empty(), false)))
        .isEqualTo("pollCreationMessageV3");
    assertThat(kind(poll(1, PollType.POLL, Optional.empty(), true)))
        .isEqualTo("pollCreationMessageV2");
    assertThat(kind(poll(1, PollType.QUIZ, Optional.empty(), false)))
        .isEqualTo("pollCreationMessageV5");
    assertThat(kind(poll(1, PollType.POLL, AT, false))).isEqualTo("pollCreationMessageV6");
  }

  private static Content.Poll poll(
      int selectable, PollType type, Optional<Instant> endsAt, boolean isForAnnouncements) {
    return new Content.Poll(
        "q",
        List.of("a", "b"),
        selectable,
        type,
        Optional.empty(),
        endsAt,
        false,
        false,
        isForAnnouncements);
  }

  private static String kind(Content content) {
    return PlainMessages.kind(Contents.write(content, MessageContext.NONE, SECRET)).orElseThrow();
  }

  @Test
  void pollOfAnyVersionIsRead() {
    Consumer<io.trunkline.whatsapp.proto.e2e.PollCreationMessage.Builder> fill =
        poll -> poll.setName("q").addOptionsBuilder().setOptionName("a");
    for (Message message :
        List.of(
            of(m -> fill.accept(m.getPollCreationMessageBuilder())),
            of(m -> fill.accept(m.getPollCreationMessageV3Builder())),
            of(m -> fill.accept(m.getPollCreationMessageV5Builder())),
            of(m -> fill.accept(m.getPollCreationMessageV6Builder())),
            of(
                m ->
                    fill.accept(
                        m.getPollCreationMessageV4Builder()
                            .getMessageBuilder()
                            .getPollCreationMessageBuilder())))) {
      assertThat(read(message).content()).isEqualTo(Content.Poll.of("q", List.of("a"), 0));
    }
  }

  @Test
  void secretAccompaniesWhatMayBeAddedTo() {
    MessageKey key = MessageKey.own(BOB, "AB");

    assertThat(read(Contents.write(image(""), MessageContext.NONE, SECRET)).messageSecret())
        .contains(ByteString.copyFrom(SECRET));
    for (Content content :
        List.of(
            new Addition.Reaction(key, "x", AT),
            encrypted(Purpose.POLL_VOTE),
            encrypted(Purpose.REACTION),
            encrypted(Purpose.EVENT_RESPONSE),
            new Content.Protocol(
                ProtocolMessage.newBuilder()
                    .setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_REQUEST)
                    .build()))) {
      assertThat(Contents.write(content, MessageContext.NONE, SECRET).hasMessageContextInfo())
          .as(content.toString())
          .isFalse();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Contents.write(Content.Text.of("x"), MessageContext.NONE, new byte[31]));
  }

  private static Addition.Encrypted encrypted(Purpose purpose) {
    return new Addition.Encrypted(
        purpose,
        MessageKey.own(BOB, "AB"),
        ByteString.copyFromUtf8("payload"),
        ByteString.copyFrom(new byte[12]),
        Optional.empty());
  }

  @Test
  void whatTravelsEncryptedIsNotSentInTheClear() {
    MessageKey key = MessageKey.own(BOB, "AB");
    for (Addition addition :
        List.of(
            Addition.PollVote.of(key, List.of("a"), AT),
            new Addition.EventResponse(key, EventResponseType.GOING, 0, AT))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Contents.write(addition, MessageContext.NONE, SECRET));
    }
  }

  @Test
  void voteIsTheHashOfTheOption() {
    Addition.PollVote vote =
        Addition.PollVote.of(MessageKey.own(BOB, "AB"), List.of("abc"), Optional.empty());

    // FIPS 180-4, the example of one block.
    String hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(vote.options()).containsExactly(ByteString.copyFrom(HexFormat.of().parseHex(hash)));
    assertThat(HexFormat.of().formatHex(SecretPlaintexts.of(vote, MessageContext.NONE)))
        .isEqualTo("0a20" + hash);
  }

  @Test
  void whatIsEncryptedReadsAsTheAdditionItIs() {
    byte[] edited =
        Contents.write(Content.Text.of("new"), MessageContext.NONE, SECRET).toByteArray();

    ReadMessage read = SecretPlaintexts.read(encrypted(Purpose.MESSAGE_EDIT), edited);
    assertThat(read.content())
        .isEqualTo(
            new Addition.Edit(MessageKey.own(BOB, "AB"), Content.Text.of("new"), Optional.empty()));
    for (Purpose purpose : Purpose.values()) {
      assertThatThrownBy(() -> SecretPlaintexts.read(encrypted(purpose), new byte[] {0x0a, 0x7f}))
          .as(purpose.name())
          .asInstanceOf(type(MessageException.class))
          .returns(Code.MALFORMED, MessageException::code);
    }
  }

  @Test
  void captionPutsADocumentIntoAWrapper() {
    Message message = Contents.write(document("read"), MessageContext.NONE, SECRET);

    assertThat(message.hasDocumentMessage()).isFalse();
    assertThat(message.getDocumentWithCaptionMessage().getMessage().getDocumentMessage())
        .returns("read", document -> document.getCaption());
    assertThat(Contents.write(document(""), MessageContext.NONE, SECRET).hasDocumentMessage())
        .isTrue();
  }

  @Test
  void contextOfAnEditIsThatOfItsContent() {
    MessageContext context = MessageContext.NONE.withMentions(Mentions.of(List.of(BOB)));
    var edit = new Addition.Edit(MessageKey.own(BOB, "AB"), document("better"), AT);

    Message message = Contents.write(edit, context, SECRET);
    Message edited =
        message
            .getEditedMessage()
            .getMessage()
            .getProtocolMessage()
            .getEditedMessage()
            .getDocumentWithCaptionMessage()
            .getMessage();
    assertThat(edited.getDocumentMessage().getContextInfo().getMentionedJIDList())
        .containsExactly("2@lid");
    assertThat(edited.hasMessageContextInfo()).isFalse();
    assertThat(read(message).content()).isEqualTo(edit);
    assertThat(read(message).context()).isEqualTo(context);
  }

  @Test
  void quotedMessageHasNeitherSecretNorContext() {
    Message message =
        Contents.write(
            Content.Text.of("two"),
            MessageContext.NONE.withQuote(Quote.of("B", BOB, document("one"))),
            SECRET);

    Message quoted = message.getExtendedTextMessage().getContextInfo().getQuotedMessage();
    assertThat(quoted.getAllFields()).hasSize(1);
    assertThat(
            quoted
                .getDocumentWithCaptionMessage()
                .getMessage()
                .getDocumentMessage()
                .hasContextInfo())
        .isFalse();
  }

  @Test
  void forwardingCountsAndLeavesTheRestBehind() {
    MessageContext original =
        MessageContext.NONE
            .withMentions(Mentions.of(List.of(BOB)))
            .withQuote(Quote.of("AB", BOB, Content.Text.of("yo")))
            .withViewOnce();

    MessageContext once = original.forwarded();
    assertThat(once.forwarding()).contains(new Forwarding(1, Optional.empty()));
    assertThat(once.forwarded().forwarding()).contains(new Forwarding(2, Optional.empty()));
    assertThat(once.quote()).isEmpty();
    assertThat(once.mentions()).isEqualTo(Mentions.NONE);
    assertThat(once.isViewOnce()).isFalse();
    var info =
        Contents.write(Content.Text.of("x"), once, SECRET)
            .getExtendedTextMessage()
            .getContextInfo();
    assertThat(info.getIsForwarded()).isTrue();
    assertThat(info.getForwardingScore()).isEqualTo(1);
  }

  @Test
  void strangeMentionsAndAuthorsAreLeftOut() {
    Message message =
        of(
            m ->
                m.getExtendedTextMessageBuilder()
                    .setText("x")
                    .getContextInfoBuilder()
                    .addMentionedJID("nobody@nowhere")
                    .addMentionedJID("1@lid")
                    .setStanzaID("ABC")
                    .setParticipant("?")
                    .setQuotedMessage(Message.newBuilder().setConversation("y")));

    ReadMessage read = read(message);
    assertThat(read.context().mentions().users()).containsExactly(Jid.parse("1@lid"));
    assertThat(read.context().quote())
        .contains(
            new Quote(
                "ABC", Optional.empty(), Optional.of(Content.Text.of("y")), Optional.empty()));
  }

  @Test
  void unknownKindKeepsItsBytesButForSenderKeys() {
    Message payment =
        of(
            m -> {
              m.getSendPaymentMessageBuilder().setTransactionData("t");
              m.getMessageContextInfoBuilder().setMessageSecret(ByteString.copyFrom(SECRET));
            });
    Message withKeys =
        of(
            m -> {
              m.mergeFrom(payment);
              m.getSenderKeyDistributionMessageBuilder().setGroupID("9@g.us");
              m.getFastRatchetKeySenderKeyDistributionMessageBuilder().setGroupID("9@g.us");
            });

    Content content = read(withKeys).content();
    assertThat(content)
        .isEqualTo(new Content.Unknown("sendPaymentMessage", payment.toByteString()));
    assertThat(Contents.write(content, MessageContext.NONE, new byte[32])).isEqualTo(payment);
  }

  @Test
  void kindOfALaterVersionIsUnknownAndKeepsItsBytes() {
    Message later =
        Message.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(5000, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                    .build())
            .build();

    assertThat(read(later).content())
        .isEqualTo(new Content.Unknown("unknown", later.toByteString()));
  }

  @Test
  void whatMakesNoSenseIsUnknown() {
    assertUnknown("reactionMessage", m -> m.getReactionMessageBuilder().setText("x"));
    assertUnknown("imageMessage", m -> m.getImageMessageBuilder().setMediaKey(bytes(31)));
    assertUnknown(
        "documentMessage", m -> m.getDocumentMessageBuilder().setThumbnailSHA256(bytes(5)));
    assertUnknown("groupInviteMessage", m -> m.getGroupInviteMessageBuilder().setGroupJID("?"));
    assertUnknown(
        "protocolMessage", m -> m.getProtocolMessageBuilder().setType(ProtocolMessage.Type.REVOKE));
    assertUnknown(
        "protocolMessage",
        m ->
            m.getProtocolMessageBuilder()
                .setType(ProtocolMessage.Type.MESSAGE_EDIT)
                .getKeyBuilder()
                .setID("A"));
    assertUnknown(
        "pollUpdateMessage",
        m -> m.getPollUpdateMessageBuilder().getPollCreationMessageKeyBuilder().setID("A"));
    assertUnknown(
        "pinInChatMessage", m -> m.getPinInChatMessageBuilder().getKeyBuilder().setID("A"));
    assertUnknown("productMessage", m -> m.getProductMessageBuilder().setBody("x"));
    assertUnknown("templateMessage", m -> m.getTemplateMessageBuilder().setTemplateID("x"));
  }

  private static void assertUnknown(String kind, Consumer<Message.Builder> content) {
    Message message = of(content);
    assertThat(read(message).content())
        .isEqualTo(new Content.Unknown(kind, message.toByteString()));
  }

  @Test
  void protocolMessageOfALaterTypeIsNoRevoke() {
    ProtocolMessage protocol = ProtocolMessage.newBuilder().setTimestampMS(3).build();

    assertThat(read(of(m -> m.setProtocolMessage(protocol))).content())
        .isEqualTo(new Content.Protocol(protocol));
  }

  @Test
  void impossibleTimesAreAbsent() {
    Message message =
        of(
            m ->
                m.getGroupInviteMessageBuilder()
                    .setGroupJID("9@g.us")
                    .setInviteExpiration(Long.MAX_VALUE));

    assertThat(((Content.GroupInvite) read(message).content()).expiresAt()).isEmpty();
  }

  @Test
  void keysAloneAreNoMessage() {
    assertThat(
            Contents.read(
                PlainMessages.unwrap(
                    of(
                        m -> {
                          m.getSenderKeyDistributionMessageBuilder().setGroupID("9@g.us");
                          m.getMessageContextInfoBuilder().setDeviceListMetadataVersion(2);
                        }))))
        .isEmpty();
  }

  @Test
  void contentsCannotBeBuiltWrong() {
    assertThatIllegalArgumentException().isThrownBy(() -> media(MediaKind.IMAGE, bytes(31)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new MediaContent.Audio(
                    media(MediaKind.IMAGE, ByteString.EMPTY),
                    Duration.ZERO,
                    ByteString.EMPTY,
                    ByteString.EMPTY,
                    0));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Addition.Encrypted(
                    Purpose.COMMENT,
                    MessageKey.own(BOB, "A"),
                    ByteString.EMPTY,
                    bytes(16),
                    Optional.empty()));
  }

  private static MediaContent.Image image(String caption) {
    return new MediaContent.Image(
        media(MediaKind.IMAGE, ByteString.EMPTY), caption, 0, 0, Thumbnail.NONE, Optional.empty());
  }

  private static MediaContent.Document document(String caption) {
    return new MediaContent.Document(
        media(MediaKind.DOCUMENT, bytes(32)), "a.pdf", "", caption, 0, Thumbnail.NONE, false);
  }

  private static Media media(MediaKind kind, ByteString key) {
    return new Media(
        kind, "", "", key, ByteString.EMPTY, ByteString.EMPTY, 0, "", Optional.empty());
  }

  private static ByteString bytes(int length) {
    return ByteString.copyFrom(new byte[length]);
  }

  private static ReadMessage read(Message message) {
    return Contents.read(PlainMessages.unwrap(message)).orElseThrow();
  }

  private static Message of(Consumer<Message.Builder> content) {
    Message.Builder message = Message.newBuilder();
    content.accept(message);
    return message.build();
  }
}
