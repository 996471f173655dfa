package io.trunkline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What one phone sends to another, kind by kind.
class MessageKindsTest {
  private static final String ALICE = "96170000001";
  private static final String BOB = "96170000002";

  @TempDir Path data;
  private Simulator simulator;
  private ControlApi control;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    control.phone(ALICE);
    control.phone(BOB);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void everyKindIsShownAsWhatItIs() {
    say(ALICE, BOB, "liveLocation", Map.of("latitude", 1.5, "longitude", 2.5));
    say(ALICE, BOB, "contact", Map.of("displayName", "Eve", "vcards", List.of("BEGIN:VCARD")));
    say(ALICE, BOB, "contacts", Map.of("displayName", "Two", "vcards", List.of("a", "b")));
    say(ALICE, BOB, "event", Map.of("name", "Party", "startTime", 1_800_000_000));
    String text = say(ALICE, BOB, "text", Map.of("text", "hi"));
    say(BOB, ALICE, "pin", Map.of("targetId", text));
    say(BOB, ALICE, "unpin", Map.of("targetId", text));
    say(BOB, ALICE, "keep", Map.of("targetId", text));

    assertThat(shown(BOB, 5))
        .containsExactly(
            "liveLocation null", "contact Eve", "contacts Two", "event Party", "text hi");
    assertThat(shown(ALICE, 3)).containsExactly("pin " + text, "unpin " + text, "keep " + text);
  }

  @Test
  void messagesOfBusinessesAreGivenAsTheProtobufsJson() {
    business("buttons", Map.of("contentText", "Choose", "headerType", "EMPTY"));
    business("list", Map.of("description", "Pick", "listType", 1));
    business("template", Map.of("hydratedTemplate", Map.of("hydratedContentText", "Take")));
    business("interactive", Map.of("body", Map.of("text", "Tap"), "nativeFlowMessage", Map.of()));
    business("buttonReply", Map.of("selectedButtonId", "a", "selectedDisplayText", "This"));
    business(
        "listReply", Map.of("title", "Row", "singleSelectReply", Map.of("selectedRowId", "r")));
    business("templateReply", Map.of("selectedId", "y", "selectedDisplayText", "Yes"));
    business(
        "interactiveReply",
        Map.of("body", Map.of("text", "Done"), "nativeFlowResponseMessage", Map.of("name", "n")));

    assertThat(shown(BOB, 8))
        .containsExactly(
            "buttons Choose",
            "list Pick",
            "template Take",
            "interactive Tap",
            "buttonReply This",
            "listReply Row",
            "templateReply Yes",
            "interactiveReply Done");
    var wrong = Map.of("to", BOB, "kind", "list", "content", Map.of("nonsense", 1));
    assertThat(control.post("/phones/" + ALICE + "/messages", wrong).status()).isEqualTo(400);
  }

  private void business(String kind, Map<String, ?> content) {
    var unused = say(ALICE, BOB, kind, Map.of("content", content));
  }

  @Test
  void whatAccompaniesAMessageGoesWithAnyKind() {
    String first = say(ALICE, BOB, "text", Map.of("text", "hi"));
    say(
        BOB,
        ALICE,
        "contact",
        Map.of("displayName", "Eve", "vcards", List.of("v"), "quotedId", first));
    say(
        BOB,
        ALICE,
        "text",
        Map.of("text", "see x.org", "preview", Map.of("matchedText", "x.org", "title", "X")));

    assertThat(shown(ALICE, 2)).containsExactly("contact Eve", "text see x.org");
    JsonNode messages =
        control.get("/phones/" + ALICE + "/messages?after=0").body().get("messages");
    assertThat(messages.get(0).get("quotedId").stringValue()).isEqualTo(first);
  }

  @Test
  void statusesReachWhomThePhoneHasToDoWith() {
    say(BOB, ALICE, "text", Map.of("text", "hi"));
    say(ALICE, "status@broadcast", "status", Map.of("content", Map.of("text", "my day")));

    assertThat(shown(BOB, 1)).containsExactly("text my day");
  }

  @Test
  void votesAreDecryptedByBothSides() {
    String poll =
        say(
            ALICE,
            BOB,
            "poll",
            Map.of("name", "Lunch?", "options", List.of("yes", "no", "later"), "selectable", 0));
    say(BOB, ALICE, "pollVote", Map.of("targetId", poll, "options", List.of("later", "yes")));
    say(ALICE, BOB, "pollVote", Map.of("targetId", poll, "options", List.of("no")));

    assertThat(shown(ALICE, 1)).containsExactly("pollVote yes, later");
    assertThat(shown(BOB, 2)).containsExactly("poll Lunch?", "pollVote no");
  }

  @Test
  void aVoteNeedsItsPoll() {
    var vote =
        Map.of("to", ALICE, "kind", "pollVote", "targetId", "none", "options", List.of("yes"));

    assertThat(control.post("/phones/" + BOB + "/messages", vote).status()).isEqualTo(404);
  }

  private String say(String from, String to, String kind, Map<String, ?> fields) {
    var body = new HashMap<String, Object>(fields);
    body.put("to", to);
    body.put("kind", kind);
    var answer = control.post("/phones/" + from + "/messages", body);
    assertThat(answer.status()).as(kind).isEqualTo(201);
    return answer.body().get("id").stringValue();
  }

  private List<String> shown(String number, int count) {
    List<String> shown = new ArrayList<>();
    String cursor = "0";
    for (int tries = 0; shown.size() < count && tries < 20; tries++) {
      JsonNode page =
          control.get("/phones/" + number + "/messages?after=" + cursor + "&waitMs=500").body();
      cursor = page.get("cursor").asString();
      for (JsonNode message : page.get("messages")) {
        JsonNode text = message.get("text");
        shown.add(
            message.get("kind").stringValue() + " " + (text == null ? "null" : text.stringValue()));
      }
    }
    return shown;
  }
}
