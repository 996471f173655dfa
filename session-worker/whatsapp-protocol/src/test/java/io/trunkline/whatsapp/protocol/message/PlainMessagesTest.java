package io.trunkline.whatsapp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.trunkline.whatsapp.proto.e2e.FutureProofMessage;
import io.trunkline.whatsapp.proto.e2e.ImageMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageContextInfo;
import io.trunkline.whatsapp.proto.e2e.SenderKeyDistributionMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.MessageException.Code;
import java.util.Arrays;
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
  void kindIsTheFieldThatIsNotAnAccompaniment() {
    assertThat(
            PlainMessages.kind(
                Message.newBuilder()
                    .setSenderKeyDistributionMessage(SenderKeyDistributionMessage.newBuilder())
                    .setImageMessage(ImageMessage.newBuilder())
                    .build()))
        .contains("imageMessage");
    assertThat(PlainMessages.kind(Message.newBuilder().setConversation("").build()))
        .contains("conversation");
    assertThat(
            PlainMessages.kind(
                Message.newBuilder()
                    .setSenderKeyDistributionMessage(SenderKeyDistributionMessage.newBuilder())
                    .setMessageContextInfo(MessageContextInfo.newBuilder())
                    .build()))
        .isEmpty();
  }

  @Test
  void copyForOwnDevicesNamesTheChatAndRepeatsTheContextInfo() {
    Message inner =
        Message.newBuilder()
            .setConversation("hi")
            .setMessageContextInfo(
                MessageContextInfo.newBuilder().setMessageSecret(ByteString.copyFrom(SECRET)))
            .build();
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

  private static FutureProofMessage wrap(Message message) {
    return FutureProofMessage.newBuilder().setMessage(message).build();
  }
}
