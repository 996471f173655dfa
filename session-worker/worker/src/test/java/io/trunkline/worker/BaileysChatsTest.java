package io.trunkline.worker;

import static io.trunkline.worker.Scene.FRIEND;
import static io.trunkline.worker.Scene.OURS;
import static io.trunkline.worker.Scene.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.command.ChatCommand;
import io.trunkline.proto.command.ChatMessage;
import io.trunkline.proto.command.ChatRangeSwitch;
import io.trunkline.proto.command.ClearChat;
import io.trunkline.proto.command.DeleteChat;
import io.trunkline.proto.command.DeleteMessageForMe;
import io.trunkline.proto.command.EditLabel;
import io.trunkline.proto.command.LabelChat;
import io.trunkline.proto.command.LabelMessage;
import io.trunkline.proto.command.LastMessage;
import io.trunkline.proto.command.MuteChat;
import io.trunkline.proto.command.SaveContact;
import io.trunkline.proto.command.StarMessage;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChange.ChangeCase;
import io.trunkline.proto.event.MessageName;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What the devices of an account share: Baileys and a session are linked to one phone, each
/// changes something and the other tells it. Ours changes the chat with a third, theirs that with
/// ours, so that nobody's change is taken for the other's.
@ExtendWith(OneScene.class)
class BaileysChatsTest {
  private static final long FAR = 4_000_000_000_000L;
  private static final String OUR_MESSAGE = "3EB0AAAABBBBCCCCDDDD01";
  private static final String THEIR_MESSAGE = "3EB0AAAABBBBCCCCDDDD02";

  private static Scene scene;
  private static Scene.Session session;

  /// @param event of Baileys
  private record Ours(ChatCommand.Builder action, String event, Predicate<JsonNode> told) {}

  /// @param modification for `chatModify`
  private record Theirs(Map<String, ?> modification, Predicate<ChatChange> told) {}

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
    session = scene.sibling();
  }

  private static String chat() {
    return scene.lid(FRIEND);
  }

  private static ChatMessage message() {
    return ChatMessage.newBuilder().setWhatsappId(OUR_MESSAGE).build();
  }

  private static LastMessage last() {
    return LastMessage.newBuilder().setMessage(message()).setTimestamp(1_790_000_000).build();
  }

  private static Named<Ours> chat(
      String what, ChatCommand.Builder action, Predicate<JsonNode> told) {
    return Named.of(
        what,
        new Ours(
            action.setChat(chat()),
            "chats.update",
            data -> data.at("/0/id").asString("").equals(chat()) && told.test(data.path(0))));
  }

  private static Named<Ours> other(
      String what, String event, ChatCommand.Builder action, Predicate<JsonNode> told) {
    return Named.of(what, new Ours(action.setChat(chat()), event, told));
  }

  private static ChatCommand.Builder action() {
    return ChatCommand.newBuilder();
  }

  private static ChatRangeSwitch range(boolean on) {
    return ChatRangeSwitch.newBuilder().setOn(on).setLast(last()).build();
  }

  private static boolean is(JsonNode node, String expected) {
    return node.asString("").equals(expected);
  }

  static Stream<Named<Ours>> actionsOfOurs() {
    return Stream.of(
        chat(
            "archive", action().setArchive(range(true)), told -> is(told.path("archived"), "true")),
        chat(
            "unarchive",
            action().setArchive(range(false)),
            told -> is(told.path("archived"), "false")),
        chat("pin", action().setPin(true), told -> told.path("pinned").asLong(0) > 0),
        chat("unpin", action().setPin(false), told -> told.path("pinned").isNull()),
        chat(
            "mute",
            action().setMute(MuteChat.newBuilder().setMuted(true).setUntilMs(FAR)),
            told -> told.path("muteEndTime").asLong(0) == FAR),
        chat(
            "unmute",
            action().setMute(MuteChat.getDefaultInstance()),
            told -> told.path("muteEndTime").isNull()),
        chat(
            "mark unread",
            action().setRead(range(false)),
            told -> told.path("unreadCount").asInt(0) == -1),
        chat("mark read", action().setRead(range(true)), told -> is(told.path("unreadCount"), "0")),
        other(
            "star",
            "messages.update",
            action().setStar(StarMessage.newBuilder().setMessage(message()).setStarred(true)),
            told ->
                is(told.at("/0/key/id"), OUR_MESSAGE) && is(told.at("/0/update/starred"), "true")),
        other(
            "unstar",
            "messages.update",
            action().setStar(StarMessage.newBuilder().setMessage(message())),
            told ->
                is(told.at("/0/key/id"), OUR_MESSAGE) && is(told.at("/0/update/starred"), "false")),
        other(
            "delete for me",
            "messages.delete",
            action().setDeleteMessage(DeleteMessageForMe.newBuilder().setMessage(message())),
            told -> is(told.at("/keys/0/id"), OUR_MESSAGE)),
        other(
            "contact",
            "contacts.upsert",
            action().setSaveContact(SaveContact.newBuilder().setFullName("Fred Friend")),
            told -> is(told.at("/0/name"), "Fred Friend")),
        other(
            "label",
            "labels.edit",
            action().setLabel(EditLabel.newBuilder().setId("21").setName("Ours").setColor(3)),
            told ->
                is(told.path("id"), "21")
                    && is(told.path("name"), "Ours")
                    && is(told.path("color"), "3")),
        other(
            "label on a chat",
            "labels.association",
            action().setLabelChat(LabelChat.newBuilder().setLabelId("21").setLabeled(true)),
            told ->
                is(told.path("type"), "add")
                    && is(told.at("/association/labelId"), "21")
                    && is(told.at("/association/chatId"), chat())),
        other(
            "label off a chat",
            "labels.association",
            action().setLabelChat(LabelChat.newBuilder().setLabelId("21")),
            told -> is(told.path("type"), "remove") && is(told.at("/association/labelId"), "21")),
        other(
            "label on a message",
            "labels.association",
            action()
                .setLabelMessage(
                    LabelMessage.newBuilder()
                        .setLabelId("21")
                        .setMessage(message())
                        .setLabeled(true)),
            told ->
                is(told.at("/association/messageId"), OUR_MESSAGE)
                    && is(told.at("/association/labelId"), "21")),
        other(
            "label deleted",
            "labels.edit",
            action().setLabel(EditLabel.newBuilder().setId("21").setDeleted(true)),
            told -> is(told.path("id"), "21") && is(told.path("deleted"), "true")),
        other(
            "push name",
            "creds.update",
            action().setPushName("Named by ours"),
            told -> is(told.at("/me/name"), "Named by ours")),
        other(
            "delete chat",
            "chats.delete",
            action().setDelete(DeleteChat.newBuilder().setLast(last())),
            told -> is(told.path(0), chat())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void actionsOfOurs(Ours action) {
    session.ask(session.command().setChat(action.action));
    scene.told(action.event, action.told);
  }

  /// Baileys does not tell of a chat that was cleared.
  @Test
  void clearedChatIsClearedAtThePhone() {
    session.ask(
        session
            .command()
            .setChat(action().setChat(chat()).setClear(ClearChat.newBuilder().setLast(last()))));
    session.event(
        event ->
            tells(
                event.getChat().getChangesList(),
                told -> told.hasCleared() && told.getAbout().getLid().equals(chat())));
  }

  /// Nor of a contact that was removed.
  @Test
  void removedContactIsRemovedAtThePhone() {
    session.ask(
        session
            .command()
            .setChat(
                action()
                    .setChat(chat())
                    .setSaveContact(SaveContact.newBuilder().setFullName("In vain"))));
    session.ask(session.command().setChat(action().setChat(chat()).setRemoveContact(true)));
    assertThat(scene.phones().state(THEIRS).path("contacts").toString()).doesNotContain("In vain");
  }

  private static Predicate<ChatChange> isAbout(ChangeCase change) {
    return told ->
        told.getChangeCase() == change && told.getAbout().getLid().equals(scene.lid(OURS));
  }

  private static boolean tells(List<ChatChange> changes, Predicate<ChatChange> wanted) {
    return changes.stream().anyMatch(wanted);
  }

  private static Named<Theirs> theirs(
      String what, Map<String, ?> modification, Predicate<ChatChange> told) {
    return Named.of(what, new Theirs(modification, told));
  }

  private static List<Map<String, ?>> lastOfTheirs() {
    return List.of(
        Map.of(
            "key",
            Map.of("remoteJid", scene.lid(OURS), "id", THEIR_MESSAGE, "fromMe", false),
            "messageTimestamp",
            1_790_000_000));
  }

  private static boolean isIt(MessageName message) {
    return message.getWhatsappId().equals(THEIR_MESSAGE) && !message.getFromMe();
  }

  static Stream<Named<Theirs>> actionsOfTheirs() {
    return Stream.of(
        theirs(
            "archive",
            Map.of("archive", true, "lastMessages", lastOfTheirs()),
            isAbout(ChangeCase.ARCHIVED).and(ChatChange::getArchived)),
        theirs(
            "unarchive",
            Map.of("archive", false, "lastMessages", lastOfTheirs()),
            isAbout(ChangeCase.ARCHIVED).and(told -> !told.getArchived())),
        theirs("pin", Map.of("pin", true), isAbout(ChangeCase.PINNED).and(ChatChange::getPinned)),
        theirs(
            "unpin",
            Map.of("pin", false),
            isAbout(ChangeCase.PINNED).and(told -> !told.getPinned())),
        theirs(
            "mute",
            Map.of("mute", FAR),
            isAbout(ChangeCase.MUTE)
                .and(told -> told.getMute().getMuted() && told.getMute().getUntilMs() == FAR)),
        theirs(
            "unmute",
            Map.of("mute", 0),
            isAbout(ChangeCase.MUTE).and(told -> !told.getMute().getMuted())),
        theirs(
            "mark unread",
            Map.of("markRead", false, "lastMessages", lastOfTheirs()),
            isAbout(ChangeCase.READ).and(told -> !told.getRead())),
        theirs(
            "mark read",
            Map.of("markRead", true, "lastMessages", lastOfTheirs()),
            isAbout(ChangeCase.READ).and(ChatChange::getRead)),
        theirs(
            "clear",
            Map.of("clear", true, "lastMessages", lastOfTheirs()),
            isAbout(ChangeCase.CLEARED)),
        theirs(
            "star",
            Map.of(
                "star",
                Map.of(
                    "messages",
                    List.of(Map.of("id", THEIR_MESSAGE, "fromMe", false)),
                    "star",
                    true)),
            told -> isIt(told.getStar().getMessage()) && told.getStar().getStarred()),
        theirs(
            "unstar",
            Map.of(
                "star",
                Map.of(
                    "messages",
                    List.of(Map.of("id", THEIR_MESSAGE, "fromMe", false)),
                    "star",
                    false)),
            told -> isIt(told.getStar().getMessage()) && !told.getStar().getStarred()),
        theirs(
            "delete for me",
            Map.of(
                "deleteForMe",
                Map.of(
                    "deleteMedia",
                    false,
                    "key",
                    Map.of("remoteJid", scene.lid(OURS), "id", THEIR_MESSAGE, "fromMe", false),
                    "timestamp",
                    1_790_000_000)),
            told -> isIt(told.getMessageDeleted().getMessage())),
        theirs(
            "contact",
            Map.of("contact", Map.of("fullName", "Frida Friend", "firstName", "Frida")),
            told -> told.getContact().getFullName().equals("Frida Friend")),
        theirs(
            "label",
            Map.of("addLabel", Map.of("id", "22", "name", "Theirs", "color", 4)),
            told ->
                told.getLabel().getId().equals("22")
                    && told.getLabel().getName().equals("Theirs")
                    && told.getLabel().getColor() == 4),
        theirs(
            "label on a chat",
            Map.of("addChatLabel", Map.of("labelId", "22")),
            isAbout(ChangeCase.CHAT_LABEL)
                .and(
                    told ->
                        told.getChatLabel().getLabelId().equals("22")
                            && told.getChatLabel().getLabeled())),
        theirs(
            "label off a chat",
            Map.of("removeChatLabel", Map.of("labelId", "22")),
            isAbout(ChangeCase.CHAT_LABEL)
                .and(
                    told ->
                        told.getChatLabel().getLabelId().equals("22")
                            && !told.getChatLabel().getLabeled())),
        theirs(
            "label on a message",
            Map.of("addMessageLabel", Map.of("labelId", "22", "messageId", THEIR_MESSAGE)),
            told ->
                isIt(told.getMessageLabel().getMessage())
                    && told.getMessageLabel().getLabelId().equals("22")
                    && told.getMessageLabel().getLabeled()),
        theirs(
            "push name",
            Map.of("pushNameSetting", "Named by theirs"),
            told -> told.getPushName().equals("Named by theirs")),
        theirs(
            "link previews off",
            Map.of("disableLinkPreviews", Map.of("isPreviewsDisabled", true)),
            told -> told.getOther().getName().equals("setting_disableLinkPreviews")),
        theirs(
            "delete chat",
            Map.of("delete", true, "lastMessages", lastOfTheirs()),
            isAbout(ChangeCase.DELETED)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void actionsOfTheirs(Theirs action) {
    scene.call("chatModify", action.modification, scene.lid(OURS));
    session.event(event -> tells(event.getChat().getChangesList(), action.told));
  }

  /// What a phone alone changes reaches both.
  @Test
  void settingsOfThePhoneAreToldByBoth() {
    scene.phones().act(THEIRS, "/settings", Map.of("locale", "ar_LB", "unarchiveChats", true));
    scene.told("settings.update", told -> is(told.path("value"), "ar_LB"));
    scene.told("creds.update", told -> is(told.at("/accountSettings/unarchiveChats"), "true"));
    for (var name : List.of("setting_locale", "setting_unarchiveChats")) {
      session.event(
          event ->
              tells(
                  event.getChat().getChangesList(),
                  change -> change.getOther().getName().equals(name)));
    }
  }
}
