package io.trunkline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Groups of phones.
class GroupsTest {
  private static final String ALICE = "96170000001";
  private static final String BOB = "96170000002";
  private static final String EVE = "96170000003";

  @TempDir Path data;
  private Simulator simulator;
  private ControlApi control;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    List.of(ALICE, BOB, EVE).forEach(control::phone);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private JsonNode create(String addressing) {
    return post(
        "/groups",
        Map.of(
            "creator",
            ALICE,
            "subject",
            "Family",
            "participants",
            List.of(BOB),
            "addressing",
            addressing));
  }

  private JsonNode post(String path, Map<String, ?> body) {
    var answer = control.post(path, body);
    assertThat(answer.status()).as(path + " " + answer).isBetween(200, 204);
    return answer.body();
  }

  private static String jid(JsonNode group) {
    return group.get("jid").stringValue();
  }

  private JsonNode change(String group, String action, String user) {
    return post(
        "/groups/" + group + "/participants",
        Map.of("actor", ALICE, "action", action, "participants", List.of(user)));
  }

  private static List<String> members(JsonNode group) {
    List<String> members = new ArrayList<>();
    group
        .get("participants")
        .forEach(member -> members.add(member.get("phoneNumber").stringValue()));
    return members;
  }

  @Test
  void whoComesReadsWhatFollowsAndWhoWasRemovedDoesNotInEitherAddressing() {
    for (String addressing : List.of("lid", "pn")) {
      String group = jid(create(addressing));
      control.say(ALICE, group, "one");
      assertThat(members(change(group, "add", EVE))).containsExactly(ALICE, BOB, EVE);
      control.say(ALICE, group, "two");
      change(group, "remove", EVE);
      control.say(BOB, group, "three");
      control.say(ALICE, group, "four");
    }

    assertThat(control.texts(BOB, 6)).containsExactly("one", "two", "four", "one", "two", "four");
    assertThat(control.texts(EVE, 2)).containsExactly("two", "two");
    assertThat(control.stat("keyReuse")).isZero();
    assertThat(control.stat("undecryptable")).isZero();
  }

  @Test
  void adminsAreMadeAndUnmade() {
    String group = jid(create("lid"));
    assertThat(change(group, "promote", BOB).at("/participants/1/admin").stringValue())
        .isEqualTo("admin");
    assertThat(change(group, "demote", BOB).at("/participants/1/admin").isNull()).isTrue();
  }

  @Test
  void inAnAnnouncementGroupOnlyAdminsChangeSettings() {
    String group = jid(create("lid"));
    var settings = Map.of("actor", ALICE, "announce", true, "memberLinkMode", "admin_link");
    JsonNode changed = post("/groups/" + group + "/settings", settings);
    assertThat(changed.get("announce").booleanValue()).isTrue();
    assertThat(changed.get("memberLinkMode").stringValue()).isEqualTo("admin_link");

    var foreign = Map.of("actor", BOB, "announce", false);
    assertThat(control.post("/groups/" + group + "/settings", foreign).status()).isEqualTo(403);
  }

  @Test
  void whoFollowsALinkWaitsWhereAdminsMustApprove() {
    JsonNode made = create("lid");
    String group = jid(made);
    post("/groups/" + group + "/settings", Map.of("actor", ALICE, "joinApproval", true));
    var join = Map.of("actor", EVE, "inviteCode", made.get("inviteCode").stringValue());
    assertThat(control.post("/groups/" + group + "/join", join).status()).isEqualTo(204);

    JsonNode now = control.get("/groups/" + group).body();
    assertThat(members(now)).containsExactly(ALICE, BOB);
    assertThat(now.at("/pending/0").stringValue()).isEqualTo(EVE);
    var unknown = Map.of("actor", EVE, "inviteCode", "none");
    assertThat(control.post("/groups/" + group + "/join", unknown).status()).isEqualTo(406);
  }

  @Test
  void whoLetsNobodyAddHimIsInvitedInstead() {
    assertThat(control.post("/phones/" + EVE + "/privacy", Map.of("groups", "none")).status())
        .isEqualTo(204);
    JsonNode group = change(jid(create("lid")), "add", EVE);

    assertThat(members(group)).containsExactly(ALICE, BOB);
    assertThat(group.at("/invitations/" + EVE + "/code").stringValue()).isNotEmpty();
  }

  @Test
  void theLastOneWhoLeavesEndsTheGroup() {
    String group = jid(create("lid"));
    for (String member : List.of(BOB, ALICE)) {
      assertThat(control.post("/groups/" + group + "/leave", Map.of("actor", member)).status())
          .isEqualTo(204);
    }
    assertThat(control.get("/groups/" + group).status()).isEqualTo(404);
  }

  @Test
  void groupsAreKeptAcrossARestart() {
    String group = jid(create("lid"));
    control.say(ALICE, group, "before");
    simulator.close();
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    control.say(ALICE, group, "after");

    assertThat(control.texts(BOB, 2)).containsExactly("before", "after");
    assertThat(control.stat("keyReuse")).isZero();
  }
}
