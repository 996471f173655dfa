package io.trunkline.worker;

import static io.trunkline.worker.Scene.OURS;
import static io.trunkline.worker.Scene.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Edit;
import io.trunkline.proto.content.EphemeralSetting;
import io.trunkline.proto.content.EventResponse;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.PollVote;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.Revoke;
import io.trunkline.proto.content.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What is done to messages between Baileys and a session, and what the other makes of it. Baileys
/// cannot vote, nor answer an event.
@ExtendWith(OneScene.class)
class BaileysAdditionsTest {
  private static Scene scene;
  private static String theirText;

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
    theirText = scene.say(Map.of("text", "to be reacted to"));
    var unused = scene.received(theirText);
  }

  private static Content.Builder content() {
    return Content.newBuilder();
  }

  private static Content.Builder text(String body) {
    return content().setText(Text.newBuilder().setBody(body));
  }

  private static MessageKey ourKey(String id) {
    return theirKey(id).toBuilder().setFromMe(true).build();
  }

  private static MessageKey theirKey(String id) {
    return MessageKey.newBuilder().setChat(scene.lid(THEIRS)).setWhatsappId(id).build();
  }

  /// What Baileys names its own messages by.
  private static Map<String, Object> keyOf(String id) {
    return Map.of("remoteJid", scene.lid(OURS), "id", id, "fromMe", true);
  }

  @Test
  void votesOfOursAreDecryptedAndTalliedByBaileys() {
    var poll =
        scene.say(
            Map.of(
                "poll",
                Map.of("name", "Lunch?", "values", List.of("yes", "no"), "selectableCount", 1)));
    assertThat(scene.received(poll).getContent().getPoll().getName()).isEqualTo("Lunch?");
    assertThat(votersOf(poll, "yes")).isEmpty();
    assertThat(votersOf(poll, "no")).isEqualTo(scene.lid(OURS));
  }

  /// Votes "no" and has Baileys count.
  private static String votersOf(String poll, String option) {
    var vote = PollVote.newBuilder().setTarget(theirKey(poll)).addOptions("no");
    var shown = scene.shown(scene.send(content().setPollVote(vote)));
    var update = shown.at("/message/pollUpdateMessage");
    var context = new HashMap<String, Object>();
    context.put("pollCreatorJid", scene.lid(THEIRS));
    context.put("pollMsgId", poll);
    context.put("pollEncKey", secretOf(poll));
    context.put("voterJid", scene.lid(OURS));
    var opened = scene.library("decryptPollVote", encrypted(update.path("vote")), context);
    var tally =
        scene.library(
            "getAggregateVotesInPollMessage",
            Map.of(
                "message",
                Scene.contentOf(poll),
                "pollUpdates",
                List.of(
                    Map.of(
                        "pollUpdateMessageKey",
                        Map.of("remoteJid", scene.lid(OURS), "fromMe", false),
                        "vote",
                        Map.of(
                            "selectedOptions",
                            opened
                                .path("selectedOptions")
                                .valueStream()
                                .map(hash -> Map.of("$bytes", hash.asString()))
                                .toList())))),
            scene.lid(THEIRS));
    return tally
        .valueStream()
        .filter(one -> one.path("name").asString().equals(option))
        .findFirst()
        .orElseThrow()
        .path("voters")
        .path(0)
        .asString("");
  }

  private static Map<String, Object> encrypted(JsonNode payload) {
    return Map.of(
        "encPayload",
        Map.of("$bytes", payload.path("encPayload").asString()),
        "encIv",
        Map.of("$bytes", payload.path("encIv").asString()));
  }

  private static Map<String, String> secretOf(String id) {
    return Map.of(
        "$bytes", scene.shown(id).at("/message/messageContextInfo/messageSecret").asString());
  }

  /// Baileys opens them by itself only where both sides are named by phone number.
  @Test
  void responsesOfOursToAnEventAreDecryptedByBaileys() {
    var event =
        scene.say(
            Map.of(
                "event",
                Map.of("name", "Party", "startDate", Map.of("$date", 1_800_000_000_000L))));
    assertThat(scene.received(event).getContent().getEvent().getName()).isEqualTo("Party");
    var response =
        EventResponse.newBuilder()
            .setTarget(theirKey(event))
            .setResponse(EventResponse.Response.GOING)
            .setExtraGuests(2);
    var shown = scene.shown(scene.send(content().setEventResponse(response)));
    var opened =
        scene.library(
            "decryptEventResponse",
            encrypted(shown.at("/message/encEventResponseMessage")),
            Map.of(
                "eventCreatorJid",
                scene.lid(THEIRS),
                "eventMsgId",
                event,
                "eventEncKey",
                secretOf(event),
                "responderJid",
                scene.lid(OURS)));
    assertThat(opened.path("response").asString()).isEqualTo("GOING");
    assertThat(opened.path("extraGuestCount").asInt()).isEqualTo(2);
  }

  @Test
  void reactionsOfOursAreReactionsAtBaileys() {
    scene.send(
        content().setReaction(Reaction.newBuilder().setTarget(theirKey(theirText)).setText("🎉")));
    var told =
        scene.told(
            "messages.reaction", data -> data.at("/0/reaction/text").asString("").equals("🎉"));
    assertThat(told.at("/0/key/id").asString()).isEqualTo(theirText);
    assertThat(told.at("/0/key/fromMe").asBoolean()).isTrue();
  }

  @Test
  void editsGoBothWays() {
    var ours = scene.send(text("a typo of ours"));
    var unused = scene.shown(ours);
    scene.send(
        content()
            .setEdit(
                Edit.newBuilder().setTarget(ourKey(ours)).setContent(text("ours, corrected"))));
    var told = scene.told("messages.update", data -> isEditOf(data, ours));
    assertThat(told.at("/0/update/message/editedMessage/message/conversation").asString())
        .isEqualTo("ours, corrected");

    var theirs = scene.say(Map.of("text", "a typo of theirs"));
    var edit = scene.say(Map.of("text", "theirs, corrected", "edit", keyOf(theirs)));
    var received = scene.received(edit).getContent().getEdit();
    assertThat(received.getTarget()).isEqualTo(theirKey(theirs));
    assertThat(received.getContent().getText().getBody()).isEqualTo("theirs, corrected");
  }

  private static boolean isEditOf(JsonNode data, String id) {
    return data.at("/0/key/id").asString("").equals(id)
        && !data.at("/0/update/message/editedMessage").isMissingNode();
  }

  @Test
  void messagesAreDeletedForEveryoneBothWays() {
    var ours = scene.send(text("ours, in vain"));
    var unused = scene.shown(ours);
    scene.send(content().setRevoke(Revoke.newBuilder().setTarget(ourKey(ours))));
    var told =
        scene.told(
            "messages.update",
            data ->
                data.at("/0/key/id").asString("").equals(ours)
                    && !data.at("/0/update/messageStubType").isMissingNode());
    assertThat(told.at("/0/update/message").isNull()).isTrue();

    var theirs = scene.say(Map.of("text", "theirs, in vain"));
    var revoke = scene.say(Map.of("delete", keyOf(theirs)));
    assertThat(scene.received(revoke).getContent().getRevoke().getTarget())
        .isEqualTo(theirKey(theirs));
  }

  @Test
  void messagesOfAChatAreMadeToDisappearBothWays() {
    scene.send(
        content().setEphemeralSetting(EphemeralSetting.newBuilder().setExpirationS(604_800)));
    scene.told("chats.update", data -> data.at("/0/ephemeralExpiration").asLong(0) == 604_800);
    var id = scene.say(Map.of("disappearingMessagesInChat", 86_400));
    assertThat(scene.received(id).getContent().getEphemeralSetting().getExpirationS())
        .isEqualTo(86_400);
  }
}
