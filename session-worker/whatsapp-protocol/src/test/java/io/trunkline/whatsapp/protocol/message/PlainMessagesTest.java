package io.trunkline.whatsapp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.trunkline.whatsapp.proto.e2e.ContextInfo;
import io.trunkline.whatsapp.proto.e2e.FutureProofMessage;
import io.trunkline.whatsapp.proto.e2e.ImageMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageContextInfo;
import io.trunkline.whatsapp.proto.e2e.SenderKeyDistributionMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.MessageException.Code;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainMessagesTest {
  private static final Jid ALICE = Jid.parse("111@lid");
  private static final Jid BOB = Jid.parse("222:3@lid");
  private static final byte[] SECRET = secret();

  private static byte[] secret() {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 0x5a);
    return secret;
  }

  @Test
  void plainTextIsAConversation() {
    Message message = PlainMessages.text(PlainText.of("hi"), SECRET);

    // 0a: field 1, 2 bytes. 9a02: field 35, 34 bytes of 1a: field 3, 32 bytes.
    assertThat(HexFormat.of().formatHex(message.toByteArray()))
        .isEqualTo("0a026869" + "9a0222" + "1a20" + "5a".repeat(32));
    assertThat(PlainMessages.readText(message)).contains(PlainText.of("hi"));
  }

  @Test
  void contextMakesItAnExtendedText() {
    PlainText text =
        new PlainText("@222 yes", List.of(BOB), Optional.of(Quote.ofText("ABC", BOB, "shall we?")));
    Message message = PlainMessages.text(text, SECRET);

    assertThat(message.hasConversation()).isFalse();
    assertThat(message.getMessageContextInfo().getMessageSecret().toByteArray()).isEqualTo(SECRET);
    ContextInfo context = message.getExtendedTextMessage().getContextInfo();
    assertThat(context.getStanzaID()).isEqualTo("ABC");
    assertThat(context.getParticipant()).isEqualTo("222@lid");
    assertThat(context.getMentionedJIDList()).containsExactly("222@lid");
    assertThat(context.getQuotedMessage().getConversation()).isEqualTo("shall we?");
    assertThat(context.hasRemoteJID()).isFalse();
    assertThat(PlainMessages.readText(message)).contains(text);
    assertThat(text.quote().map(Quote::text)).contains("shall we?");
  }

  @Test
  void equalInputsGiveEqualBytes() {
    PlainText text =
        new PlainText("x", List.of(ALICE, BOB), Optional.of(Quote.ofText("ABC", BOB, "y")));

    assertThat(PlainMessages.text(text, SECRET).toByteArray())
        .isEqualTo(PlainMessages.text(text, SECRET).toByteArray());
  }

  @Test
  void quotedMessageLosesItsOwnContextAndSecret() {
    Message first =
        PlainMessages.text(
            new PlainText("one", List.of(ALICE), Optional.of(Quote.ofText("A", BOB, "zero"))),
            SECRET);
    Quote quote = new Quote("B", Optional.of(ALICE), first, Optional.of(Jid.parse("9@g.us")));
    ContextInfo context =
        PlainMessages.text(new PlainText("two", List.of(), Optional.of(quote)), SECRET)
            .getExtendedTextMessage()
            .getContextInfo();

    assertThat(context.getRemoteJID()).isEqualTo("9@g.us");
    assertThat(context.getQuotedMessage().hasMessageContextInfo()).isFalse();
    assertThat(context.getQuotedMessage().getExtendedTextMessage().getText()).isEqualTo("one");
    assertThat(context.getQuotedMessage().getExtendedTextMessage().hasContextInfo()).isFalse();
  }

  @Test
  void otherKindsAreNoText() {
    Message image = Message.newBuilder().setImageMessage(ImageMessage.newBuilder()).build();

    assertThat(PlainMessages.readText(image)).isEmpty();
    assertThat(PlainMessages.kind(image)).contains("imageMessage");
    assertThat(
            PlainMessages.kind(
                Message.newBuilder()
                    .setSenderKeyDistributionMessage(SenderKeyDistributionMessage.newBuilder())
                    .setMessageContextInfo(MessageContextInfo.newBuilder())
                    .build()))
        .isEmpty();
  }

  @Test
  void strangeMentionsAndAuthorsAreLeftOut() {
    Message.Builder message = Message.newBuilder();
    message
        .getExtendedTextMessageBuilder()
        .setText("x")
        .getContextInfoBuilder()
        .addMentionedJID("nobody@nowhere")
        .addMentionedJID("1@lid")
        .setStanzaID("ABC")
        .setParticipant("?")
        .setQuotedMessage(Message.newBuilder().setConversation("y"));

    PlainText text = PlainMessages.readText(message.build()).orElseThrow();
    assertThat(text.mentions()).containsExactly(Jid.parse("1@lid"));
    assertThat(text.quote().orElseThrow().author()).isEmpty();
  }

  @Test
  void copyForOwnDevicesNamesTheChatAndRepeatsTheContextInfo() {
    Message inner = PlainMessages.text(PlainText.of("hi"), SECRET);
    Message outer = PlainMessages.wrapDeviceSent(ALICE.withDevice(4), inner, Optional.of("2:x"));

    assertThat(outer.getDeviceSentMessage().getDestinationJID()).isEqualTo("111@lid");
    assertThat(outer.getDeviceSentMessage().getPhash()).isEqualTo("2:x");
    assertThat(outer.getMessageContextInfo()).isEqualTo(inner.getMessageContextInfo());
    assertThat(PlainMessages.unwrapDeviceSent(outer)).contains(inner);
    assertThat(PlainMessages.unwrapDeviceSent(inner)).isEmpty();
    Unwrapped unwrapped = PlainMessages.unwrap(outer);
    assertThat(unwrapped.sentTo()).contains(ALICE);
    assertThat(unwrapped.message()).isEqualTo(inner);
  }

  @Test
  void wrappersComeOffInAnyDepth() {
    Message inner = Message.newBuilder().setConversation("hi").build();
    Message edited = Message.newBuilder().setEditedMessage(wrap(inner)).build();
    Message viewOnce =
        Message.newBuilder()
            .setViewOnceMessageV2(wrap(edited))
            .setMessageContextInfo(
                MessageContextInfo.newBuilder().setMessageSecret(ByteString.copyFrom(SECRET)))
            .build();
    Message ephemeral = Message.newBuilder().setEphemeralMessage(wrap(viewOnce)).build();

    Unwrapped unwrapped = PlainMessages.unwrap(PlainMessages.wrapDeviceSent(BOB, ephemeral));

    assertThat(unwrapped.message().getConversation()).isEqualTo("hi");
    assertThat(unwrapped.message().getMessageContextInfo().getMessageSecret().toByteArray())
        .isEqualTo(SECRET);
    assertThat(unwrapped.sentTo()).contains(BOB.toUserJid());
    assertThat(unwrapped.isEphemeral()).isTrue();
    assertThat(unwrapped.isViewOnce()).isTrue();
    assertThat(unwrapped.isEdit()).isTrue();
    assertThat(PlainMessages.unwrap(inner))
        .isEqualTo(new Unwrapped(inner, Optional.empty(), false, false, false));
  }

  @Test
  void endlessWrappingIsRefused() {
    Message message = Message.newBuilder().setConversation("hi").build();
    for (int i = 0; i < 17; i++) {
      message = Message.newBuilder().setEphemeralMessage(wrap(message)).build();
    }
    Message deep = message;

    assertThatThrownBy(() -> PlainMessages.unwrap(deep))
        .asInstanceOf(type(MessageException.class))
        .returns(Code.TOO_DEEP, MessageException::code);
  }

  @Test
  void brokenPlaintextIsRefused() {
    assertThatThrownBy(() -> PlainMessages.parse(new byte[] {0x0a, 0x7f}))
        .asInstanceOf(type(MessageException.class))
        .returns(Code.MALFORMED, MessageException::code);
    Message nowhere =
        Message.newBuilder()
            .setDeviceSentMessage(io.trunkline.whatsapp.proto.e2e.DeviceSentMessage.newBuilder())
            .build();
    assertThatThrownBy(() -> PlainMessages.unwrap(nowhere))
        .asInstanceOf(type(MessageException.class))
        .returns(Code.MALFORMED, MessageException::code);
    // 200 levels of deviceSentMessage: refused by protobuf's own bound, not by the stack.
    assertThatThrownBy(() -> PlainMessages.parse(nested(200))).isInstanceOf(MessageException.class);
  }

  private static byte[] nested(int levels) {
    byte[] message = {};
    for (int i = 0; i < levels; i++) {
      message =
          UnknownFieldSet.newBuilder()
              .addField(
                  i % 2 == 0 ? 2 : 31,
                  UnknownFieldSet.Field.newBuilder()
                      .addLengthDelimited(ByteString.copyFrom(message))
                      .build())
              .build()
              .toByteArray();
    }
    return message;
  }

  @Test
  void fieldsThatThisVersionDoesNotKnowSurvive() {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(5000, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
            .build();
    Message message = Message.newBuilder().setConversation("x").setUnknownFields(unknown).build();
    Message wrapped = Message.newBuilder().setEphemeralMessage(wrap(message)).build();

    Message read = PlainMessages.unwrap(PlainMessages.parse(wrapped.toByteArray())).message();
    assertThat(read.toByteArray()).isEqualTo(message.toByteArray());
  }

  @Test
  void textsDoNotShowInLogs() {
    PlainText text =
        new PlainText("my secret", List.of(), Optional.of(Quote.ofText("A", BOB, "yours")));

    assertThat(text.toString()).doesNotContain("secret");
    assertThat(text.quote().toString()).doesNotContain("yours").doesNotContain("222");
  }

  private static FutureProofMessage wrap(Message message) {
    return FutureProofMessage.newBuilder().setMessage(message).build();
  }
}
