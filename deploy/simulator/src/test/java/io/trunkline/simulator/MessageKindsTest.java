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
    for (int tries = 0; shown.size() < count && tries < 20; tries++) {
      shown.clear();
      JsonNode page = control.get("/phones/" + number + "/messages?after=0&waitMs=500").body();
      for (JsonNode message : page.get("messages")) {
        JsonNode text = message.get("text");
        shown.add(
            message.get("kind").stringValue() + " " + (text == null ? "null" : text.stringValue()));
      }
    }
    return shown;
  }
}
