package io.trunkline.whatsapp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.FutureProofMessage;
import io.trunkline.whatsapp.proto.e2e.KeepType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.PollContentType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.SecretEncryptedMessage.SecretEncType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StanzaAttributesTest {
  private static final Jid ALICE = Jid.parse("111:4@lid");
  private static final Jid BOB = Jid.parse("222@lid");

  @Test
  void textsAreText() {
    assertAttributes(m -> m.setConversation("x"), "text", null, false);
    assertAttributes(m -> m.getExtendedTextMessageBuilder().setText("x"), "text", null, false);
    assertAttributes(m -> m.getInteractiveMessageBuilder(), "text", null, false);
    assertAttributes(m -> m.getTemplateButtonReplyMessageBuilder(), "text", null, false);
    assertAttributes(m -> m.getRequestPhoneNumberMessageBuilder(), "text", null, false);
    assertAttributes(m -> m.getNewsletterAdminInviteMessageBuilder(), "text", null, false);
    assertAttributes(m -> m.getPollResultSnapshotMessageBuilder(), "text", null, false);
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
    assertAttributes(m -> m.getStickerMessageBuilder(), "media", "sticker", false);
    assertAttributes(m -> m.getStickerPackMessageBuilder(), "media", "sticker_pack", false);
    assertAttributes(m -> m.getDocumentMessageBuilder(), "media", "document", false);
    assertAttributes(m -> m.getLocationMessageBuilder(), "media", "location", false);
    assertAttributes(m -> m.getLiveLocationMessageBuilder(), "media", "livelocation", false);
    assertAttributes(m -> m.getContactsArrayMessageBuilder(), "media", "contact_array", false);
    assertAttributes(m -> m.getListMessageBuilder(), "media", "list", false);
    assertAttributes(m -> m.getListResponseMessageBuilder(), "media", "list_response", false);
    assertAttributes(m -> m.getButtonsMessageBuilder(), "media", "button", false);
    assertAttributes(m -> m.getButtonsResponseMessageBuilder(), "media", "buttons_response", false);
    assertAttributes(m -> m.getOrderMessageBuilder(), "media", "order", false);
    assertAttributes(m -> m.getProductMessageBuilder(), "media", "product", false);
    assertAttributes(
        m -> m.getInteractiveResponseMessageBuilder(), "media", "native_flow_response", false);
    assertAttributes(m -> m.getMessageHistoryBundleBuilder(), "media", "group_history", false);
    assertAttributes(m -> m.getAlbumMessageBuilder(), "media", null, false);
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

    assertThat(of(PlainMessages.wrapDeviceSent(BOB, viewOnce)))
        .isEqualTo(
            new StanzaAttributes(
                "media",
                Optional.empty(),
                Optional.of("image"),
                false,
                List.of(Node.of("meta").with("view_once", "true").build())));
  }

  @Test
  void edit1Replaces3DoesInNewslettersAnd2Pins() {
    assertThat(of(protocol(ProtocolMessage.Type.MESSAGE_EDIT, true)).edit()).contains("1");
    assertThat(inNewsletter(protocol(ProtocolMessage.Type.MESSAGE_EDIT, true)).edit())
        .contains("3");
    assertThat(of(secret(SecretEncType.MESSAGE_EDIT)).edit()).contains("1");
    assertThat(of(secret(SecretEncType.EVENT_EDIT)).edit()).contains("1");
    assertThat(of(secret(SecretEncType.POLL_EDIT)).edit()).isEmpty();
    assertThat(of(of(m -> m.getPinInChatMessageBuilder())).edit()).contains("2");
    assertThat(of(protocol(ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE, true)).edit()).isEmpty();
    // A type of a later version reads as REVOKE, which it is not.
    assertThat(of(of(m -> m.getProtocolMessageBuilder().setKey(key(true)))).edit()).isEmpty();
  }

  @Test
  void edit7TakesOnesOwnBackAnd8IsTheAdmins() {
    assertThat(of(protocol(ProtocolMessage.Type.REVOKE, true)).edit()).contains("7");
    assertThat(of(protocol(ProtocolMessage.Type.REVOKE, false)).edit()).contains("8");
    assertThat(inNewsletter(protocol(ProtocolMessage.Type.REVOKE, true)).edit()).contains("8");
    assertThat(of(of(m -> m.getReactionMessageBuilder().setText(""))).edit()).contains("7");
    assertThat(of(of(m -> m.getReactionMessageBuilder().setText("x"))).edit()).isEmpty();
    assertThat(of(keep(KeepType.UNDO_KEEP_FOR_ALL, true)).edit()).contains("7");
    assertThat(of(keep(KeepType.UNDO_KEEP_FOR_ALL, false)).edit()).isEmpty();
    assertThat(of(keep(KeepType.KEEP_FOR_ALL, true)).edit()).isEmpty();
  }

  @Test
  void metaTellsOfPollsAndEvents() {
    assertMeta(of(m -> m.getPollCreationMessageBuilder()), "polltype=creation");
    assertMeta(of(m -> m.getPollCreationMessageV5Builder()), "polltype=creation");
    assertMeta(
        of(m -> m.getPollCreationMessageV3Builder().setPollContentType(PollContentType.IMAGE)),
        "polltype=creation",
        "contenttype=image");
    assertMeta(of(m -> m.getPollUpdateMessageBuilder()), "polltype=vote");
    assertMeta(secret(SecretEncType.POLL_EDIT), "polltype=edit");
    assertMeta(secret(SecretEncType.POLL_ADD_OPTION), "polltype=edit");
    assertMeta(of(m -> m.getPollResultSnapshotMessageBuilder()), "polltype=result_snapshot");
    assertMeta(of(m -> m.getEventMessageBuilder()), "event_type=creation");
    assertMeta(of(m -> m.getEncEventResponseMessageBuilder()), "event_type=response");
    assertMeta(secret(SecretEncType.EVENT_EDIT), "event_type=edit");
  }

  @Test
  void metaTellsOfViewOnceThreadsAndMemberLabels() {
    assertMeta(of(m -> m.getAudioMessageBuilder().setViewOnce(true)), "view_once=true");
    assertMeta(
        of(m -> m.getCommentMessageBuilder().setTargetMessageKey(key(false))),
        "thread_msg_id=A",
        "thread_msg_sender_jid=222@lid");
    assertMeta(
        of(m -> m.getEncCommentMessageBuilder().setTargetMessageKey(key(true))),
        "thread_msg_id=A",
        "thread_msg_sender_jid=111@lid");
    Message label =
        of(
            m ->
                m.getProtocolMessageBuilder()
                    .setType(ProtocolMessage.Type.GROUP_MEMBER_LABEL_CHANGE)
                    .getMemberLabelBuilder()
                    .setLabel("chair"));
    assertMeta(label, "appdata=member_tag", "tag_reason=user_update");
    assertMeta(
        protocol(ProtocolMessage.Type.GROUP_MEMBER_LABEL_CHANGE, true),
        "appdata=member_tag",
        "tag_reason=user_delete");
    assertThat(of(of(m -> m.setConversation("x"))).children()).isEmpty();
  }

  private static void assertMeta(Message message, String... attributes) {
    Node meta = of(message).children().getFirst();
    assertThat(meta.tag()).isEqualTo("meta");
    assertThat(meta.attributes().entrySet().stream().map(Object::toString))
        .containsExactly(attributes);
  }

  @Test
  void bizNamesMenusAndFlows() {
    assertBiz(
        of(m -> m.getListMessageBuilder()),
        Node.of("list").with("type", "product_list").with("v", "2").build());
    assertBiz(of(m -> m.getButtonsMessageBuilder()), flow("mixed"));
    assertBiz(flowOf("quick_reply"), flow("mixed"));
    assertBiz(flowOf("payment_info"), flow("payment_info"));
    assertBiz(flowOf("review_and_pay"), flow("order_details"));
    assertBiz(
        of(m -> m.getInteractiveMessageBuilder().getNativeFlowMessageBuilder()), flow("mixed"));
    assertThat(of(of(m -> m.getInteractiveMessageBuilder())).children()).isEmpty();
  }

  private static void assertBiz(Message message, Node child) {
    assertThat(of(message).children()).containsExactly(Node.of("biz").child(child).build());
  }

  private static Node flow(String name) {
    return Node.of("interactive")
        .with("type", "native_flow")
        .with("v", "1")
        .child(Node.of("native_flow").with("v", "9").with("name", name).build())
        .build();
  }

  private static Message flowOf(String button) {
    return of(
        m ->
            m.getInteractiveMessageBuilder()
                .getNativeFlowMessageBuilder()
                .addButtonsBuilder()
                .setName(button));
  }

  private static Message protocol(ProtocolMessage.Type type, boolean fromMe) {
    return of(m -> m.getProtocolMessageBuilder().setType(type).setKey(key(fromMe)));
  }

  private static Message secret(SecretEncType type) {
    return of(m -> m.getSecretEncryptedMessageBuilder().setSecretEncType(type));
  }

  private static Message keep(KeepType type, boolean fromMe) {
    return of(m -> m.getKeepInChatMessageBuilder().setKeepType(type).setKey(key(fromMe)));
  }

  private static MessageKey key(boolean fromMe) {
    MessageKey.Builder key = MessageKey.newBuilder().setID("A").setFromMe(fromMe);
    return fromMe ? key.build() : key.setParticipant("222:1@lid").build();
  }

  private static Message of(Consumer<Message.Builder> content) {
    Message.Builder message = Message.newBuilder();
    content.accept(message);
    return message.build();
  }

  private static StanzaAttributes of(Message message) {
    return StanzaAttributes.of(message, BOB, ALICE);
  }

  private static StanzaAttributes inNewsletter(Message message) {
    return StanzaAttributes.of(message, Jid.parse("9@newsletter"), ALICE);
  }

  private static void assertAttributes(
      Consumer<Message.Builder> content, String type, String mediaType, boolean hide) {
    StanzaAttributes attributes = of(of(content));
    assertThat(attributes.type()).isEqualTo(type);
    assertThat(attributes.mediaType()).isEqualTo(Optional.ofNullable(mediaType));
    assertThat(attributes.hideDecryptFail()).isEqualTo(hide);
  }
}
