package io.trunkline.worker;

import static io.trunkline.worker.Scene.OURS;
import static io.trunkline.worker.Scene.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.ButtonReply;
import io.trunkline.proto.content.Buttons;
import io.trunkline.proto.content.ContactCard;
import io.trunkline.proto.content.ContactCards;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Disappearing;
import io.trunkline.proto.content.Forwarding;
import io.trunkline.proto.content.Interactive;
import io.trunkline.proto.content.InteractiveReply;
import io.trunkline.proto.content.Keep;
import io.trunkline.proto.content.LinkPreview;
import io.trunkline.proto.content.ListMenu;
import io.trunkline.proto.content.ListReply;
import io.trunkline.proto.content.LiveLocation;
import io.trunkline.proto.content.Location;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.NativeFlowButton;
import io.trunkline.proto.content.Pin;
import io.trunkline.proto.content.Poll;
import io.trunkline.proto.content.Quote;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.ScheduledEvent;
import io.trunkline.proto.content.Template;
import io.trunkline.proto.content.TemplateReply;
import io.trunkline.proto.content.Text;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Messages of every kind but files between Baileys and a session, in both directions. What
/// `sendMessage` of Baileys has no content for, Baileys relays as a protobuf.
@ExtendWith(OneScene.class)
class BaileysKindsTest {
  private static final String VCARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Eve\nEND:VCARD";
  private static final ByteString JPEG = ByteString.copyFrom(new byte[] {-1, -40, -1, 7});

  private static Scene scene;
  private static String ourText;
  private static String theirText;

  /// What a session sends and where Baileys shows it: pairs of a JSON pointer and a text.
  private record Ours(Supplier<Content.Builder> content, String... shown) {}

  /// What Baileys sends, as a content of its own or as a protobuf, and what a session tells.
  private record Theirs(Supplier<String> send, Consumer<Content> told) {}

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
    ourText = scene.send(text("of ours"));
    theirText = scene.say(Map.of("text", "of theirs"));
    var unused = scene.shown(ourText);
    unused = scene.shown(theirText);
    assertThat(scene.received(theirText).getSender().getLid()).isEqualTo(scene.lid(THEIRS));
  }

  private static Content.Builder content() {
    return Content.newBuilder();
  }

  private static Content.Builder text(String body) {
    return content().setText(Text.newBuilder().setBody(body));
  }

  private static MessageKey ourKey(String id) {
    return MessageKey.newBuilder()
        .setChat(scene.lid(THEIRS))
        .setWhatsappId(id)
        .setFromMe(true)
        .build();
  }

  private static MessageKey theirKey(String id) {
    return MessageKey.newBuilder().setChat(scene.lid(THEIRS)).setWhatsappId(id).build();
  }

  private static Named<Ours> ours(String kind, Supplier<Content.Builder> content, String... shown) {
    return Named.of(kind, new Ours(content, shown));
  }

  static Stream<Named<Ours>> kindsOfOurs() {
    return Stream.of(
        ours("text", () -> text("hello"), "/conversation", "hello"),
        ours(
            "link preview",
            () ->
                content()
                    .setText(
                        Text.newBuilder()
                            .setBody("see https://example.com")
                            .setPreview(
                                LinkPreview.newBuilder()
                                    .setMatchedText("https://example.com")
                                    .setTitle("Example")
                                    .setDescription("A domain")
                                    .setJpegThumbnail(JPEG))),
            "/extendedTextMessage/text",
            "see https://example.com",
            "/extendedTextMessage/matchedText",
            "https://example.com",
            "/extendedTextMessage/title",
            "Example",
            "/extendedTextMessage/description",
            "A domain",
            "/extendedTextMessage/jpegThumbnail",
            base64(JPEG)),
        ours(
            "mentions",
            () -> text("@you").addMentions(scene.lid(THEIRS)),
            "/extendedTextMessage/contextInfo/mentionedJid/0",
            scene.lid(THEIRS)),
        ours(
            "quote",
            () ->
                text("so you say")
                    .setQuote(
                        Quote.newBuilder()
                            .setWhatsappId(theirText)
                            .setParticipant(scene.lid(THEIRS))
                            .setText("of theirs")),
            "/extendedTextMessage/contextInfo/stanzaId",
            theirText,
            "/extendedTextMessage/contextInfo/participant",
            scene.lid(THEIRS),
            "/extendedTextMessage/contextInfo/quotedMessage/conversation",
            "of theirs"),
        ours(
            "location",
            () ->
                content()
                    .setLocation(
                        Location.newBuilder().setLatitude(1.5).setLongitude(2.5).setName("here")),
            "/locationMessage/degreesLatitude",
            "1.5",
            "/locationMessage/degreesLongitude",
            "2.5",
            "/locationMessage/name",
            "here"),
        ours(
            "live location",
            () ->
                content()
                    .setLiveLocation(
                        LiveLocation.newBuilder()
                            .setLatitude(1.5)
                            .setLongitude(2.5)
                            .setSequenceNumber(3)),
            "/liveLocationMessage/degreesLatitude",
            "1.5",
            "/liveLocationMessage/sequenceNumber",
            "3"),
        ours(
            "contact",
            () -> content().setContact(card("Eve")),
            "/contactMessage/displayName",
            "Eve",
            "/contactMessage/vcard",
            VCARD),
        ours(
            "contacts",
            () ->
                content()
                    .setContacts(
                        ContactCards.newBuilder()
                            .setDisplayName("2 contacts")
                            .addContacts(card("Eve"))
                            .addContacts(card("Bob"))),
            "/contactsArrayMessage/displayName",
            "2 contacts",
            "/contactsArrayMessage/contacts/1/displayName",
            "Bob"),
        ours(
            "reaction",
            () ->
                content()
                    .setReaction(
                        Reaction.newBuilder().setTarget(theirKey(theirText)).setText("👍")),
            "/reactionMessage/text",
            "👍",
            "/reactionMessage/key/id",
            theirText,
            "/reactionMessage/key/fromMe",
            "true"),
        ours(
            "reaction taken back",
            () -> content().setReaction(Reaction.newBuilder().setTarget(theirKey(theirText))),
            "/reactionMessage/text",
            "",
            "/reactionMessage/key/id",
            theirText),
        ours(
            "poll, single",
            () -> content().setPoll(poll("Lunch?").setSelectableCount(1)),
            "/pollCreationMessageV3/name",
            "Lunch?",
            "/pollCreationMessageV3/options/1/optionName",
            "no",
            "/pollCreationMessageV3/selectableOptionsCount",
            "1"),
        ours(
            "poll, multiple",
            () -> content().setPoll(poll("Which?")),
            "/pollCreationMessage/name",
            "Which?",
            "/pollCreationMessage/options/0/optionName",
            "yes"),
        ours(
            "event",
            () ->
                content()
                    .setEvent(
                        ScheduledEvent.newBuilder()
                            .setName("Party")
                            .setDescription("all of us")
                            .setStartsAtS(1_800_000_000)),
            "/eventMessage/name",
            "Party",
            "/eventMessage/description",
            "all of us",
            "/eventMessage/startTime",
            "1800000000"),
        ours(
            "pin",
            () ->
                content()
                    .setPin(
                        Pin.newBuilder()
                            .setTarget(ourKey(ourText))
                            .setIsPinned(true)
                            .setDurationS(604_800)),
            "/pinInChatMessage/type",
            "PIN_FOR_ALL",
            "/pinInChatMessage/key/id",
            ourText,
            "/messageContextInfo/messageAddOnDurationInSecs",
            "604800"),
        ours(
            "unpin",
            () -> content().setPin(Pin.newBuilder().setTarget(ourKey(ourText))),
            "/pinInChatMessage/type",
            "UNPIN_FOR_ALL"),
        ours(
            "keep",
            () ->
                content().setKeep(Keep.newBuilder().setTarget(theirKey(theirText)).setIsKept(true)),
            "/keepInChatMessage/keepType",
            "KEEP_FOR_ALL",
            "/keepInChatMessage/key/id",
            theirText),
        ours(
            "forward",
            () -> text("far away").setForwarding(Forwarding.newBuilder().setScore(5)),
            "/extendedTextMessage/text",
            "far away",
            "/extendedTextMessage/contextInfo/forwardingScore",
            "5",
            "/extendedTextMessage/contextInfo/isForwarded",
            "true"),
        ours(
            "text that disappears",
            () ->
                text("gone tomorrow")
                    .setDisappearing(Disappearing.newBuilder().setExpirationS(86_400)),
            "/extendedTextMessage/contextInfo/expiration",
            "86400"),
        ours(
            "buttons",
            () ->
                content()
                    .setButtons(
                        Buttons.newBuilder()
                            .setBody("Choose")
                            .addButtons(
                                Buttons.Button.newBuilder().setId("a").setText("This one"))),
            "/buttonsMessage/contentText",
            "Choose",
            "/buttonsMessage/buttons/0/buttonText/displayText",
            "This one"),
        ours(
            "list",
            () ->
                content()
                    .setListMenu(
                        ListMenu.newBuilder()
                            .setDescription("Choose")
                            .setButtonText("Open")
                            .addSections(
                                ListMenu.Section.newBuilder()
                                    .addRows(ListMenu.Row.newBuilder().setId("r").setTitle("R")))),
            "/listMessage/description",
            "Choose",
            "/listMessage/sections/0/rows/0/rowId",
            "r"),
        ours(
            "interactive",
            () ->
                content()
                    .setInteractive(
                        Interactive.newBuilder()
                            .setBody("Choose")
                            .setNativeFlow(
                                Interactive.NativeFlow.newBuilder()
                                    .addButtons(
                                        NativeFlowButton.newBuilder()
                                            .setName("quick_reply")
                                            .setParamsJson("{\"id\":\"q\"}")))),
            "/interactiveMessage/body/text",
            "Choose",
            "/interactiveMessage/nativeFlowMessage/buttons/0/name",
            "quick_reply"),
        ours(
            "template",
            () ->
                content()
                    .setTemplate(
                        Template.newBuilder()
                            .setBody("Choose")
                            .addButtons(
                                Template.Button.newBuilder().setText("Yes").setReplyId("y"))),
            "/templateMessage/hydratedTemplate/hydratedContentText",
            "Choose"),
        ours(
            "button reply",
            () -> content().setButtonReply(ButtonReply.newBuilder().setId("a").setText("This")),
            "/buttonsResponseMessage/selectedButtonId",
            "a",
            "/buttonsResponseMessage/selectedDisplayText",
            "This"),
        ours(
            "list reply",
            () -> content().setListReply(ListReply.newBuilder().setRowId("r").setTitle("R")),
            "/listResponseMessage/singleSelectReply/selectedRowId",
            "r",
            "/listResponseMessage/title",
            "R"),
        ours(
            "template reply",
            () -> content().setTemplateReply(TemplateReply.newBuilder().setId("y").setText("Yes")),
            "/templateButtonReplyMessage/selectedId",
            "y"),
        ours(
            "interactive reply",
            () ->
                content()
                    .setInteractiveReply(
                        InteractiveReply.newBuilder()
                            .setBody("Yes")
                            .setName("quick_reply")
                            .setParamsJson("{\"id\":\"q\"}")),
            "/interactiveResponseMessage/nativeFlowResponseMessage/name",
            "quick_reply"));
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static ContactCard.Builder card(String name) {
    return ContactCard.newBuilder().setDisplayName(name).setVcard(VCARD);
  }

  private static Poll.Builder poll(String name) {
    return Poll.newBuilder().setName(name).addOptions("yes").addOptions("no");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void kindsOfOurs(Ours kind) {
    var id = scene.send(kind.content.get());
    var message = scene.shown(id).path("message");
    for (int i = 0; i < kind.shown.length; i += 2) {
      assertThat(message.at(kind.shown[i]).asString())
          .as("%s of %s", kind.shown[i], message)
          .isEqualTo(kind.shown[i + 1]);
    }
  }

  private static Named<Theirs> theirs(
      String kind, Supplier<Map<String, ?>> content, Consumer<Content> told) {
    return Named.of(kind, new Theirs(() -> scene.say(content.get()), told));
  }

  private static Named<Theirs> relayed(
      String kind, Supplier<Map<String, ?>> message, Consumer<Content> told) {
    return Named.of(kind, new Theirs(() -> scene.relay(message.get()), told));
  }

  /// What Baileys names its own messages and ours by.
  private static Map<String, Object> keyOf(String id, boolean isTheirs) {
    return Map.of("remoteJid", scene.lid(OURS), "id", id, "fromMe", isTheirs);
  }

  static Stream<Named<Theirs>> kindsOfTheirs() {
    return Stream.of(
        theirs(
            "text",
            () -> Map.of("text", "hello"),
            told -> assertThat(told.getText().getBody()).isEqualTo("hello")),
        theirs(
            "link preview",
            () ->
                Map.of(
                    "text",
                    "see https://example.com",
                    "linkPreview",
                    Map.of(
                        "canonical-url",
                        "https://example.com",
                        "matched-text",
                        "https://example.com",
                        "title",
                        "Example",
                        "description",
                        "A domain",
                        "jpegThumbnail",
                        Scene.bytes(JPEG.toByteArray()))),
            told -> {
              var preview = told.getText().getPreview();
              assertThat(preview.getMatchedText()).isEqualTo("https://example.com");
              assertThat(preview.getTitle()).isEqualTo("Example");
              assertThat(preview.getDescription()).isEqualTo("A domain");
              assertThat(preview.getJpegThumbnail()).isEqualTo(JPEG);
            }),
        theirs(
            "mentions",
            () -> Map.of("text", "@you", "mentions", List.of(scene.lid(OURS))),
            told -> assertThat(told.getMentionsList()).containsExactly(scene.lid(OURS))),
        Named.of(
            "quote",
            new Theirs(
                () ->
                    scene.say(
                        scene.lid(OURS),
                        Map.of("text", "so you say"),
                        Map.of("quoted", Scene.message(ourText))),
                told -> {
                  assertThat(told.getText().getBody()).isEqualTo("so you say");
                  assertThat(told.getQuote().getWhatsappId()).isEqualTo(ourText);
                  assertThat(told.getQuote().getText()).isEqualTo("of ours");
                  assertThat(told.getQuote().getParticipant()).isEqualTo(scene.lid(OURS));
                })),
        theirs(
            "location",
            () ->
                Map.of(
                    "location",
                    Map.of("degreesLatitude", 1.5, "degreesLongitude", 2.5, "name", "here")),
            told -> {
              assertThat(told.getLocation().getLatitude()).isEqualTo(1.5);
              assertThat(told.getLocation().getName()).isEqualTo("here");
            }),
        relayed(
            "live location",
            () ->
                Map.of(
                    "liveLocationMessage",
                    Map.of("degreesLatitude", 1.5, "degreesLongitude", 2.5, "sequenceNumber", 3)),
            told -> {
              assertThat(told.getLiveLocation().getLatitude()).isEqualTo(1.5);
              assertThat(told.getLiveLocation().getSequenceNumber()).isEqualTo(3);
            }),
        theirs(
            "contact",
            () -> Map.of("contacts", Map.of("contacts", List.of(cardOf("Eve")))),
            told -> {
              assertThat(told.getContact().getDisplayName()).isEqualTo("Eve");
              assertThat(told.getContact().getVcard()).isEqualTo(VCARD);
            }),
        theirs(
            "contacts",
            () ->
                Map.of(
                    "contacts",
                    Map.of("displayName", "2", "contacts", List.of(cardOf("Eve"), cardOf("Bob")))),
            told ->
                assertThat(told.getContacts().getContactsList())
                    .extracting(ContactCard::getDisplayName)
                    .containsExactly("Eve", "Bob")),
        theirs(
            "reaction",
            () -> Map.of("react", Map.of("text", "👍", "key", keyOf(ourText, false))),
            told -> {
              assertThat(told.getReaction().getText()).isEqualTo("👍");
              assertThat(told.getReaction().getTarget()).isEqualTo(ourKey(ourText));
            }),
        theirs(
            "reaction taken back",
            () -> Map.of("react", Map.of("text", "", "key", keyOf(ourText, false))),
            told -> {
              assertThat(told.hasReaction()).isTrue();
              assertThat(told.getReaction().getText()).isEmpty();
              assertThat(told.getReaction().getTarget().getWhatsappId()).isEqualTo(ourText);
            }),
        theirs(
            "poll, single",
            () -> Map.of("poll", pollOf("Lunch?", 1)),
            told -> {
              assertThat(told.getPoll().getName()).isEqualTo("Lunch?");
              assertThat(told.getPoll().getOptionsList()).containsExactly("yes", "no");
              assertThat(told.getPoll().getSelectableCount()).isEqualTo(1);
            }),
        theirs(
            "poll, multiple",
            () -> Map.of("poll", pollOf("Which?", 0)),
            told -> {
              assertThat(told.getPoll().getName()).isEqualTo("Which?");
              assertThat(told.getPoll().getSelectableCount()).isZero();
            }),
        theirs(
            "event",
            () ->
                Map.of(
                    "event",
                    Map.of(
                        "name",
                        "Party",
                        "description",
                        "all of us",
                        "startDate",
                        Map.of("$date", 1_800_000_000_000L))),
            told -> {
              assertThat(told.getEvent().getName()).isEqualTo("Party");
              assertThat(told.getEvent().getDescription()).isEqualTo("all of us");
              assertThat(told.getEvent().getStartsAtS()).isEqualTo(1_800_000_000);
            }),
        theirs(
            "pin",
            () -> Map.of("pin", keyOf(theirText, true), "type", 1, "time", 604_800),
            told -> {
              assertThat(told.getPin().getIsPinned()).isTrue();
              assertThat(told.getPin().getDurationS()).isEqualTo(604_800);
              assertThat(told.getPin().getTarget()).isEqualTo(theirKey(theirText));
            }),
        theirs(
            "unpin",
            () -> Map.of("pin", keyOf(theirText, true), "type", 2),
            told -> {
              assertThat(told.hasPin()).isTrue();
              assertThat(told.getPin().getIsPinned()).isFalse();
            }),
        relayed(
            "keep",
            () -> Map.of("keepInChatMessage", Map.of("key", keyOf(ourText, false), "keepType", 1)),
            told -> {
              assertThat(told.getKeep().getIsKept()).isTrue();
              assertThat(told.getKeep().getTarget()).isEqualTo(ourKey(ourText));
            }),
        theirs(
            "forward",
            () -> Map.of("forward", Scene.message(ourText)),
            told -> {
              assertThat(told.getText().getBody()).isEqualTo("of ours");
              assertThat(told.getForwarding().getScore()).isEqualTo(1);
            }),
        Named.of(
            "text that disappears",
            new Theirs(
                () ->
                    scene.say(
                        scene.lid(OURS),
                        Map.of("text", "gone tomorrow"),
                        Map.of("ephemeralExpiration", 86_400)),
                told -> assertThat(told.getDisappearing().getExpirationS()).isEqualTo(86_400))),
        relayed(
            "buttons",
            () ->
                Map.of(
                    "buttonsMessage",
                    Map.of(
                        "contentText",
                        "Choose",
                        "headerType",
                        1,
                        "buttons",
                        List.of(
                            Map.of(
                                "buttonId",
                                "a",
                                "type",
                                1,
                                "buttonText",
                                Map.of("displayText", "This one"))))),
            told -> {
              assertThat(told.getButtons().getBody()).isEqualTo("Choose");
              assertThat(told.getButtons().getButtons(0).getText()).isEqualTo("This one");
            }),
        relayed(
            "list",
            () ->
                Map.of(
                    "listMessage",
                    Map.of(
                        "description",
                        "Choose",
                        "buttonText",
                        "Open",
                        "listType",
                        1,
                        "sections",
                        List.of(Map.of("rows", List.of(Map.of("rowId", "r", "title", "R")))))),
            told -> {
              assertThat(told.getListMenu().getDescription()).isEqualTo("Choose");
              assertThat(told.getListMenu().getSections(0).getRows(0).getId()).isEqualTo("r");
            }),
        relayed(
            "template",
            () ->
                Map.of(
                    "templateMessage",
                    Map.of(
                        "hydratedTemplate",
                        Map.of(
                            "hydratedContentText",
                            "Choose",
                            "hydratedButtons",
                            List.of(
                                Map.of(
                                    "index",
                                    0,
                                    "quickReplyButton",
                                    Map.of("displayText", "Yes", "id", "y")))))),
            told -> {
              assertThat(told.getTemplate().getBody()).isEqualTo("Choose");
              assertThat(told.getTemplate().getButtons(0).getReplyId()).isEqualTo("y");
            }),
        relayed(
            "interactive",
            () ->
                Map.of(
                    "interactiveMessage",
                    Map.of(
                        "body",
                        Map.of("text", "Choose"),
                        "nativeFlowMessage",
                        Map.of(
                            "buttons",
                            List.of(
                                Map.of("name", "quick_reply", "buttonParamsJson", "{\"id\":1}"))))),
            told -> {
              assertThat(told.getInteractive().getBody()).isEqualTo("Choose");
              assertThat(told.getInteractive().getNativeFlow().getButtons(0).getName())
                  .isEqualTo("quick_reply");
            }),
        theirs(
            "button reply",
            () ->
                Map.of(
                    "buttonReply",
                    Map.of("id", "a", "displayText", "This", "index", 0),
                    "type",
                    "plain"),
            told -> {
              assertThat(told.getButtonReply().getId()).isEqualTo("a");
              assertThat(told.getButtonReply().getText()).isEqualTo("This");
            }),
        theirs(
            "template reply",
            () ->
                Map.of(
                    "buttonReply",
                    Map.of("id", "y", "displayText", "Yes", "index", 1),
                    "type",
                    "template"),
            told -> {
              assertThat(told.getTemplateReply().getId()).isEqualTo("y");
              assertThat(told.getTemplateReply().getIndex()).isEqualTo(1);
            }),
        theirs(
            "list reply",
            () ->
                Map.of(
                    "listReply",
                    Map.of(
                        "title",
                        "R",
                        "listType",
                        1,
                        "singleSelectReply",
                        Map.of("selectedRowId", "r"))),
            told -> {
              assertThat(told.getListReply().getRowId()).isEqualTo("r");
              assertThat(told.getListReply().getTitle()).isEqualTo("R");
            }),
        relayed(
            "interactive reply",
            () ->
                Map.of(
                    "interactiveResponseMessage",
                    Map.of(
                        "body",
                        Map.of("text", "Yes"),
                        "nativeFlowResponseMessage",
                        Map.of("name", "quick_reply", "paramsJson", "{\"id\":1}", "version", 1))),
            told -> {
              assertThat(told.getInteractiveReply().getBody()).isEqualTo("Yes");
              assertThat(told.getInteractiveReply().getName()).isEqualTo("quick_reply");
            }),
        // sendMessage fails where the group has no picture.
        relayed(
            "group invite",
            () ->
                Map.of(
                    "groupInviteMessage",
                    Map.of("inviteCode", "code", "groupJid", "1@g.us", "groupName", "Family")),
            told -> {
              assertThat(told.getGroupInvite().getCode()).isEqualTo("code");
              assertThat(told.getGroupInvite().getGroupName()).isEqualTo("Family");
            }),
        theirs(
            "phone number asked for",
            () -> Map.of("requestPhoneNumber", true),
            told -> assertThat(told.hasRequestPhoneNumber()).isTrue()),
        theirs(
            "phone number shared",
            () -> Map.of("sharePhoneNumber", true),
            told -> assertThat(told.hasSharePhoneNumber()).isTrue()),
        relayed(
            "unknown",
            () ->
                Map.of(
                    "sendPaymentMessage",
                    Map.of("noteMessage", Map.of("conversation", "for the coffee"))),
            told -> {
              assertThat(told.getUnknown().getKind()).isEqualTo("sendPaymentMessage");
              assertThat(told.getUnknown().getRaw().toStringUtf8()).contains("for the coffee");
            }));
  }

  private static Map<String, String> cardOf(String name) {
    return Map.of("displayName", name, "vcard", VCARD);
  }

  private static Map<String, Object> pollOf(String name, int selectable) {
    return Map.of("name", name, "values", List.of("yes", "no"), "selectableCount", selectable);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void kindsOfTheirs(Theirs kind) {
    kind.told.accept(scene.received(kind.send.get()).getContent());
  }
}
