package io.trunkline.worker;

import static io.trunkline.worker.GroupScene.is;
import static io.trunkline.worker.GroupScene.operation;
import static io.trunkline.worker.Scene.FRIEND;
import static io.trunkline.worker.Scene.OURS;
import static io.trunkline.worker.Scene.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.GroupInvite;
import io.trunkline.proto.group.AnswerJoinRequests;
import io.trunkline.proto.group.CancelJoinRequest;
import io.trunkline.proto.group.ChangeParticipants;
import io.trunkline.proto.group.CreateGroup;
import io.trunkline.proto.group.GetInvite;
import io.trunkline.proto.group.Group;
import io.trunkline.proto.group.GroupChanged;
import io.trunkline.proto.group.GroupInvitation;
import io.trunkline.proto.group.GroupRole;
import io.trunkline.proto.group.GroupSetting;
import io.trunkline.proto.group.LeaveGroup;
import io.trunkline.proto.group.ListGroups;
import io.trunkline.proto.group.ListJoinRequests;
import io.trunkline.proto.group.ParticipantAction;
import io.trunkline.proto.group.ParticipantOutcome;
import io.trunkline.proto.group.RevokeInvitations;
import io.trunkline.proto.group.RevokeInvite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Baileys and a session in one group: each does everything to it, and the other is told, has it in
/// the group's metadata, and still reads what is written there.
@ExtendWith(OneScene.class)
class BaileysGroupsTest {
  private static final byte[] JPEG = {-1, -40, -1, 11};

  private static Scene scene;
  private static GroupScene groups;

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
    groups = new GroupScene(shared);
  }

  @Test
  void createdByEither() {
    var ours =
        groups.make(
            CreateGroup.newBuilder()
                .setSubject("By ours")
                .setDescription("made by us")
                .addParticipants(scene.lid(THEIRS))
                .addParticipants(scene.lid(FRIEND)));
    var told = groups.upserted(ours);
    assertThat(told.path("subject").asString()).isEqualTo("By ours");
    assertThat(told.path("author").asString()).isEqualTo(scene.lid(OURS));
    var metadata = groups.metadata(ours);
    assertThat(metadata.path("desc").asString()).isEqualTo("made by us");
    assertThat(metadata.path("owner").asString()).isEqualTo(scene.lid(OURS));
    assertThat(groups.members(metadata))
        .containsExactlyInAnyOrder(scene.lid(OURS), scene.lid(THEIRS), scene.lid(FRIEND));
    groups.talk(ours, "first");

    var theirs = groups.theirs("By theirs", OURS, FRIEND);
    var joined = groups.changed(theirs, GroupChanged::hasJoined).getJoined().getGroup();
    assertThat(joined.getSubject()).isEqualTo("By theirs");
    assertThat(joined.getOwner().getLid()).isEqualTo(scene.lid(THEIRS));
    var group = groups.group(theirs);
    assertThat(group.getAddressing()).isEqualTo("lid");
    assertThat(group.getSize()).isEqualTo(3);
    assertThat(groups.members(group))
        .containsExactlyInAnyOrder(scene.lid(OURS), scene.lid(THEIRS), scene.lid(FRIEND));
    groups.talk(theirs, "first");
  }

  @Test
  void listedByBoth() {
    var one = groups.made("Listed one", THEIRS);
    var other = groups.theirs("Listed other", OURS);
    var ours = groups.ask("", operation().setList(ListGroups.getDefaultInstance())).getGroupsList();
    assertThat(ours).extracting(Group::getJid).contains(one, other);
    var theirs = scene.call("groupFetchAllParticipating");
    assertThat(theirs.at("/" + one + "/subject").asString()).isEqualTo("Listed one");
    assertThat(theirs.at("/" + other + "/subject").asString()).isEqualTo("Listed other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lid", "pn"})
  void messagesGoBothWaysHoweverMembersAreNamed(String addressing) {
    var jid =
        scene
            .phones()
            .act(
                "/groups",
                Map.of(
                    "creator",
                    FRIEND,
                    "subject",
                    "Named by " + addressing,
                    "participants",
                    List.of(OURS, THEIRS),
                    "addressing",
                    addressing))
            .path("jid")
            .asString();
    groups.changed(jid, GroupChanged::hasJoined);
    groups.upserted(jid);
    assertThat(groups.group(jid).getAddressing()).isEqualTo(addressing);
    assertThat(groups.metadata(jid).path("addressingMode").asString()).isEqualTo(addressing);
    groups.talk(jid, "one");
    groups.talk(jid, "two");
  }

  @Test
  void whoLeftIsGivenNoNewSenderKey() {
    var jid = groups.made("Rotated", THEIRS, FRIEND);
    groups.talk(jid, "before");
    groups.talk(jid, "again");
    var settled = groups.write(jid, "settled");
    scene.shown(settled);
    assertThat(sent(settled)).doesNotContain("<to ");

    scene.phones().act("/groups/" + jid + "/leave", Map.of("actor", FRIEND));
    groups.changed(jid, ParticipantAction.LEAVE, FRIEND);
    groups.participants(jid, "remove", FRIEND);
    var after = groups.write(jid, "behind his back");
    scene.shown(after);
    assertThat(sent(after)).contains("<to ");
    groups.talk(jid, "after");
    assertThat(groups.members(groups.group(jid))).doesNotContain(scene.lid(FRIEND));
    assertThat(scene.phones().shown(FRIEND, 0, 0))
        .noneMatch(message -> is(message.path("text"), "behind his back"));
  }

  /// The stanza by which the session sent a message.
  private static String sent(String id) {
    return scene.phones().devices(OURS).stream()
        .flatMap(device -> scene.phones().stanzas(device).valueStream())
        .filter(line -> is(line.path("direction"), "in"))
        .map(line -> line.path("xml").asString())
        .filter(xml -> xml.startsWith("<message") && xml.contains(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void subjectDescriptionAndPicture() throws Exception {
    var jid = groups.made("Before", THEIRS);

    groups.ask(jid, operation().setSubject("Named by ours"));
    groups.updated(jid, one -> is(one.path("subject"), "Named by ours"));
    scene.call("groupUpdateSubject", jid, "Named by theirs");
    assertThat(
            groups
                .changed(jid, change -> change.getSubject().equals("Named by theirs"))
                .getActor()
                .getLid())
        .isEqualTo(scene.lid(THEIRS));

    groups.ask(jid, operation().setDescription("Told by ours"));
    groups.updated(jid, one -> is(one.path("desc"), "Told by ours"));
    scene.call("groupUpdateDescription", jid, "Told by theirs");
    groups.changed(jid, change -> change.getDescription().getText().equals("Told by theirs"));
    var group = groups.group(jid);
    assertThat(group.getSubject()).isEqualTo("Named by theirs");
    assertThat(group.getDescription().getText()).isEqualTo("Told by theirs");
    groups.ask(jid, operation().setDescription(""));
    assertThat(groups.metadata(jid).has("desc")).isFalse();

    assertThat(groups.ask(jid, operation().setPicture(ByteString.copyFrom(JPEG))).getPictureId())
        .isNotEmpty();
    scene.told(
        "contacts.update",
        data -> is(data.at("/0/id"), jid) && is(data.at("/0/imgUrl"), "changed"));
    var url = scene.call("profilePictureUrl", jid, "image").asString();
    assertThat(Phones.download(url)).isEqualTo(JPEG);
    scene.call("removeProfilePicture", jid);
    groups.changed(jid, change -> change.hasPicture() && change.getPicture().isEmpty());
    groups.talk(jid, "renamed");
  }

  @Test
  void settings() {
    var jid = groups.led("Settings");

    groups.set(jid, GroupSetting.newBuilder().setAnnounce(true));
    groups.updated(jid, one -> one.path("announce").asBoolean(false));
    scene.call("groupSettingUpdate", jid, "not_announcement");
    changed(jid, GroupSetting.newBuilder().setAnnounce(false));

    scene.call("groupSettingUpdate", jid, "locked");
    changed(jid, GroupSetting.newBuilder().setLocked(true));
    groups.set(jid, GroupSetting.newBuilder().setLocked(false));
    groups.updated(jid, one -> one.has("restrict") && !one.path("restrict").asBoolean());

    groups.set(jid, GroupSetting.newBuilder().setAdminsAdd(true));
    groups.updated(jid, one -> one.has("memberAddMode") && !one.path("memberAddMode").asBoolean());
    scene.call("groupMemberAddMode", jid, "all_member_add");
    changed(jid, GroupSetting.newBuilder().setAdminsAdd(false));

    scene.call("groupJoinApprovalMode", jid, "on");
    changed(jid, GroupSetting.newBuilder().setJoinApproval(true));
    groups.set(jid, GroupSetting.newBuilder().setJoinApproval(false));
    groups.updated(
        jid, one -> one.has("joinApprovalMode") && !one.path("joinApprovalMode").asBoolean());

    groups.set(jid, GroupSetting.newBuilder().setAdminsAdd(true));
    groups.set(jid, GroupSetting.newBuilder().setAnnounce(true));
    scene.call("groupSettingUpdate", jid, "locked");
    var settings = groups.group(jid).getSettings();
    assertThat(settings.getAnnounce()).isTrue();
    assertThat(settings.getLocked()).isTrue();
    assertThat(settings.getAdminsAdd()).isTrue();
    assertThat(settings.getJoinApproval()).isFalse();
    var metadata = groups.metadata(jid);
    assertThat(metadata.path("announce").asBoolean()).isTrue();
    assertThat(metadata.path("restrict").asBoolean()).isTrue();
    assertThat(metadata.path("memberAddMode").asBoolean(false)).isFalse();
    groups.talk(jid, "admins");
  }

  private static void changed(String group, GroupSetting.Builder setting) {
    groups.changed(group, change -> change.getSetting().equals(setting.build()));
  }

  /// Baileys tells a disappearing time as a message, as WhatsApp shows it.
  @Test
  void disappearingMessages() {
    var jid = groups.led("Disappearing");
    groups.set(jid, GroupSetting.newBuilder().setEphemeralSeconds(86_400));
    scene.told(
        "messages.upsert",
        data ->
            is(data.at("/messages/0/key/remoteJid"), jid)
                && data.at("/messages/0/message/protocolMessage/ephemeralExpiration").asInt(0)
                    == 86_400);
    assertThat(groups.metadata(jid).path("ephemeralDuration").asInt()).isEqualTo(86_400);
    var shown = scene.shown(groups.write(jid, "soon gone"));
    assertThat(shown.at("/message/extendedTextMessage/contextInfo/expiration").asInt())
        .isEqualTo(86_400);
    var said = scene.say(jid, Map.of("text", "soon gone"), Map.of("ephemeralExpiration", 86_400));
    assertThat(scene.received(said).getContent().getDisappearing().getExpirationS())
        .isEqualTo(86_400);

    scene.call("groupToggleEphemeral", jid, 604_800);
    changed(jid, GroupSetting.newBuilder().setEphemeralSeconds(604_800));
    assertThat(groups.group(jid).getSettings().getEphemeralSeconds()).isEqualTo(604_800);
    assertThat(
            scene
                .shown(groups.write(jid, "gone later"))
                .at("/message/extendedTextMessage/contextInfo/expiration")
                .asInt())
        .isEqualTo(604_800);
    scene.call("groupToggleEphemeral", jid, 0);
    changed(jid, GroupSetting.newBuilder().setEphemeralSeconds(0));
    assertThat(
            scene.shown(groups.write(jid, "here to stay")).at("/message/conversation").asString())
        .isEqualTo("here to stay");
  }

  @Test
  void membersComeAndGoAndRise() {
    var jid = groups.led("Members");
    assertThat(groups.change(jid, ParticipantAction.ADD, FRIEND)).isEqualTo(200);
    assertThat(groups.participants(jid, "add", FRIEND).path("author").asString())
        .isEqualTo(scene.lid(OURS));
    assertThat(groups.theyChange(jid, "promote", FRIEND)).isEqualTo("200");
    groups.changed(jid, ParticipantAction.PROMOTE, FRIEND);
    assertThat(
            groups.group(jid).getParticipantsList().stream()
                .filter(one -> one.getUser().getLid().equals(scene.lid(FRIEND)))
                .map(one -> one.getRole()))
        .containsExactly(GroupRole.ADMIN);
    assertThat(groups.change(jid, ParticipantAction.DEMOTE, FRIEND)).isEqualTo(200);
    groups.participants(jid, "demote", FRIEND);
    assertThat(groups.change(jid, ParticipantAction.REMOVE, FRIEND)).isEqualTo(200);
    groups.participants(jid, "remove", FRIEND);
    groups.talk(jid, "two");

    assertThat(groups.theyChange(jid, "add", FRIEND)).isEqualTo("200");
    groups.changed(jid, ParticipantAction.ADD, FRIEND);
    groups.talk(jid, "three");
    assertThat(groups.change(jid, ParticipantAction.PROMOTE, FRIEND)).isEqualTo(200);
    groups.participants(jid, "promote", FRIEND);
    assertThat(groups.theyChange(jid, "demote", FRIEND)).isEqualTo("200");
    groups.changed(jid, ParticipantAction.DEMOTE, FRIEND);
    assertThat(groups.theyChange(jid, "remove", FRIEND)).isEqualTo("200");
    groups.changed(jid, ParticipantAction.REMOVE, FRIEND);
    assertThat(groups.members(groups.group(jid)))
        .containsExactlyInAnyOrder(scene.lid(OURS), scene.lid(THEIRS));
    assertThat(groups.theyChange(jid, "add", OURS)).isEqualTo("409");
    groups.talk(jid, "two again");
  }

  @Test
  void eitherLeaves() {
    var theyGo = groups.made("They go", THEIRS, FRIEND);
    scene.call("groupLeave", theyGo);
    groups.changed(theyGo, ParticipantAction.LEAVE, THEIRS);
    assertThat(groups.members(groups.group(theyGo))).doesNotContain(scene.lid(THEIRS));

    var weGo = groups.theirs("We go", OURS, FRIEND);
    groups.ask(weGo, operation().setLeave(LeaveGroup.getDefaultInstance()));
    groups.participants(weGo, "remove", OURS);
    assertThat(groups.members(groups.metadata(weGo))).doesNotContain(scene.lid(OURS));
  }

  @Test
  void whoWasRemovedReadsNothingUntilHeIsAddedAgain() {
    var ours = groups.made("Removed", THEIRS, FRIEND);
    groups.talk(ours, "in");
    assertThat(groups.change(ours, ParticipantAction.REMOVE, THEIRS)).isEqualTo(200);
    groups.participants(ours, "remove", THEIRS);
    var unseen = groups.write(ours, "without them");
    assertThat(groups.change(ours, ParticipantAction.ADD, THEIRS)).isEqualTo(200);
    var seen = groups.write(ours, "in again");
    scene.shown(seen);
    assertThat(sent(seen)).contains("<to ");
    assertThat(scene.hasShown(unseen)).isFalse();
    groups.talk(ours, "as before");

    var theirs = groups.theirs("Removed too", OURS, FRIEND);
    groups.talk(theirs, "in");
    assertThat(groups.theyChange(theirs, "remove", OURS)).isEqualTo("200");
    groups.changed(theirs, ParticipantAction.REMOVE, OURS);
    var unheard = groups.say(theirs, "without us");
    assertThat(groups.theyChange(theirs, "add", OURS)).isEqualTo("200");
    groups.talk(theirs, "in again");
    assertThat(scene.hasReceived(unheard)).isFalse();
  }

  @Test
  void inviteLinks() {
    var ours = groups.made("Our link", FRIEND);
    var code = groups.ask(ours, operation().setInvite(GetInvite.getDefaultInstance()));
    var first = code.getInviteCode();
    assertThat(scene.call("groupGetInviteInfo", first).path("subject").asString())
        .isEqualTo("Our link");
    assertThat(scene.call("groupAcceptInvite", first).asString()).isEqualTo(ours);
    assertThat(groups.changed(ours, ParticipantAction.ADD, THEIRS).getParticipants().getReason())
        .isEqualTo("invite");
    groups.talk(ours, "linked");
    var fresh =
        groups
            .ask(ours, operation().setRevokeInvite(RevokeInvite.getDefaultInstance()))
            .getInviteCode();
    groups.updated(ours, one -> is(one.path("inviteCode"), fresh));
    assertThat(scene.refusal("groupGetInviteInfo", first)).contains("410");

    var theirs = groups.theirs("Their link", FRIEND);
    var their = scene.call("groupInviteCode", theirs).asString();
    assertThat(groups.ask("", operation().setInviteInfo(their)).getGroup().getSubject())
        .isEqualTo("Their link");
    var joined = groups.ask("", operation().setJoin(their)).getJoin();
    assertThat(joined.getGroup()).isEqualTo(theirs);
    assertThat(joined.getIsPending()).isFalse();
    groups.participants(theirs, "add", OURS);
    groups.talk(theirs, "linked");
    var renewed = scene.call("groupRevokeInvite", theirs).asString();
    groups.changed(theirs, change -> change.getInviteCode().equals(renewed));
    groups.refuses("", operation().setInviteInfo(their), 410);
  }

  @Test
  void invitationMessages() {
    for (var number : List.of(OURS, THEIRS)) {
      scene.phones().act(number, "/privacy", Map.of("groups", "none"));
    }
    try {
      oursInvites();
      theirsInvites();
    } finally {
      for (var number : List.of(OURS, THEIRS)) {
        scene.phones().act(number, "/privacy", Map.of("groups", "all"));
      }
    }
  }

  private static void oursInvites() {
    var jid = groups.made("By our invitation", FRIEND);
    var offer = ourOffer(jid);
    var invite =
        GroupInvite.newBuilder()
            .setGroup(jid)
            .setCode(offer.getInvitationCode())
            .setExpiresAtS(offer.getInvitationExpiresAt())
            .setGroupName("By our invitation")
            .setCaption("come");
    var shown = scene.shown(scene.send(Content.newBuilder().setGroupInvite(invite)));
    scene.call("groupAcceptInviteV4", shown.path("key"), shown.at("/message/groupInviteMessage"));
    groups.changed(jid, ParticipantAction.ADD, THEIRS);
    groups.talk(jid, "accepted");

    var withdrawn = groups.made("Withdrawn by ours", FRIEND);
    var former = ourOffer(withdrawn);
    var revoke = RevokeInvitations.newBuilder().addUsers(scene.lid(THEIRS));
    assertThat(
            groups
                .ask(withdrawn, operation().setRevokeInvitations(revoke))
                .getOutcomes(0)
                .getCode())
        .isEqualTo(200);
    var message =
        Map.of(
            "groupJid", withdrawn,
            "inviteCode", former.getInvitationCode(),
            "inviteExpiration", former.getInvitationExpiresAt());
    assertThat(scene.refusal("groupAcceptInviteV4", scene.lid(OURS), message)).contains("406");
  }

  /// What comes of adding Baileys, who lets nobody add him.
  private static ParticipantOutcome ourOffer(String group) {
    var add =
        ChangeParticipants.newBuilder()
            .setAction(ParticipantAction.ADD)
            .addUsers(scene.lid(THEIRS));
    var outcome = groups.ask(group, operation().setParticipants(add)).getOutcomes(0);
    assertThat(outcome.getCode()).isEqualTo(403);
    return outcome;
  }

  private static void theirsInvites() {
    var jid = groups.theirs("By their invitation", FRIEND);
    var offer = theirOffer(jid);
    // Its sendMessage insists on a picture of the group.
    var invite =
        Map.of(
            "groupJid",
            jid,
            "inviteCode",
            offer.path("code").asString(),
            "inviteExpiration",
            Long.parseLong(offer.path("expiration").asString()),
            "groupName",
            "By their invitation",
            "caption",
            "come");
    var message = scene.received(scene.relay(Map.of("groupInviteMessage", invite)));
    var read = message.getContent().getGroupInvite();
    assertThat(read.getGroup()).isEqualTo(jid);
    var invitation =
        GroupInvitation.newBuilder()
            .setCode(read.getCode())
            .setExpiresAt(read.getExpiresAtS())
            .setAdmin(message.getSender().getLid());
    assertThat(groups.ask(jid, operation().setInvitationInfo(invitation)).getGroup().getSubject())
        .isEqualTo("By their invitation");
    groups.ask(jid, operation().setAccept(invitation));
    groups.participants(jid, "add", OURS);
    groups.talk(jid, "accepted");

    var withdrawn = groups.theirs("Withdrawn by theirs", FRIEND);
    var former = theirOffer(withdrawn);
    scene.call("groupRevokeInviteV4", withdrawn, scene.lid(OURS));
    groups.refuses(
        withdrawn,
        operation()
            .setAccept(
                GroupInvitation.newBuilder()
                    .setCode(former.path("code").asString())
                    .setExpiresAt(Long.parseLong(former.path("expiration").asString()))
                    .setAdmin(scene.lid(THEIRS))),
        406);
  }

  /// What comes of adding the session's account, which lets nobody add it.
  private static JsonNode theirOffer(String group) {
    var added = scene.call("groupParticipantsUpdate", group, List.of(scene.lid(OURS)), "add");
    assertThat(added.at("/0/status").asString()).isEqualTo("403");
    return added.at("/0/content/content/0/attrs");
  }

  @Test
  void joinRequestsAnsweredByOurs() {
    var jid = groups.made("Ours approves", FRIEND);
    groups.set(jid, GroupSetting.newBuilder().setJoinApproval(true));
    var code = groups.ask(jid, operation().setInvite(GetInvite.getDefaultInstance()));
    scene.call("groupAcceptInvite", code.getInviteCode());
    var asked = groups.changed(jid, GroupChanged::hasJoinRequests);
    assertThat(asked.getJoinRequests().getUsers(0).getLid()).isEqualTo(scene.lid(THEIRS));
    assertThat(asked.getJoinRequests().getMethod()).isEqualTo("invite_link");
    assertThat(
            groups
                .ask(jid, operation().setJoinRequests(ListJoinRequests.getDefaultInstance()))
                .getJoinRequests(0)
                .getUser()
                .getLid())
        .isEqualTo(scene.lid(THEIRS));
    answer(jid, false);
    groups.changed(jid, GroupChanged::hasJoinRequestsRevoked);
    scene.call("groupAcceptInvite", code.getInviteCode());
    answer(jid, true);
    groups.changed(jid, ParticipantAction.ADD, THEIRS);
    groups.talk(jid, "approved");
  }

  private static void answer(String jid, boolean approve) {
    var answer = AnswerJoinRequests.newBuilder().setApprove(approve).addUsers(scene.lid(THEIRS));
    assertThat(groups.ask(jid, operation().setAnswerJoinRequests(answer)).getOutcomes(0).getCode())
        .isEqualTo(200);
  }

  @Test
  void joinRequestsAnsweredByTheirs() {
    var jid = groups.theirs("Theirs approves", FRIEND);
    scene.call("groupJoinApprovalMode", jid, "on");
    var code = scene.call("groupInviteCode", jid).asString();
    assertThat(groups.ask("", operation().setJoin(code)).getJoin().getIsPending()).isTrue();
    requested(jid, "created");
    groups.ask(jid, operation().setCancelJoinRequest(CancelJoinRequest.getDefaultInstance()));
    requested(jid, "revoked");
    assertThat(groups.ask("", operation().setJoin(code)).getJoin().getIsPending()).isTrue();
    assertThat(scene.call("groupRequestParticipantsList", jid).at("/0/jid").asString())
        .isEqualTo(scene.lid(OURS));
    assertThat(theyAnswer(jid, "reject")).isEqualTo("200");
    assertThat(groups.ask("", operation().setJoin(code)).getJoin().getIsPending()).isTrue();
    assertThat(theyAnswer(jid, "approve")).isEqualTo("200");
    groups.participants(jid, "add", OURS);
    groups.talk(jid, "approved");
  }

  private static void requested(String jid, String action) {
    scene.told(
        "group.join-request",
        data ->
            is(data.path("id"), jid)
                && is(data.path("action"), action)
                && is(data.path("participant"), scene.lid(OURS)));
  }

  private static String theyAnswer(String jid, String action) {
    return scene
        .call("groupRequestParticipantsUpdate", jid, List.of(scene.lid(OURS)), action)
        .at("/0/status")
        .asString();
  }
}
