package io.trunkline.webhook.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.group.GroupChanged;
import io.trunkline.proto.group.GroupSetting;
import io.trunkline.proto.group.GroupUser;
import io.trunkline.proto.group.ParticipantAction;
import io.trunkline.proto.group.ParticipantsChanged;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupViewTest {
  private static final String GROUP = "120363000000000001@g.us";
  private static final GroupUser BOB =
      GroupUser.newBuilder().setPn("12025550108@s.whatsapp.net").setLid("9001@lid").build();

  private static GroupChanged.Builder changed() {
    return GroupChanged.newBuilder().setGroup(GROUP).setActor(BOB).setAt(1_767_600_000);
  }

  @ParameterizedTest
  @CsvSource({
    "ADD, group_join, added",
    "REMOVE, group_leave, removed",
    "LEAVE, group_leave, left",
    "PROMOTE, group_update, promoted",
    "DEMOTE, group_update, demoted"
  })
  void membersComeGoAndRise(ParticipantAction action, String type, String change) {
    var event =
        changed()
            .setParticipants(ParticipantsChanged.newBuilder().setAction(action).addUsers(BOB))
            .build();

    assertThat(GroupView.type(event)).isEqualTo(type);
    Map<String, Object> bob = Map.of("pn", BOB.getPn(), "lid", BOB.getLid(), "jid", BOB.getPn());
    assertThat(GroupView.of(event))
        .isEqualTo(
            Map.of(
                "group",
                GROUP,
                "actor",
                bob,
                "timestamp",
                "2026-01-05T08:00:00Z",
                "change",
                change,
                "participants",
                List.of(bob)));
  }

  @Test
  void aSettingIsNamedWithWhatItIsNow() {
    var subject = changed().setSubject("Team").build();
    var announce = changed().setSetting(GroupSetting.newBuilder().setAnnounce(true)).build();

    assertThat(GroupView.type(subject)).isEqualTo("group_update");
    assertThat(GroupView.of(subject))
        .containsEntry("change", "subject")
        .containsEntry("subject", "Team");
    assertThat(GroupView.of(announce))
        .containsEntry("change", "announce")
        .containsEntry("announce", true);
  }
}
