package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.client.group.GroupCreation;
import io.trunkline.whatsapp.client.group.GroupInfo;
import io.trunkline.whatsapp.client.group.GroupInvitation;
import io.trunkline.whatsapp.client.group.GroupParticipant.Role;
import io.trunkline.whatsapp.client.group.GroupSetting;
import io.trunkline.whatsapp.client.group.GroupSettings;
import io.trunkline.whatsapp.client.group.GroupUpdate;
import io.trunkline.whatsapp.client.group.JoinOutcome;
import io.trunkline.whatsapp.client.group.LinkOutcome;
import io.trunkline.whatsapp.client.group.LinkedGroup;
import io.trunkline.whatsapp.client.group.ParticipantAction;
import io.trunkline.whatsapp.client.group.ParticipantOutcome;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupsTest {

  private static final Jid GROUP = GroupScene.GROUP;
  private static final Jid ZOE = Jid.parse("900000000000004@lid");
  private static final Jid COMMUNITY = Jid.parse("120363000000000009@g.us");

  private final GroupScene group = new GroupScene();
  private final Scene scene = group.scene;
  private final ScriptedServer.Peer peer = scene.open();

  @AfterEach
  void close() {
    scene.close();
  }

  /// Calls, takes the query, answers it, and gives what came of it.
  private <T> T asking(
      Supplier<CompletionStage<T>> call, String type, Jid to, Node expected, Node... answer) {
    var result = call.get();
    Node query = peer.take("iq");
    assertThat(query.attr("type")).isEqualTo(type);
    assertThat(query.jid("to")).isEqualTo(to);
    assertThat(query.attr("xmlns")).isEqualTo("w:g2");
    assertThat(query.children()).containsExactly(expected);
    peer.send(Scene.result(query).children(List.of(answer)).build());
    return Scene.get(result);
  }

  private static final Jid ALL = Jid.parse("g.us");

  private static Node participant(Jid user) {
    return Node.of("participant").with("jid", user).build();
  }

  @Test
  void metadataIsReadWithBothNamesOfItsMembers() {
    GroupInfo info = Scene.get(scene.session.groups().metadata(GROUP));
    assertThat(info.jid()).isEqualTo(GROUP);
    assertThat(info.subject()).isEqualTo("Family");
    assertThat(info.createdAt()).contains(Instant.ofEpochSecond(1790000000));
    assertThat(info.owner().orElseThrow().pn()).contains(Scene.BOB_PN);
    assertThat(info.isLid()).isTrue();
    assertThat(info.size()).isEqualTo(3);
    assertThat(info.participants()).hasSize(3);
    assertThat(info.participants().get(1).role()).isEqualTo(Role.ADMIN);
    assertThat(info.participants().get(1).user().pn()).contains(Scene.BOB_PN);
    assertThat(info.description().orElseThrow().text()).isEqualTo("us");
    assertThat(info.settings())
        .isEqualTo(new GroupSettings(true, false, 86400, false, false, false, false));
    Scene.get(scene.session.flush());
    assertThat(scene.store.mapping(Scene.BOB_PN).orElseThrow().lid()).isEqualTo(Scene.BOB_LID);
  }

  @Test
  void aGroupIsMadeWithItsOptions() {
    var creation =
        new GroupCreation(
            "Family",
            List.of(Scene.BOB_LID, Scene.EVE_LID),
            Optional.of("us"),
            new GroupSettings(true, true, 86400, true, true, false, false),
            false,
            Optional.of(COMMUNITY));
    var result = scene.session.groups().create(creation);
    Node query = peer.take("iq");
    Node create = query.requireChild("create");
    assertThat(query.jid("to")).isEqualTo(ALL);
    assertThat(create.attr("subject")).isEqualTo("Family");
    assertThat(create.find("key")).isPresent();
    assertThat(create.children("participant"))
        .containsExactly(participant(Scene.BOB_LID), participant(Scene.EVE_LID));
    assertThat(create.requireChild("description").requireChild("body").text()).isEqualTo("us");
    assertThat(create.child("announcement")).isPresent();
    assertThat(create.child("locked")).isPresent();
    assertThat(create.requireChild("ephemeral").attr("expiration")).isEqualTo("86400");
    assertThat(create.requireChild("member_add_mode").text()).isEqualTo("admin_add");
    assertThat(create.requireChild("linked_parent").jid("jid")).isEqualTo(COMMUNITY);
    assertThat(
            create
                .requireChild("membership_approval_mode")
                .requireChild("group_join")
                .attr("state"))
        .isEqualTo("on");
    Node info = group.info().toBuilder().child(invited("403")).build();
    peer.send(Scene.result(query).child(info).build());
    assertThat(Scene.get(result).info().jid()).isEqualTo(GROUP);
    assertThat(Scene.get(result).info().participants()).hasSize(3);
    assertThat(Scene.get(result).notAdded())
        .containsExactly(
            new ParticipantOutcome(
                new UserAddress(Optional.empty(), Optional.of(ZOE), Optional.empty()),
                403,
                Optional.of(
                    new ParticipantOutcome.Invitation(
                        "INVITE", Instant.ofEpochSecond(1795999999)))));

    // Its members are known from then on.
    var unused = scene.session.send(group.text("3EB001", "hello"));
    peer.take("message");
    assertThat(group.queries).isEmpty();
  }

  private static Node invited(String error) {
    return participant(ZOE).toBuilder()
        .with("error", error)
        .child(Node.of("add_request").with("code", "INVITE").with("expiration", 1795999999).build())
        .build();
  }

  @Test
  void allGroupsAreListed() {
    Node query =
        Node.of("participating")
            .child(Node.of("participants").build())
            .child(Node.of("description").build())
            .build();
    var groups =
        asking(
            () -> scene.session.groups().list(),
            "get",
            ALL,
            query,
            Node.of("groups").child(group.info()).build());
    assertThat(groups).extracting(GroupInfo::subject).containsExactly("Family");
  }

  @Test
  void subjectAndDescriptionAreSet() {
    asking(
        () -> scene.session.groups().subject(GROUP, "Kin"),
        "set",
        GROUP,
        Node.of("subject").text("Kin").build());
    var described = scene.session.groups().description(GROUP, "all of us");
    Node query = peer.take(node -> node.is("iq") && node.has("type", "set"));
    Node description = query.requireChild("description");
    assertThat(description.attr("prev")).isEqualTo("D1");
    assertThat(description.requireChild("body").text()).isEqualTo("all of us");
    peer.send(Scene.result(query).build());
    Scene.get(described);
    var removed = scene.session.groups().description(GROUP, "");
    Node removal = peer.take(node -> node.is("iq") && node.has("type", "set"));
    assertThat(removal.requireChild("description").attr("delete")).isEqualTo("true");
    peer.send(Scene.result(removal).build());
    Scene.get(removed);
  }

  @Test
  void everyParticipantHasAnOutcome() {
    Node answer =
        Node.of("add")
            .child(
                participant(Scene.BOB_LID).toBuilder().with("phone_number", Scene.BOB_PN).build())
            .child(
                participant(Scene.EVE_LID).toBuilder()
                    .with("error", 403)
                    .child(
                        Node.of("add_request")
                            .with("code", "INVITE")
                            .with("expiration", 1795999999)
                            .build())
                    .build())
            .build();
    List<ParticipantOutcome> outcomes =
        asking(
            () ->
                scene
                    .session
                    .groups()
                    .participants(
                        GROUP, ParticipantAction.ADD, List.of(Scene.BOB_LID, Scene.EVE_LID)),
            "set",
            GROUP,
            Node.of("add")
                .child(participant(Scene.BOB_LID))
                .child(participant(Scene.EVE_LID))
                .build(),
            answer);
    assertThat(outcomes.get(0).isDone()).isTrue();
    assertThat(outcomes.get(0).user().pn()).contains(Scene.BOB_PN);
    assertThat(outcomes.get(1).code()).isEqualTo(403);
    assertThat(outcomes.get(1).invitation())
        .contains(new ParticipantOutcome.Invitation("INVITE", Instant.ofEpochSecond(1795999999)));
  }

  @Test
  void settingsAreSwitched() {
    var groups = scene.session.groups();
    asking(
        () -> groups.setting(GROUP, new GroupSetting.Announce(true)),
        "set",
        GROUP,
        Node.of("announcement").build());
    asking(
        () -> groups.setting(GROUP, new GroupSetting.Locked(false)),
        "set",
        GROUP,
        Node.of("unlocked").build());
    asking(
        () -> groups.setting(GROUP, new GroupSetting.Ephemeral(0)),
        "set",
        GROUP,
        Node.of("not_ephemeral").build());
    asking(
        () -> groups.setting(GROUP, new GroupSetting.AdminsAdd(false)),
        "set",
        GROUP,
        Node.of("member_add_mode").text("all_member_add").build());
    asking(
        () -> groups.setting(GROUP, new GroupSetting.AdminsLink(true)),
        "set",
        GROUP,
        Node.of("member_link_mode").text("admin_link").build());
    asking(
        () -> groups.setting(GROUP, new GroupSetting.AdminsShareHistory(true)),
        "set",
        GROUP,
        Node.of("member_share_group_history_mode").text("admin_share").build());
  }

  @Test
  void aNewGroupCannotHaveSettingsThatOnlyComeLater() {
    var settings = new GroupSettings(false, false, 0, false, false, true, false);
    assertThatThrownBy(
            () ->
                new GroupCreation(
                    "Family", List.of(), Optional.empty(), settings, false, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void joinRequestsAreReadAndAnswered() {
    var groups = scene.session.groups();
    var requests =
        asking(
            () -> groups.joinRequests(GROUP),
            "get",
            GROUP,
            Node.of("membership_approval_requests").build(),
            Node.of("membership_approval_requests")
                .child(
                    Node.of("membership_approval_request")
                        .with("jid", Scene.EVE_LID)
                        .with("request_method", "invite_link")
                        .with("request_time", 1795255000)
                        .build())
                .build());
    assertThat(requests).hasSize(1);
    assertThat(requests.getFirst().method()).isEqualTo("invite_link");
    assertThat(requests.getFirst().user().lid()).contains(Scene.EVE_LID);
    Node approved = Node.of("approve").child(participant(Scene.EVE_LID)).build();
    var outcomes =
        asking(
            () -> groups.answerJoinRequests(GROUP, true, List.of(Scene.EVE_LID)),
            "set",
            GROUP,
            Node.of("membership_requests_action").child(approved).build(),
            Node.of("membership_requests_action").child(approved).build());
    assertThat(outcomes).hasSize(1).allMatch(ParticipantOutcome::isDone);
  }

  @Test
  void invitesAreMadeLookedUpAndFollowed() {
    var groups = scene.session.groups();
    Node invite = Node.of("invite").build();
    Node coded = Node.of("invite").with("code", "CODE").build();
    assertThat(asking(() -> groups.inviteCode(GROUP), "get", GROUP, invite, coded))
        .isEqualTo("CODE");
    assertThat(asking(() -> groups.revokeInvite(GROUP), "set", GROUP, invite, coded))
        .isEqualTo("CODE");
    assertThat(asking(() -> groups.inviteInfo("CODE"), "get", ALL, coded, group.info()).subject())
        .isEqualTo("Family");
    assertThat(
            asking(
                () -> groups.join("CODE"),
                "set",
                ALL,
                coded,
                Node.of("group").with("jid", GROUP).build()))
        .isEqualTo(new JoinOutcome(GROUP, false));
    assertThat(
            asking(
                () -> groups.join("CODE"),
                "set",
                ALL,
                coded,
                Node.of("membership_approval_request").with("jid", GROUP).build()))
        .isEqualTo(new JoinOutcome(GROUP, true));
  }

  @Test
  void anInvitationMessageIsLookedUpAcceptedAndRevoked() {
    var groups = scene.session.groups();
    var invitation =
        new GroupInvitation(GROUP, "INVITE", Instant.ofEpochSecond(1795999999), Scene.BOB_LID);
    var attributes =
        Node.of("accept")
            .with("code", "INVITE")
            .with("expiration", 1795999999)
            .with("admin", Scene.BOB_LID)
            .build();
    Node request =
        Node.of("add_request")
            .with("code", "INVITE")
            .with("expiration", 1795999999)
            .with("admin", Scene.BOB_LID)
            .build();
    Node query = Node.of("query").child(request).build();
    assertThat(Scene.get(groups.invitationInfo(invitation)).subject()).isEqualTo("Family");
    assertThat(group.queries.getLast().children()).containsExactly(query);
    asking(() -> groups.accept(invitation), "set", GROUP, attributes);
    Node revoke = Node.of("revoke").child(participant(ZOE)).build();
    assertThat(
            asking(
                () -> groups.revokeInvitations(GROUP, List.of(ZOE)), "set", GROUP, revoke, revoke))
        .singleElement()
        .matches(ParticipantOutcome::isDone);
  }

  @Test
  void anOwnRequestToJoinIsTakenBack() {
    Node cancel =
        Node.of("cancel_membership_requests").child(participant(Scene.ANN_LID.toUserJid())).build();
    asking(() -> scene.session.groups().cancelJoinRequest(GROUP), "set", GROUP, cancel);
  }

  @Test
  void aGroupIsLeft() {
    Node leave = Node.of("leave").child(Node.of("group").with("id", GROUP).build()).build();
    asking(() -> scene.session.groups().leave(GROUP), "set", ALL, leave, leave);
    Node refused =
        Node.of("leave")
            .child(Node.of("group").with("id", GROUP).with("error", 404).build())
            .build();
    assertThatThrownBy(
            () -> asking(() -> scene.session.groups().leave(GROUP), "set", ALL, leave, refused))
        .isInstanceOfSatisfying(
            SendFailure.class, failure -> assertThat(failure.serverCode()).isEqualTo(404));
  }

  @Test
  void aCommunityIsLeftWithItsGroups() {
    group.children = List.of(Node.of("parent").build());
    Node leave =
        Node.of("leave")
            .child(Node.of("linked_groups").with("parent_group_jid", GROUP).build())
            .build();
    asking(() -> scene.session.groups().leave(GROUP), "set", ALL, leave, leave);
  }

  @Test
  void thePictureIsSetAndRemoved() {
    byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1};
    var set = scene.session.groups().picture(GROUP, jpeg);
    Node query = peer.take("iq");
    assertThat(query.attr("xmlns")).isEqualTo("w:profile:picture");
    assertThat(query.jid("to")).isEqualTo(Jid.WHATSAPP);
    assertThat(query.jid("target")).isEqualTo(GROUP);
    assertThat(query.requireChild("picture").bytes()).isEqualTo(jpeg);
    peer.send(Scene.result(query).child(Node.of("picture").with("id", "42").build()).build());
    assertThat(Scene.get(set)).contains("42");
    var removed = scene.session.groups().picture(GROUP, new byte[0]);
    Node removal = peer.take("iq");
    assertThat(removal.children()).isEmpty();
    peer.send(Scene.result(removal).build());
    assertThat(Scene.get(removed)).isEmpty();
  }

  @Test
  void onlyASmallJpegIsAPicture() {
    byte[] large = new byte[Groups.MAX_PICTURE_BYTES + 1];
    large[0] = (byte) 0xff;
    large[1] = (byte) 0xd8;
    large[2] = (byte) 0xff;
    for (byte[] none : List.of(large, new byte[] {1, 2, 3, 4}, new byte[] {(byte) 0xff})) {
      assertThatThrownBy(() -> Scene.get(scene.session.groups().picture(GROUP, none)))
          .isInstanceOfSatisfying(
              SendFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(SendFailure.Code.INVALID));
    }
  }

  @Test
  void aCommunityIsLookedInto() {
    var groups = scene.session.groups();
    assertThat(
            asking(
                () -> groups.communityMembers(COMMUNITY),
                "get",
                COMMUNITY,
                Node.of("linked_groups_participants").build(),
                Node.of("linked_groups_participants")
                    .child(
                        participant(Scene.BOB_LID).toBuilder()
                            .with("phone_number", Scene.BOB_PN)
                            .build())
                    .build()))
        .containsExactly(
            new UserAddress(
                Optional.of(Scene.BOB_PN), Optional.of(Scene.BOB_LID), Optional.empty()));
    Node join = Node.of("join_linked_group").with("type", "sub_group").with("jid", GROUP).build();
    assertThat(asking(() -> groups.joinLinked(COMMUNITY, GROUP), "set", COMMUNITY, join))
        .isEqualTo(new JoinOutcome(GROUP, false));
    assertThat(
            asking(
                () -> groups.joinLinked(COMMUNITY, GROUP),
                "set",
                COMMUNITY,
                join,
                Node.of("membership_approval_request").with("jid", GROUP).build()))
        .isEqualTo(new JoinOutcome(GROUP, true));
    Node removed = participant(Scene.BOB_LID);
    assertThat(
            asking(
                () -> groups.removeFromCommunity(COMMUNITY, List.of(Scene.BOB_LID)),
                "set",
                COMMUNITY,
                Node.of("remove").with("linked_groups", "true").child(removed).build(),
                Node.of("remove").child(removed).build()))
        .singleElement()
        .matches(ParticipantOutcome::isDone);
    asking(
        () -> groups.deleteCommunity(COMMUNITY),
        "set",
        COMMUNITY,
        Node.of("delete_parent").build());
  }

  @Test
  void groupsJoinAndLeaveACommunity() {
    var groups = scene.session.groups();
    Node one = Node.of("group").with("jid", GROUP).build();
    Node link = Node.of("link").with("link_type", "sub_group").child(one).build();
    assertThat(
            asking(
                () -> groups.link(COMMUNITY, List.of(GROUP)),
                "set",
                COMMUNITY,
                Node.of("links").child(link).build(),
                Node.of("links").child(link).build()))
        .containsExactly(new LinkOutcome(GROUP, 200));
    Node unlink = Node.of("unlink").with("unlink_type", "sub_group").child(one).build();
    assertThat(
            asking(
                () -> groups.unlink(COMMUNITY, List.of(GROUP)),
                "set",
                COMMUNITY,
                unlink,
                Node.of("unlink").child(one.toBuilder().with("error", 406).build()).build()))
        .containsExactly(new LinkOutcome(GROUP, 406));
    assertThat(
            asking(
                () -> groups.linked(COMMUNITY),
                "get",
                COMMUNITY,
                Node.of("sub_groups").build(),
                Node.of("sub_groups")
                    .child(
                        Node.of("group").with("id", GROUP.user()).with("subject", "Family").build())
                    .build()))
        .containsExactly(new LinkedGroup(GROUP, "Family", false));
  }

  @Test
  void aRefusalCarriesTheServersNumber() {
    var result = scene.session.groups().subject(GROUP, "Kin");
    Node query = peer.take("iq");
    peer.send(
        Node.of("iq")
            .with("id", query.attr("id"))
            .with("type", "error")
            .child(Node.of("error").with("code", 403).with("text", "forbidden").build())
            .build());
    assertThatThrownBy(() -> Scene.get(result))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(SendFailure.Code.REFUSED);
              assertThat(failure.serverCode()).isEqualTo(403);
            });
  }

  @Test
  void whatIsNoGroupIsRefusedAtOnce() {
    assertThatThrownBy(() -> Scene.get(scene.session.groups().inviteCode(Scene.BOB_LID)))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(SendFailure.Code.INVALID));
  }

  private GroupUpdate told(String id, Node child) {
    peer.send(group.notification(id, child));
    var changed = scene.take(SessionEvent.GroupChanged.class);
    assertThat(changed.notificationId()).isEqualTo(id);
    assertThat(changed.group()).isEqualTo(GROUP);
    assertThat(changed.actor().orElseThrow().pn()).contains(Scene.BOB_PN);
    assertThat(changed.at()).isEqualTo(Instant.ofEpochSecond(1795255500));
    peer.take(node -> node.is("ack") && node.has("id", id));
    return changed.update();
  }

  @Test
  void changesOfAGroupAreTold() {
    var add =
        (GroupUpdate.Participants)
            told(
                "N1",
                Node.of("add").with("reason", "invite").child(participant(Scene.EVE_LID)).build());
    assertThat(add.action()).isEqualTo(GroupUpdate.Action.ADD);
    assertThat(add.users().getFirst().lid()).contains(Scene.EVE_LID);
    assertThat(add.reason()).isEqualTo("invite");
    assertThat(told("N2", Node.of("subject").with("subject", "Kin").build()))
        .isEqualTo(new GroupUpdate.Subject("Kin"));
    assertThat(
            told(
                "N3",
                Node.of("description")
                    .with("id", "D2")
                    .child(Node.of("body").text("all of us").build())
                    .build()))
        .isEqualTo(new GroupUpdate.Description("D2", "all of us"));
    assertThat(told("N4", Node.of("locked").build()))
        .isEqualTo(new GroupUpdate.Setting(new GroupSetting.Locked(true)));
    assertThat(told("N5", Node.of("ephemeral").with("expiration", 604800).build()))
        .isEqualTo(new GroupUpdate.Setting(new GroupSetting.Ephemeral(604800)));
    assertThat(told("N6", Node.of("invite").with("code", "NEW").build()))
        .isEqualTo(new GroupUpdate.Invite("NEW"));
    assertThat(told("N7", Node.of("delete").build())).isEqualTo(new GroupUpdate.Ended(""));
    assertThat(told("N8", Node.of("growth_locked").build()))
        .isEqualTo(new GroupUpdate.Other("growth_locked"));
    var joined =
        (GroupUpdate.Joined)
            told("N9", Node.of("create").with("reason", "invite").child(group.info()).build());
    assertThat(joined.info().subject()).isEqualTo("Family");
  }

  @Test
  void whoRemovesHimselfHasLeft() {
    var left =
        (GroupUpdate.Participants)
            told("N1", Node.of("remove").child(participant(Scene.BOB_LID)).build());
    assertThat(left.action()).isEqualTo(GroupUpdate.Action.LEAVE);
    var removed =
        (GroupUpdate.Participants)
            told("N2", Node.of("remove").child(participant(Scene.EVE_LID)).build());
    assertThat(removed.action()).isEqualTo(GroupUpdate.Action.REMOVE);
  }

  @Test
  void whatBelongsToACommunityIsTold() {
    Node family = Node.of("group").with("jid", GROUP).with("subject", "Family").build();
    assertThat(told("N1", Node.of("link").with("link_type", "sub_group").child(family).build()))
        .isEqualTo(
            new GroupUpdate.Linked(
                GroupUpdate.Relation.SUB, List.of(new LinkedGroup(GROUP, "Family", false))));
    assertThat(
            told(
                "N2",
                Node.of("unlink")
                    .with("unlink_type", "parent_group")
                    .with("unlink_reason", "unlink_group")
                    .child(Node.of("group").with("jid", COMMUNITY).build())
                    .build()))
        .isEqualTo(
            new GroupUpdate.Unlinked(
                GroupUpdate.Relation.PARENT, List.of(COMMUNITY), "unlink_group"));
    assertThat(told("N3", Node.of("member_link_mode").text("admin_link").build()))
        .isEqualTo(new GroupUpdate.Setting(new GroupSetting.AdminsLink(true)));
    assertThat(told("N4", Node.of("member_share_group_history_mode").text("admin_share").build()))
        .isEqualTo(new GroupUpdate.Setting(new GroupSetting.AdminsShareHistory(true)));
  }

  @Test
  void whoAsksToJoinIsTold() {
    // Not in the notification's child: it is the one who asks.
    assertThat(
            told(
                "N1",
                Node.of("membership_approval_request")
                    .with("request_method", "invite_link")
                    .build()))
        .isInstanceOfSatisfying(
            GroupUpdate.JoinRequests.class,
            requests -> {
              assertThat(requests.method()).isEqualTo("invite_link");
              assertThat(requests.users().getFirst().lid()).contains(Scene.BOB_LID);
            });
  }

  @Test
  void aNewPictureIsTold() {
    peer.send(
        Node.of("notification")
            .with("id", "N1")
            .with("type", "picture")
            .with("from", GROUP)
            .with("t", 1795255500)
            .child(
                Node.of("set")
                    .with("jid", GROUP)
                    .with("id", "42")
                    .with("author", Scene.BOB_LID)
                    .build())
            .build());
    var changed = scene.take(SessionEvent.GroupChanged.class);
    assertThat(changed.update()).isEqualTo(new GroupUpdate.Picture(Optional.of("42")));
    assertThat(changed.actor().orElseThrow().lid()).contains(Scene.BOB_LID);
  }
}
