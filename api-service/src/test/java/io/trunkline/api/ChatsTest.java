package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChanges;
import io.trunkline.proto.event.ChatCleared;
import io.trunkline.proto.event.ChatDeleted;
import io.trunkline.proto.event.ChatLabel;
import io.trunkline.proto.event.ChatMute;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.Label;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.MessagesRead;
import io.trunkline.proto.event.PastChat;
import io.trunkline.proto.event.PastMessage;
import io.trunkline.proto.group.Group;
import io.trunkline.proto.group.GroupChanged;
import io.trunkline.proto.group.GroupJoined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What becomes of the chats of an account, as the worker tells it.
class ChatsTest extends ApiTest {
  private static final String ASHA = "919999900000@s.whatsapp.net";
  private static final String RAVI = "919999900001@s.whatsapp.net";

  private UUID tenant;
  private UUID connection;

  @BeforeEach
  void connect() {
    tenant = newTenant();
    connection = connected(tenant, "acme");
  }

  @Test
  void messagesOfOthersCountAsUnreadUntilTheyAreReadOnAnotherDevice() {
    worker().receive(connection, "IN1", ASHA, "one");
    worker().receive(connection, "IN2", ASHA, "two");
    worker()
        .receive(
            connection,
            "IN3",
            ASHA,
            Content.newBuilder()
                .setReaction(
                    Reaction.newBuilder()
                        .setTarget(MessageKey.newBuilder().setWhatsappId("IN1"))
                        .setText("👍"))
                .build());
    awaitChat(ASHA, chat -> assertThat(chat.get("unreadCount").intValue()).isEqualTo(2));
    assertThat(chat(ASHA).at("/lastMessage/text").stringValue()).isEqualTo("two");
    worker()
        .emit(
            connection.toString(),
            event ->
                event.setRead(
                    MessagesRead.newBuilder()
                        .setChat(worker().address(ASHA))
                        .addWhatsappIds("IN1")
                        .addWhatsappIds("IN2")));
    awaitChat(ASHA, chat -> assertThat(chat.get("unreadCount").intValue()).isZero());
  }

  @Test
  void anAnswerOfOursReadsTheChat() {
    worker().receive(connection, "IN1", ASHA, "one");
    awaitChat(ASHA, chat -> assertThat(chat.get("unreadCount").intValue()).isEqualTo(1));
    send(tenant, connection, "9999900000", "answer").expect(200);
    awaitChat(
        ASHA,
        chat -> {
          assertThat(chat.get("unreadCount").intValue()).isZero();
          assertThat(chat.at("/lastMessage/text").stringValue()).isEqualTo("answer");
        });
  }

  @Test
  void ofTwoChangesOfOneMarkTheLaterCounts() {
    long now = Instant.now().toEpochMilli();
    change(ASHA, now, change -> change.setArchived(true));
    change(ASHA, now - 1, change -> change.setArchived(false));
    change(ASHA, now - 1, change -> change.setPinned(true));
    change(ASHA, now, change -> change.setMute(ChatMute.newBuilder().setMuted(true)));
    change(RAVI, now, change -> change.setRead(false));
    awaitChat(RAVI, chat -> assertThat(chat.get("markedUnread").booleanValue()).isTrue());
    var chat = chat(ASHA);
    assertThat(chat.get("archived").booleanValue()).isTrue();
    assertThat(chat.get("pinned").booleanValue()).isTrue();
    assertThat(chat.get("mutedUntil").stringValue()).isEqualTo("forever");
    change(RAVI, now + 1, read -> read.setRead(true));
    awaitChat(RAVI, read -> assertThat(read.get("markedUnread").booleanValue()).isFalse());
  }

  @Test
  void aMuteWithAnEndSaysWhen() {
    long now = Instant.now().toEpochMilli();
    change(
        ASHA,
        now,
        change ->
            change.setMute(ChatMute.newBuilder().setMuted(true).setUntilMs(1_900_000_000_000L)));
    awaitChat(
        ASHA,
        chat ->
            assertThat(Instant.parse(chat.get("mutedUntil").stringValue()))
                .isEqualTo(Instant.ofEpochMilli(1_900_000_000_000L)));
  }

  @Test
  void aDeletedChatComesBackWithANewMessageOnly() {
    worker().receive(connection, "IN1", ASHA, "one");
    worker().receive(connection, "IN2", RAVI, "two");
    awaitChat(RAVI, chat -> {});
    long now = Instant.now().toEpochMilli();
    change(ASHA, now, change -> change.setDeleted(ChatDeleted.getDefaultInstance()));
    eventually(() -> assertThat(names()).containsExactly(RAVI));
    receiveLater("IN3", ASHA, "again");
    awaitChat(
        ASHA, chat -> assertThat(chat.at("/lastMessage/text").stringValue()).isEqualTo("again"));
  }

  @Test
  void aClearedChatShowsNoMessages() {
    worker().receive(connection, "IN1", ASHA, "one");
    awaitChat(ASHA, chat -> {});
    change(
        ASHA,
        Instant.now().toEpochMilli(),
        change -> change.setCleared(ChatCleared.getDefaultInstance()));
    awaitChat(
        ASHA,
        chat -> {
          assertThat(chat.get("lastMessage").isNull()).isTrue();
          assertThat(chat.get("unreadCount").intValue()).isZero();
        });
  }

  @Test
  void aPartnerMetUnderTheLidAloneIsOneChatOnceTheNumberIsKnown() {
    var lid = worker().address(ASHA).getLid();
    worker()
        .emit(
            connection.toString(),
            event ->
                event.setMessage(
                    MessageReceived.newBuilder()
                        .setWhatsappId("L1")
                        .setChat(Address.newBuilder().setLid(lid))
                        .setSender(Address.newBuilder().setLid(lid))
                        .setTimestamp(Instant.now().getEpochSecond() - 5)
                        .setContent(text("who is this"))));
    awaitChat(lid, chat -> assertThat(chat.get("unreadCount").intValue()).isEqualTo(1));
    worker().receive(connection, "IN1", ASHA, "me");
    awaitChat(ASHA, chat -> assertThat(chat.get("unreadCount").intValue()).isEqualTo(2));
    assertThat(names()).containsExactly(ASHA);
    var messages =
        get(tenant(tenant), "/api/v1/messages?chat=" + ASHA).expect(200).data().get("messages");
    assertThat(messages.findValuesAsString("text")).containsExactly("me", "who is this");
  }

  @Test
  void thePastIsStoredOnceAndYieldsToChanges() {
    long now = Instant.now().toEpochMilli();
    change(ASHA, now, change -> change.setArchived(true));
    var history =
        HistoryReceived.newBuilder()
            .setType("recent")
            .addChats(
                PastChat.newBuilder()
                    .setChat(worker().address(ASHA))
                    .setName("Asha from school")
                    .setUnreadCount(3)
                    .setPinned(true)
                    .setLastActivity(1_700_000_000))
            .addMessages(past("P1", false, "hello", ""))
            .addMessages(past("P2", true, "hi", "read"))
            .addMessages(
                PastMessage.newBuilder()
                    .setWhatsappId("P3")
                    .setChat(worker().address(ASHA))
                    .setStub("e2e_encrypted"))
            .build();
    worker().emit(connection.toString(), event -> event.setHistory(history));
    worker().emit(connection.toString(), event -> event.setHistory(history));
    worker().receive(connection, "P1", ASHA, "hello");
    awaitChat(
        ASHA, chat -> assertThat(chat.get("name").stringValue()).isEqualTo("Asha from school"));
    worker().receive(connection, "MARK", RAVI, "mark");
    awaitChat(RAVI, chat -> {});
    assertThat(chat(ASHA).get("archived").booleanValue()).isTrue();
    assertThat(chat(ASHA).get("pinned").booleanValue()).isTrue();
    var messages =
        get(tenant(tenant), "/api/v1/messages?chat=" + ASHA).expect(200).data().get("messages");
    assertThat(messages.findValuesAsString("text")).containsExactlyInAnyOrder("hello", "hi");
    var own = messages.valueStream().filter(m -> m.get("text").stringValue().equals("hi")).toList();
    assertThat(own.getFirst().get("status").stringValue()).isEqualTo("read");
    assertThat(
            get(tenant(tenant), "/api/v1/messages")
                .expect(200)
                .data()
                .get("messages")
                .findValuesAsString("text"))
        .as("the past is not among what was accepted")
        .containsExactly("mark");
  }

  @Test
  void labelsOfChatsAreKept() {
    long now = Instant.now().toEpochMilli();
    worker().receive(connection, "IN1", ASHA, "one");
    worker().receive(connection, "IN2", RAVI, "two");
    change(
        ASHA,
        now,
        change -> change.setLabel(Label.newBuilder().setId("1").setName("New").setColor(2)));
    change(
        ASHA,
        now,
        change -> change.setChatLabel(ChatLabel.newBuilder().setLabelId("1").setLabeled(true)));
    eventually(() -> assertThat(names("?label=1")).containsExactly(ASHA));
    change(
        ASHA,
        now + 1,
        change -> change.setChatLabel(ChatLabel.newBuilder().setLabelId("1").setLabeled(false)));
    eventually(() -> assertThat(names("?label=1")).isEmpty());
  }

  @Test
  void aGroupGoesByItsSubject() {
    worker()
        .emit(
            connection.toString(),
            event ->
                event.setGroup(
                    GroupChanged.newBuilder()
                        .setGroup("120363000000000001@g.us")
                        .setJoined(
                            GroupJoined.newBuilder()
                                .setGroup(Group.newBuilder().setSubject("Team")))));
    awaitChat(
        "120363000000000001@g.us",
        chat -> assertThat(chat.get("name").stringValue()).isEqualTo("Team"));
    worker()
        .emit(
            connection.toString(),
            event ->
                event.setGroup(
                    GroupChanged.newBuilder()
                        .setGroup("120363000000000001@g.us")
                        .setSubject("The team")));
    awaitChat(
        "120363000000000001@g.us",
        chat -> assertThat(chat.get("name").stringValue()).isEqualTo("The team"));
  }

  @Test
  void chatsArePagedAndNobodyElseSeesThem() {
    for (int i = 0; i < 5; i++) {
      worker().receive(connection, "IN" + i, "91999990000" + i + "@s.whatsapp.net", "hi");
    }
    eventually(() -> assertThat(names()).hasSize(5));
    var seen = new ArrayList<String>();
    String after = "0";
    while (after != null) {
      var page = get(tenant(tenant), chats("?limit=2&after=" + after)).expect(200).data();
      seen.addAll(page.get("chats").findValuesAsString("jid"));
      after = page.get("next").isNull() ? null : page.get("next").stringValue();
    }
    assertThat(seen).doesNotHaveDuplicates().hasSize(5);
    get(tenant(newTenant()), chats("")).expect(404);
  }

  private PastMessage past(String id, boolean own, String text, String status) {
    return PastMessage.newBuilder()
        .setWhatsappId(id)
        .setChat(worker().address(ASHA))
        .setFromMe(own)
        .setTimestamp(1_700_000_000)
        .setStatus(status)
        .setContent(text(text))
        .build();
  }

  private static Content text(String text) {
    return Content.newBuilder().setText(Text.newBuilder().setBody(text)).build();
  }

  /// WhatsApp's times are whole seconds, so that a message of the same second is not later.
  private void receiveLater(String id, String from, String text) {
    worker()
        .emit(
            connection.toString(),
            event ->
                event.setMessage(
                    MessageReceived.newBuilder()
                        .setWhatsappId(id)
                        .setChat(worker().address(from))
                        .setSender(worker().address(from))
                        .setTimestamp(Instant.now().getEpochSecond() + 2)
                        .setContent(text(text))));
  }

  private void change(String chat, long atMs, Consumer<ChatChange.Builder> what) {
    var change = ChatChange.newBuilder().setAbout(worker().address(chat)).setAtMs(atMs);
    what.accept(change);
    worker()
        .emit(
            connection.toString(),
            event -> event.setChat(ChatChanges.newBuilder().addChanges(change)));
  }

  private String chats(String query) {
    return "/api/v1/connections/" + connection + "/chats" + query;
  }

  private List<String> names() {
    return names("");
  }

  private List<String> names(String query) {
    return get(tenant(tenant), chats(query))
        .expect(200)
        .data()
        .get("chats")
        .valueStream()
        .map(chat -> chat.get("jid").stringValue())
        .toList();
  }

  private JsonNode chat(String jid) {
    return get(tenant(tenant), chats(""))
        .expect(200)
        .data()
        .get("chats")
        .valueStream()
        .filter(chat -> chat.get("jid").stringValue().equals(jid))
        .findFirst()
        .orElseThrow();
  }

  private void awaitChat(String jid, Consumer<JsonNode> expectation) {
    eventually(
        () -> {
          assertThat(names()).contains(jid);
          expectation.accept(chat(jid));
        });
  }
}
