package io.trunkline.webhook.wwebjs;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.content.Audio;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Edit;
import io.trunkline.proto.content.GroupInvite;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.Location;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.content.Poll;
import io.trunkline.proto.content.PollVote;
import io.trunkline.proto.content.Quote;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.Revoke;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.CallChanged;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChanges;
import io.trunkline.proto.event.ChatDeleted;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.ContactChanged;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.MessageDeletedForMe;
import io.trunkline.proto.event.MessageName;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.MessageStatusChanged;
import io.trunkline.proto.event.MessagesRead;
import io.trunkline.proto.event.SessionNamed;
import io.trunkline.proto.event.UndecryptableMessage;
import io.trunkline.proto.group.GroupChanged;
import io.trunkline.proto.group.GroupSetting;
import io.trunkline.proto.group.GroupUser;
import io.trunkline.proto.group.JoinRequested;
import io.trunkline.proto.group.ParticipantAction;
import io.trunkline.proto.group.ParticipantsChanged;
import io.trunkline.webhook.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The shapes of the contract as known answers.
class WwebjsEventsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID SESSION = UUID.randomUUID();
  private static final Address MIA =
      Address.newBuilder().setPn("12025550108@s.whatsapp.net").setLid("77@lid").build();
  private static final Address TEAM = Address.newBuilder().setOther("1203@g.us").build();
  private static final String CHAT =
      """
      {"id":{"server":"c.us","user":"12025550108","_serialized":"12025550108@c.us"},"name":"Mia",
       "isGroup":false,"isReadOnly":false,"unreadCount":%d,"timestamp":1767600000,
       "archived":%s,"pinned":false,"isLocked":false,"isMuted":false,"muteExpiration":0,
       "lastMessage":%s}
      """;

  private final Memory memory = new Memory();
  private int events;

  WwebjsEventsTest() {
    show(event().setNamed(SessionNamed.newBuilder().setName("s1")));
    show(
        connection(ConnectionState.OPEN)
            .setConnection(
                ConnectionChanged.newBuilder()
                    .setState(ConnectionState.OPEN)
                    .setJid("12025550199:3@s.whatsapp.net")
                    .setLid("99:3@lid")
                    .setPushName("Shop")));
  }

  @Test
  void receivedTextIsShownAsTheContractHasIt() {
    var shown = show(message("3A40CB", MIA, text("Hi https://example.org/a?b=1.")));
    assertThat(types(shown)).containsExactly("message_create", "message", "unread_count");
    var expected =
        """
        {"_data":{"id":{"fromMe":false,"remote":"12025550108@c.us","id":"3A40CB",
            "_serialized":"false_12025550108@c.us_3A40CB"},"type":"chat","t":1767600000,
            "notifyName":"Mia","size":null,"mimetype":null,"filename":null,"caption":null},
         "id":{"fromMe":false,"remote":"12025550108@c.us","id":"3A40CB",
            "_serialized":"false_12025550108@c.us_3A40CB"},
         "ack":1,"hasMedia":false,"body":"Hi https://example.org/a?b=1.","type":"chat",
         "timestamp":1767600000,"from":"12025550108@c.us","to":"12025550199@c.us",
         "deviceType":"ios","isForwarded":false,"forwardingScore":0,"isStatus":false,
         "isStarred":false,"broadcast":false,"fromMe":false,"hasQuotedMsg":false,
         "hasReaction":false,"vCards":[],"mentionedIds":[],"groupMentions":[],"isGif":false,
         "isEphemeral":false,
         "links":[{"link":"https://example.org/a?b=1","isSuspicious":false}]}
        """;
    assertJson(data(shown, 0), "{\"message\":" + expected + "}");
    assertJson(data(shown, 1), "{\"message\":" + expected + "}");
    assertJson(data(shown, 2), "{\"chat\":" + CHAT.formatted(1, false, expected) + "}");
  }

  @Test
  void groupMessageNamesItsAuthor() {
    var message =
        message(
            "3EB0AAAAAAAAAAAAAAAAAAAA",
            TEAM,
            text("Hi @99").toBuilder().addMentions("99@lid").build());
    var shown = data(show(message), 1).path("message");
    assertThat(shown.path("from").asString()).isEqualTo("1203@g.us");
    assertThat(shown.path("author").asString()).isEqualTo("12025550108@c.us");
    assertThat(shown.path("id").path("participant").asString()).isEqualTo("12025550108@c.us");
    assertThat(shown.path("id").path("_serialized").asString())
        .isEqualTo("false_1203@g.us_3EB0AAAAAAAAAAAAAAAAAAAA_12025550108@c.us");
    assertThat(shown.path("mentionedIds").get(0).asString()).isEqualTo("12025550199@c.us");
    assertThat(shown.path("deviceType").asString()).isEqualTo("android");
  }

  @Test
  void filesHaveTheirFieldsAndNoKey() {
    var content =
        Content.newBuilder()
            .setImage(
                Image.newBuilder()
                    .setCaption("look")
                    .setMedia(MediaRef.newBuilder().setMimetype("image/jpeg").setLength(1234)))
            .build();
    var shown = data(show(message("M1", MIA, content)), 1).path("message");
    assertThat(shown.path("type").asString()).isEqualTo("image");
    assertThat(shown.path("hasMedia").asBoolean()).isTrue();
    assertThat(shown.path("body").asString()).isEqualTo("look");
    assertThat(shown.path("_data").path("size").asLong()).isEqualTo(1234);
    assertThat(shown.path("_data").path("mimetype").asString()).isEqualTo("image/jpeg");
    assertThat(shown.has("mediaKey")).isFalse();
    var voice =
        Content.newBuilder()
            .setAudio(
                Audio.newBuilder()
                    .setDurationS(12)
                    .setMedia(MediaRef.newBuilder().setKind(MediaRef.Kind.VOICE)))
            .build();
    var spoken = data(show(message("M2", MIA, voice)), 1).path("message");
    assertThat(spoken.path("type").asString()).isEqualTo("ptt");
    assertThat(spoken.path("duration").asString()).isEqualTo("12");
  }

  @Test
  void kindsBringTheirOwnFields() {
    var place =
        Content.newBuilder()
            .setLocation(Location.newBuilder().setLatitude(1.5).setLongitude(2.5).setName("Inn"))
            .build();
    assertJson(
        data(show(message("L", MIA, place)), 1).path("message").path("location"),
        "{\"latitude\":1.5,\"longitude\":2.5,\"name\":\"Inn\",\"description\":\"Inn\"}");
    var invite =
        Content.newBuilder()
            .setGroupInvite(
                GroupInvite.newBuilder().setGroup("1203@g.us").setCode("C").setGroupName("Team"))
            .build();
    assertJson(
        data(show(message("I", MIA, invite)), 1).path("message").path("inviteV4"),
        """
        {"inviteCode":"C","inviteCodeExp":0,"groupId":"1203@g.us","groupName":"Team",
         "fromId":"12025550108@c.us","toId":"12025550199@c.us"}
        """);
    var quoting = text("yes").toBuilder().setQuote(Quote.newBuilder().setWhatsappId("L")).build();
    assertThat(
            data(show(message("Q", MIA, quoting)), 1)
                .path("message")
                .path("hasQuotedMsg")
                .asBoolean())
        .isTrue();
  }

  @Test
  void pollAndVoteGoTogether() {
    var poll =
        Content.newBuilder()
            .setPoll(
                Poll.newBuilder()
                    .setName("When?")
                    .addOptions("Mon")
                    .addOptions("Tue")
                    .setSelectableCount(1))
            .build();
    var shown = data(show(message("P", MIA, poll)), 1).path("message");
    assertThat(shown.path("type").asString()).isEqualTo("poll_creation");
    assertThat(shown.path("body").asString()).isEqualTo("When?");
    assertThat(shown.path("allowMultipleAnswers").asBoolean()).isFalse();
    assertJson(
        shown.path("pollOptions"),
        "[{\"name\":\"Mon\",\"localId\":0},{\"name\":\"Tue\",\"localId\":1}]");
    var vote =
        Content.newBuilder()
            .setPollVote(
                PollVote.newBuilder().setTarget(key("P", false)).addOptions("Tue").setAtMs(5))
            .build();
    var voted = show(message("V", MIA, vote));
    assertThat(types(voted)).containsExactly("vote_update");
    var view = data(voted, 0).path("vote");
    assertThat(view.path("voter").asString()).isEqualTo("12025550108@c.us");
    assertJson(view.path("selectedOptions"), "[{\"id\":1,\"name\":\"Tue\"}]");
    assertThat(view.path("interractedAtTs").asLong()).isEqualTo(5);
    assertThat(view.path("parentMessage").path("pollName").asString()).isEqualTo("When?");
    assertThat(view.path("parentMsgKey").path("_serialized").asString())
        .isEqualTo("false_12025550108@c.us_P");
  }

  @Test
  void reactionEditAndRevokeTellWhatTheyAreAbout() {
    show(message("T", MIA, text("before")));
    var reaction =
        Content.newBuilder()
            .setReaction(Reaction.newBuilder().setText("👍").setTarget(key("T", false)))
            .build();
    assertJson(
        data(show(message("R", MIA, reaction)), 0),
        """
        {"reaction":{"id":{"fromMe":false,"remote":"12025550108@c.us","id":"R",
           "_serialized":"false_12025550108@c.us_R"},"orphan":0,"orphanReason":null,
           "timestamp":1767600000,"reaction":"👍","read":false,
           "msgId":{"fromMe":false,"remote":"12025550108@c.us","id":"T",
             "_serialized":"false_12025550108@c.us_T"},
           "senderId":"12025550108@c.us","ack":1}}
        """);
    var edit =
        Content.newBuilder()
            .setEdit(Edit.newBuilder().setTarget(key("T", false)).setContent(text("after")))
            .build();
    var edited = show(message("E", MIA, edit));
    assertThat(types(edited)).containsExactly("message_edit");
    assertThat(data(edited, 0).path("newBody").asString()).isEqualTo("after");
    assertThat(data(edited, 0).path("prevBody").asString()).isEqualTo("before");
    assertThat(data(edited, 0).path("message").path("id").path("id").asString()).isEqualTo("T");
    var revoke =
        Content.newBuilder().setRevoke(Revoke.newBuilder().setTarget(key("T", false))).build();
    var revoked = show(message("X", MIA, revoke));
    assertThat(types(revoked)).containsExactly("message_revoke_everyone");
    assertThat(data(revoked, 0).path("message").path("type").asString()).isEqualTo("revoked");
    assertThat(data(revoked, 0).path("revokedMsg").path("body").asString()).isEqualTo("after");
  }

  @Test
  void sentMessageIsCreatedUploadedAndAcked() {
    var sent =
        MessageStatusChanged.newBuilder()
            .setMessageId(UUID.randomUUID().toString())
            .setWhatsappId("3EB0C7")
            .setChat(MIA)
            .setAcceptedAtMs(1_767_600_000_000L)
            .setStatus(MessageStatus.SENT)
            .setContent(Content.newBuilder().setImage(Image.newBuilder().setCaption("c")).build());
    var shown = show(event().setStatus(sent));
    assertThat(types(shown)).containsExactly("message_create", "media_uploaded", "message_ack");
    var created = data(shown, 0).path("message");
    assertThat(created.path("id").path("_serialized").asString())
        .isEqualTo("true_12025550108@c.us_3EB0C7");
    assertThat(created.path("from").asString()).isEqualTo("12025550199@c.us");
    assertThat(created.path("to").asString()).isEqualTo("12025550108@c.us");
    assertThat(data(shown, 2).path("ack").asInt()).isEqualTo(1);
    var read =
        MessageStatusChanged.newBuilder()
            .setWhatsappId("3EB0C7")
            .setChat(MIA)
            .setStatus(MessageStatus.READ);
    var acked = show(event().setStatus(read));
    assertThat(types(acked)).containsExactly("message_ack");
    assertThat(data(acked, 0).path("ack").asInt()).isEqualTo(3);
    assertThat(data(acked, 0).path("message").path("body").asString()).isEqualTo("c");
    assertThat(data(acked, 0).path("message").path("ack").asInt()).isEqualTo(3);
  }

  @Test
  void linkingTellsItsStepsInOrder() {
    show(connection(ConnectionState.CLOSED));
    var shown = new ArrayList<WwebjsEvent>();
    for (var state :
        List.of(
            ConnectionState.CONNECTING,
            ConnectionState.QR,
            ConnectionState.QR,
            ConnectionState.PAIRING,
            ConnectionState.CONNECTING,
            ConnectionState.OPEN,
            ConnectionState.RETRYING,
            ConnectionState.OPEN)) {
      shown.addAll(show(connection(state)));
    }
    assertThat(types(shown))
        .containsExactly(
            "change_state",
            "change_state",
            "qr",
            "qr",
            "change_state",
            "authenticated",
            "change_state",
            "remote_session_saved",
            "loading_screen",
            "change_state",
            "ready",
            "change_state",
            "loading_screen",
            "change_state",
            "ready");
    assertJson(data(shown, 2), "{\"qr\":\"2@qr\"}");
    assertJson(data(shown, 5), "{}");
    assertJson(data(shown, 8), "{\"percent\":100,\"message\":\"WhatsApp\"}");
    assertJson(data(shown, 9), "{\"state\":\"CONNECTED\"}");
  }

  @Test
  void endsTellTheirReason() {
    assertJson(
        data(show(reason(ConnectionState.LOGGED_OUT, "device_removed")), 1),
        "{\"reason\":\"LOGOUT\"}");
    show(connection(ConnectionState.OPEN));
    assertJson(
        data(show(reason(ConnectionState.HELD, "replaced")), 1), "{\"reason\":\"CONFLICT\"}");
    assertJson(
        data(show(reason(ConnectionState.QR_TIMEOUT, "qr_timeout")), 1),
        "{\"reason\":\"Max qrcode retries reached\"}");
    var refused = show(reason(ConnectionState.LOGGED_OUT, "login_failure_401"));
    assertThat(types(refused)).containsExactly("change_state", "auth_failure");
    assertJson(data(refused, 1), "{\"msg\":\"login_failure_401\"}");
    show(connection(ConnectionState.OPEN));
    assertJson(
        data(show(reason(ConnectionState.CLOSED, "stopped")), 1), "{\"reason\":\"UNLAUNCHED\"}");
  }

  @Test
  void pairingCodeIsToldWithoutItsDash() {
    var code =
        ConnectionChanged.newBuilder().setState(ConnectionState.CODE).setPairingCode("ABCD-EFGH");
    assertJson(data(show(event().setConnection(code)), 1), "{\"code\":\"ABCDEFGH\"}");
  }

  @Test
  void groupNotificationsFollowTheContract() {
    var mia = GroupUser.newBuilder().setPn("12025550108@s.whatsapp.net").setLid("77@lid");
    var added =
        group()
            .setActor(mia)
            .setParticipants(
                ParticipantsChanged.newBuilder()
                    .setAction(ParticipantAction.ADD)
                    .addUsers(GroupUser.newBuilder().setLid("5@lid")));
    var event = event().setGroup(added);
    var shown = show(event);
    assertThat(types(shown)).containsExactly("group_join");
    var id = event.getEventId();
    assertJson(
        data(shown, 0),
        """
        {"notification":{"id":{"fromMe":false,"remote":"1203@g.us","id":"%s",
           "participant":"12025550108@c.us",
           "_serialized":"false_1203@g.us_%s_12025550108@c.us"},
         "body":"","type":"add","timestamp":1767600000,"chatId":"1203@g.us",
         "author":"12025550108@c.us","recipientIds":["5@lid"]}}
        """
            .formatted(id, id));
    assertGroup(group().setSubject("Team"), "group_update", "subject");
    assertGroup(
        group().setSetting(GroupSetting.newBuilder().setLocked(true)), "group_update", "restrict");
    assertGroup(group().setPicture("7"), "group_update", "picture");
    assertGroup(participants(ParticipantAction.REMOVE), "group_leave", "remove");
    assertGroup(participants(ParticipantAction.LEAVE), "group_leave", "leave");
    assertGroup(participants(ParticipantAction.PROMOTE), "group_admin_changed", "promote");
    assertGroup(
        group().setJoinRequests(JoinRequested.newBuilder().addUsers(mia)),
        "group_membership_request",
        "created_membership_requests");
  }

  @Test
  void callIsToldWhenItRings() {
    var call =
        CallChanged.newBuilder()
            .setCallId("C1")
            .setCaller(MIA)
            .setFrom(MIA)
            .setVideo(true)
            .setAtMs(1_767_600_000_000L);
    assertJson(
        data(show(event().setCall(call.setStep(CallChanged.Step.OFFERED))), 0),
        """
        {"call":{"id":"C1","from":"12025550108@c.us","timestamp":1767600000,"isVideo":true,
         "isGroup":false,"fromMe":false,"canHandleLocally":false,"webClientShouldHandle":false,
         "participants":[]}}
        """);
    assertThat(show(event().setCall(call.setStep(CallChanged.Step.TERMINATED)))).isEmpty();
  }

  @Test
  void changesOfChatsAreToldAndSnapshotsAreNot() {
    show(message("M", MIA, text("hi")));
    var archived = ChatChange.newBuilder().setAbout(MIA).setArchived(true);
    var shown = show(event().setChat(ChatChanges.newBuilder().addChanges(archived)));
    assertThat(types(shown)).containsExactly("chat_archived");
    assertThat(data(shown, 0).path("currState").asBoolean()).isTrue();
    assertThat(data(shown, 0).path("prevState").asBoolean()).isFalse();
    assertThat(data(shown, 0).path("chat").path("archived").asBoolean()).isTrue();
    assertThat(data(shown, 0).path("chat").path("unreadCount").asInt()).isEqualTo(1);
    assertThat(
            show(event().setChat(ChatChanges.newBuilder().setSnapshot(true).addChanges(archived))))
        .isEmpty();
    var read = show(event().setRead(MessagesRead.newBuilder().setChat(MIA).addWhatsappIds("M")));
    assertThat(types(read)).containsExactly("unread_count");
    assertThat(data(read, 0).path("chat").path("unreadCount").asInt()).isZero();
    var deleted =
        MessageDeletedForMe.newBuilder().setMessage(MessageName.newBuilder().setWhatsappId("M"));
    var changes =
        ChatChanges.newBuilder()
            .addChanges(ChatChange.newBuilder().setAbout(MIA).setMessageDeleted(deleted))
            .addChanges(
                ChatChange.newBuilder().setAbout(MIA).setDeleted(ChatDeleted.getDefaultInstance()));
    assertThat(types(show(event().setChat(changes))))
        .containsExactly("message_revoke_me", "chat_removed");
  }

  @Test
  void progressIdentityAndUnreadableMessagesAreTold() {
    var past = HistoryReceived.newBuilder().setType("recent").setProgress(40).setLast(true);
    assertJson(
        data(show(event().setHistory(past)), 0), "{\"percent\":40,\"message\":\"WhatsApp\"}");
    var former = Address.newBuilder().setPn("12025550100@s.whatsapp.net");
    var changed =
        show(event().setContact(ContactChanged.newBuilder().setContact(MIA).setFormer(former)));
    assertThat(types(changed)).containsExactly("contact_changed");
    assertThat(data(changed, 0).path("oldId").asString()).isEqualTo("12025550100@c.us");
    assertThat(data(changed, 0).path("newId").asString()).isEqualTo("12025550108@c.us");
    var unreadable =
        show(
            event()
                .setUndecryptable(
                    UndecryptableMessage.newBuilder()
                        .setWhatsappId("U")
                        .setChat(MIA)
                        .setSender(MIA)));
    assertThat(types(unreadable)).containsExactly("message_ciphertext");
    assertThat(data(unreadable, 0).path("message").path("type").asString()).isEqualTo("ciphertext");
  }

  private void assertGroup(GroupChanged.Builder change, String dataType, String type) {
    var shown = show(event().setGroup(change));
    assertThat(types(shown)).containsExactly(dataType);
    assertThat(data(shown, 0).path("notification").path("type").asString()).isEqualTo(type);
  }

  private static GroupChanged.Builder group() {
    return GroupChanged.newBuilder().setGroup("1203@g.us").setAt(1_767_600_000);
  }

  private static GroupChanged.Builder participants(ParticipantAction action) {
    return group()
        .setParticipants(
            ParticipantsChanged.newBuilder()
                .setAction(action)
                .addUsers(GroupUser.newBuilder().setLid("5@lid")));
  }

  private List<WwebjsEvent> show(Event.Builder event) {
    return WwebjsEvents.of(event.build(), memory);
  }

  private Event.Builder event() {
    return Event.newBuilder()
        .setEventId("e" + events++)
        .setTenantId(TENANT.toString())
        .setSessionId(SESSION.toString())
        .setOccurredAtMs(1_767_600_000_000L);
  }

  private Event.Builder connection(ConnectionState state) {
    var change = ConnectionChanged.newBuilder().setState(state);
    if (state == ConnectionState.QR) {
      change.setQr("2@qr");
    }
    return event().setConnection(change);
  }

  private Event.Builder reason(ConnectionState state, String reason) {
    return event().setConnection(ConnectionChanged.newBuilder().setState(state).setReason(reason));
  }

  private Event.Builder message(String id, Address chat, Content content) {
    return event()
        .setMessage(
            MessageReceived.newBuilder()
                .setWhatsappId(id)
                .setChat(chat)
                .setSender(MIA)
                .setPushName("Mia")
                .setTimestamp(1_767_600_000)
                .setContent(content));
  }

  private static Content text(String body) {
    return Content.newBuilder().setText(Text.newBuilder().setBody(body)).build();
  }

  private static MessageKey key(String id, boolean fromMe) {
    return MessageKey.newBuilder().setChat("77@lid").setWhatsappId(id).setFromMe(fromMe).build();
  }

  private static List<String> types(List<WwebjsEvent> events) {
    return events.stream().map(WwebjsEvent::dataType).toList();
  }

  private static JsonNode data(List<WwebjsEvent> events, int index) {
    return JSON.readTree(JSON.writeValueAsString(events.get(index).data()));
  }

  private static void assertJson(JsonNode actual, String expected) {
    assertThat(actual).isEqualTo(JSON.readTree(expected));
  }
}
