package io.trunkline.worker;

import static io.trunkline.worker.GroupScene.is;
import static io.trunkline.worker.GroupScene.operation;
import static io.trunkline.worker.Scene.FRIEND;
import static io.trunkline.worker.Scene.OURS;
import static io.trunkline.worker.Scene.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.group.CreateGroup;
import io.trunkline.proto.group.DeleteCommunity;
import io.trunkline.proto.group.GroupChanged;
import io.trunkline.proto.group.GroupRelation;
import io.trunkline.proto.group.GroupUser;
import io.trunkline.proto.group.LeaveGroup;
import io.trunkline.proto.group.LinkGroups;
import io.trunkline.proto.group.LinkOutcome;
import io.trunkline.proto.group.LinkedGroup;
import io.trunkline.proto.group.ListCommunityMembers;
import io.trunkline.proto.group.ListLinkedGroups;
import io.trunkline.proto.group.ParticipantAction;
import io.trunkline.proto.group.RemoveFromCommunity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Baileys and a session in one community.
///
/// Baileys cannot join a linked group, list a community's members, end a community, or tell that
/// groups were linked; it reads a community as a group.
@ExtendWith(OneScene.class)
class BaileysCommunitiesTest {
  private static Scene scene;
  private static GroupScene groups;

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
    groups = new GroupScene(shared);
  }

  /// Made by the session, with Baileys as an admin.
  private static String ledByBoth(String subject) {
    var community = community(subject, THEIRS);
    assertThat(groups.change(community, ParticipantAction.PROMOTE, THEIRS)).isEqualTo(200);
    groups.participants(community, "promote", THEIRS);
    return community;
  }

  private static String community(String subject, String... numbers) {
    var create = CreateGroup.newBuilder().setSubject(subject).setIsCommunity(true);
    Stream.of(numbers).map(scene::lid).forEach(create::addParticipants);
    return groups.make(create);
  }

  /// Made by Baileys, with the session as a member.
  private static String theirs(String subject) {
    var community = scene.call("communityCreate", subject, "by theirs").path("id").asString();
    var added =
        scene.call("communityParticipantsUpdate", community, List.of(scene.lid(OURS)), "add");
    assertThat(added.at("/0/status").asString()).isEqualTo("200");
    groups.changed(community, GroupChanged::hasJoined);
    return community;
  }

  private static List<LinkedGroup> linked(String community) {
    return groups
        .ask(community, operation().setLinked(ListLinkedGroups.getDefaultInstance()))
        .getLinkedList();
  }

  private static String announcements(String community) {
    return linked(community).stream()
        .filter(LinkedGroup::getIsAnnouncements)
        .map(LinkedGroup::getJid)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> linkedAsTheySee(String community) {
    return scene
        .call("communityFetchLinkedGroups", community)
        .path("linkedGroups")
        .valueStream()
        .map(group -> group.path("id").asString())
        .toList();
  }

  @Test
  void madeByEitherWithItsAnnouncementGroup() {
    var ours = community("Ours", THEIRS);
    assertThat(groups.upserted(ours).path("isCommunity").asBoolean()).isTrue();
    var announcements = announcements(ours);
    var described = groups.group(announcements);
    assertThat(described.getCommunity()).isEqualTo(ours);
    assertThat(described.getIsAnnouncements()).isTrue();
    assertThat(groups.group(ours).getIsCommunity()).isTrue();
    var metadata = groups.metadata(announcements);
    assertThat(metadata.path("isCommunityAnnounce").asBoolean()).isTrue();
    assertThat(metadata.path("linkedParent").asString()).isEqualTo(ours);
    scene.shown(groups.write(announcements, "news"));
    refusesTheirs(announcements);

    var theirs = theirs("Theirs");
    var joined = groups.changed(theirs, GroupChanged::hasJoined).getJoined().getGroup();
    assertThat(joined.getIsCommunity()).isTrue();
    assertThat(joined.getDescription().getText()).isEqualTo("by theirs");
    assertThat(linked(theirs)).extracting(LinkedGroup::getJid).isEqualTo(linkedAsTheySee(theirs));
    var their = announcements(theirs);
    groups.changed(their, GroupChanged::hasJoined);
    scene.received(groups.say(their, "news"));
    var refused = scene.answerTo(their, GroupScene.text("not an admin"));
    assertThat(refused.getReason()).contains("403");
  }

  /// Where only admins write.
  private static void refusesTheirs(String group) {
    var id = groups.say(group, "not an admin");
    scene.told(
        "messages.update",
        data -> is(data.at("/0/key/id"), id) && data.at("/0/update/status").asInt(-1) == 0);
  }

  @Test
  void linkedAndUnlinkedByEither() {
    var community = ledByBoth("Linking");
    var ours = groups.made("Linked by ours", FRIEND);
    assertThat(link(community, ours)).containsExactly(outcome(ours, 200));
    linked(community, GroupRelation.SUB, ours);
    linked(ours, GroupRelation.PARENT, community);
    assertThat(linkedAsTheySee(community)).contains(ours);
    assertThat(groups.group(ours).getCommunity()).isEqualTo(community);
    assertThat(groups.members(groups.metadata(community))).contains(scene.lid(FRIEND));
    assertThat(link(community, ours)).containsExactly(outcome(ours, 409));

    var unlink = operation().setUnlink(LinkGroups.newBuilder().addGroups(ours));
    assertThat(groups.ask(community, unlink).getLinkOutcomesList())
        .containsExactly(outcome(ours, 200));
    unlinked(community, GroupRelation.SUB, ours, "unlink_group");
    unlinked(ours, GroupRelation.PARENT, community, "unlink_group");
    assertThat(linkedAsTheySee(community)).doesNotContain(ours);

    var theirs = groups.theirs("Linked by theirs", OURS);
    scene.call("communityLinkGroup", theirs, community);
    linked(community, GroupRelation.SUB, theirs);
    linked(theirs, GroupRelation.PARENT, community);
    assertThat(linked(community)).extracting(LinkedGroup::getJid).contains(theirs);
    groups.talk(theirs, "linked");
    scene.call("communityUnlinkGroup", theirs, community);
    unlinked(community, GroupRelation.SUB, theirs, "unlink_group");
    assertThat(groups.group(theirs).getCommunity()).isEmpty();
    groups.talk(theirs, "unlinked");
  }

  private static List<LinkOutcome> link(String community, String group) {
    return groups
        .ask(community, operation().setLink(LinkGroups.newBuilder().addGroups(group)))
        .getLinkOutcomesList();
  }

  private static LinkOutcome outcome(String group, int code) {
    return LinkOutcome.newBuilder().setGroup(group).setCode(code).build();
  }

  private static void linked(String group, GroupRelation relation, String other) {
    groups.changed(
        group,
        change ->
            change.getLinked().getRelation() == relation
                && change.getLinked().getGroupsList().stream()
                    .anyMatch(linked -> linked.getJid().equals(other)));
  }

  private static void unlinked(String group, GroupRelation relation, String other, String reason) {
    groups.changed(
        group,
        change ->
            change.getUnlinked().getRelation() == relation
                && change.getUnlinked().getGroupsList().contains(other)
                && change.getUnlinked().getReason().equals(reason));
  }

  @Test
  void groupsAreMadeInsideByEither() {
    var community = ledByBoth("Inside");
    var ours =
        groups.make(
            CreateGroup.newBuilder()
                .setSubject("Inside by ours")
                .setCommunity(community)
                .addParticipants(scene.lid(THEIRS)));
    groups.upserted(ours);
    assertThat(groups.metadata(ours).path("linkedParent").asString()).isEqualTo(community);
    groups.talk(ours, "inside");

    var theirs =
        scene
            .call("communityCreateGroup", "Inside by theirs", List.of(scene.lid(OURS)), community)
            .path("id")
            .asString();
    groups.changed(theirs, GroupChanged::hasJoined);
    assertThat(groups.group(theirs).getCommunity()).isEqualTo(community);
    groups.talk(theirs, "inside");
    assertThat(linked(community)).extracting(LinkedGroup::getJid).contains(ours, theirs);
  }

  @Test
  void aMemberJoinsALinkedGroup() {
    var community = theirs("Joining");
    var group = groups.theirs("To be joined", FRIEND);
    scene.call("communityLinkGroup", group, community);
    linked(community, GroupRelation.SUB, group);
    var joined = groups.ask(community, operation().setJoinLinked(group)).getJoin();
    assertThat(joined.getGroup()).isEqualTo(group);
    assertThat(joined.getIsPending()).isFalse();
    groups.participants(group, "add", OURS);
    groups.talk(group, "joined");
    var members = operation().setCommunityMembers(ListCommunityMembers.getDefaultInstance());
    assertThat(groups.ask(community, members).getMembersList())
        .extracting(GroupUser::getLid)
        .containsExactlyInAnyOrder(scene.lid(OURS), scene.lid(THEIRS), scene.lid(FRIEND));
    groups.refuses(community, operation().setJoinLinked(group), 409);
  }

  @Test
  void eitherIsRemovedFromAllItsGroups() {
    var community = ledByBoth("Removing");
    var inside =
        groups.make(
            CreateGroup.newBuilder()
                .setSubject("Removed from")
                .setCommunity(community)
                .addParticipants(scene.lid(THEIRS)));
    var remove = RemoveFromCommunity.newBuilder().addUsers(scene.lid(THEIRS));
    var outcome = groups.ask(community, operation().setRemoveFromCommunity(remove)).getOutcomes(0);
    assertThat(outcome.getCode()).isEqualTo(200);
    groups.participants(community, "remove", THEIRS);
    groups.participants(inside, "remove", THEIRS);

    var theirs = theirs("Removing too");
    var announcements = announcements(theirs);
    var removed =
        scene.call("communityParticipantsUpdate", theirs, List.of(scene.lid(OURS)), "remove");
    assertThat(removed.at("/0/status").asString()).isEqualTo("200");
    groups.changed(theirs, ParticipantAction.REMOVE, OURS);
    groups.changed(announcements, ParticipantAction.REMOVE, OURS);
  }

  @Test
  void eitherLeavesWithAllItsGroups() {
    var theyGo = community("They go", THEIRS);
    var announcements = announcements(theyGo);
    scene.call("communityLeave", theyGo);
    groups.changed(theyGo, ParticipantAction.LEAVE, THEIRS);
    groups.changed(announcements, ParticipantAction.LEAVE, THEIRS);

    var weGo = theirs("We go");
    var their = announcements(weGo);
    groups.ask(weGo, operation().setLeave(LeaveGroup.getDefaultInstance()));
    groups.participants(weGo, "remove", OURS);
    groups.participants(their, "remove", OURS);
    assertThat(groups.members(groups.metadata(their))).doesNotContain(scene.lid(OURS));
  }

  @Test
  void endedItLeavesItsGroupsToThemselves() {
    var community = ledByBoth("Ending");
    var announcements = announcements(community);
    var group = groups.theirs("Outlives it", OURS);
    scene.call("communityLinkGroup", group, community);
    linked(group, GroupRelation.PARENT, community);

    groups.ask(community, operation().setDeleteCommunity(DeleteCommunity.getDefaultInstance()));
    for (var ended : List.of(community, announcements)) {
      groups.changed(ended, change -> change.getEnded().equals("delete_parent_group"));
    }
    unlinked(group, GroupRelation.PARENT, community, "delete_parent_group");
    assertThat(scene.refusal("groupMetadata", community)).contains("item-not-found");
    assertThat(groups.metadata(group).has("linkedParent")).isFalse();
    groups.talk(group, "outlived");
  }
}
