package io.trunkline.whatsapp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.proto.e2e.FutureProofMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.SecretEncryptedMessage.SecretEncType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StanzaAttributesTest {

  @Test
  void textsAreText() {
    assertAttributes(m -> m.setConversation("x"), "text", null, false);
    assertAttributes(m -> m.getExtendedTextMessageBuilder().setText("x"), "text", null, false);
    assertAttributes(m -> m.getInteractiveMessageBuilder(), "text", null, false);
    assertAttributes(
        m -> m.getProtocolMessageBuilder().setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE),
        "text",
        null,
        false);
  }

  @Test
  void aLinkPreviewIsMedia() {
    assertAttributes(
        m -> m.getExtendedTextMessageBuilder().setMatchedText("https://example.com"),
        "media",
        "url",
        false);
  }

  @Test
  void whatBelongsToAnotherMessageShowsNoPlaceholder() {
    assertAttributes(
        m -> m.getProtocolMessageBuilder().setType(ProtocolMessage.Type.REVOKE),
        "text",
        null,
        true);
    assertAttributes(m -> m.getReactionMessageBuilder(), "reaction", null, true);
    assertAttributes(m -> m.getEncReactionMessageBuilder(), "reaction", null, true);
    assertAttributes(m -> m.getPollUpdateMessageBuilder(), "poll", null, true);
    assertAttributes(m -> m.getEncEventResponseMessageBuilder(), "event", null, true);
    assertAttributes(m -> m.getPinInChatMessageBuilder(), "text", null, true);
    assertAttributes(
        m -> m.getSecretEncryptedMessageBuilder().setSecretEncType(SecretEncType.EVENT_EDIT),
        "event",
        null,
        true);
    assertAttributes(
        m ->
            m.getEditedMessageBuilder()
                .getMessageBuilder()
                .getProtocolMessageBuilder()
                .setType(ProtocolMessage.Type.MESSAGE_EDIT),
        "text",
        null,
        true);
  }

  @Test
  void pollsAndEventsHaveTheirOwnType() {
    assertAttributes(m -> m.getPollCreationMessageV3Builder(), "poll", null, false);
    assertAttributes(
        m ->
            m.getPollCreationMessageV4Builder()
                .getMessageBuilder()
                .getPollCreationMessageV6Builder(),
        "poll",
        null,
        false);
    assertAttributes(m -> m.getEventMessageBuilder(), "event", null, false);
  }

  @Test
  void mediaSaysOfWhichKind() {
    assertAttributes(m -> m.getImageMessageBuilder(), "media", "image", false);
    assertAttributes(m -> m.getVideoMessageBuilder().setGifPlayback(true), "media", "gif", false);
    assertAttributes(m -> m.getVideoMessageBuilder(), "media", "video", false);
    assertAttributes(m -> m.getPtvMessageBuilder(), "media", "ptv", false);
    assertAttributes(m -> m.getAudioMessageBuilder(), "media", "audio", false);
    assertAttributes(m -> m.getAudioMessageBuilder().setPTT(true), "media", "ptt", false);
    assertAttributes(m -> m.getContactMessageBuilder(), "media", "vcard", false);
    assertAttributes(m -> m.getGroupInviteMessageBuilder(), "media", "url", false);
  }

  @Test
  void wrappersDoNotCount() {
    Message image =
        Message.newBuilder()
            .setImageMessage(io.trunkline.whatsapp.proto.e2e.ImageMessage.newBuilder())
            .build();
    Message viewOnce =
        Message.newBuilder()
            .setViewOnceMessage(FutureProofMessage.newBuilder().setMessage(image))
            .build();

    assertThat(StanzaAttributes.of(PlainMessages.wrapDeviceSent(Jid.parse("1@lid"), viewOnce)))
        .isEqualTo(new StanzaAttributes("media", Optional.of("image"), false));
  }

  private static void assertAttributes(
      Consumer<Message.Builder> content, String type, String mediaType, boolean hide) {
    Message.Builder message = Message.newBuilder();
    content.accept(message);

    assertThat(StanzaAttributes.of(message.build()))
        .isEqualTo(new StanzaAttributes(type, Optional.ofNullable(mediaType), hide));
  }
}
