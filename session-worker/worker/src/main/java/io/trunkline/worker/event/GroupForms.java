package io.trunkline.worker.event;

import io.trunkline.proto.group.Group;
import io.trunkline.proto.group.GroupChanged;
import io.trunkline.proto.group.GroupDescription;
import io.trunkline.proto.group.GroupJoined;
import io.trunkline.proto.group.GroupParticipant;
import io.trunkline.proto.group.GroupRelation;
import io.trunkline.proto.group.GroupRole;
import io.trunkline.proto.group.GroupSetting;
import io.trunkline.proto.group.GroupSettings;
import io.trunkline.proto.group.GroupUser;
import io.trunkline.proto.group.GroupsLinked;
import io.trunkline.proto.group.GroupsUnlinked;
import io.trunkline.proto.group.JoinRequested;
import io.trunkline.proto.group.LinkedGroup;
import io.trunkline.proto.group.ParticipantAction;
import io.trunkline.proto.group.ParticipantsChanged;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.client.group.GroupInfo;
import io.trunkline.whatsapp.client.group.GroupUpdate;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Groups in the contract's words.
public final class GroupForms {
  private GroupForms() {}

  public static GroupUser of(UserAddress user) {
    return GroupUser.newBuilder()
        .setPn(user.pn().map(Jid::toString).orElse(""))
        .setLid(user.lid().map(Jid::toString).orElse(""))
        .build();
  }

  public static Group of(GroupInfo info) {
    var group =
        Group.newBuilder()
            .setJid(info.jid().toString())
            .setSubject(info.subject())
            .setSubjectAt(seconds(info.subjectAt()))
            .setCreatedAt(seconds(info.createdAt()))
            .setAddressing(info.isLid() ? "lid" : "pn")
            .setSize(info.size())
            .setSettings(of(info.settings()))
            .setIsCommunity(info.isCommunity())
            .setCommunity(info.community().map(Jid::toString).orElse(""))
            .setIsAnnouncements(info.isAnnouncements());
    info.subjectBy().ifPresent(user -> group.setSubjectBy(of(user)));
    info.owner().ifPresent(user -> group.setOwner(of(user)));
    info.description().ifPresent(description -> group.setDescription(of(description)));
    for (var participant : info.participants()) {
      group.addParticipants(
          GroupParticipant.newBuilder()
              .setUser(of(participant.user()))
              .setRole(
                  switch (participant.role()) {
                    case MEMBER -> GroupRole.MEMBER;
                    case ADMIN -> GroupRole.ADMIN;
                    case SUPERADMIN -> GroupRole.SUPERADMIN;
                  }));
    }
    return group.build();
  }

  private static GroupDescription of(GroupInfo.Description description) {
    var built =
        GroupDescription.newBuilder()
            .setId(description.id())
            .setText(description.text())
            .setAt(seconds(description.at()));
    description.by().ifPresent(user -> built.setBy(of(user)));
    return built.build();
  }

  private static GroupSettings of(io.trunkline.whatsapp.client.group.GroupSettings settings) {
    return GroupSettings.newBuilder()
        .setAnnounce(settings.announce())
        .setLocked(settings.locked())
        .setEphemeralSeconds(settings.ephemeralSeconds())
        .setJoinApproval(settings.joinApproval())
        .setAdminsAdd(settings.adminsAdd())
        .setAdminsLink(settings.adminsLink())
        .setAdminsShareHistory(settings.adminsShareHistory())
        .build();
  }

  /// Unix seconds, 0 where it is not known.
  public static long seconds(Optional<Instant> time) {
    return time.map(Instant::getEpochSecond).orElse(0L);
  }

  static GroupChanged of(SessionEvent.GroupChanged event) {
    var changed =
        GroupChanged.newBuilder()
            .setGroup(event.group().toString())
            .setAt(event.at().getEpochSecond());
    event.actor().ifPresent(actor -> changed.setActor(of(actor)));
    switch (event.update()) {
      case GroupUpdate.Joined(var info, var reason) ->
          changed.setJoined(GroupJoined.newBuilder().setGroup(of(info)).setReason(reason));
      case GroupUpdate.Participants(var action, var users, var reason) ->
          changed.setParticipants(
              ParticipantsChanged.newBuilder()
                  .setAction(of(action))
                  .addAllUsers(of(users))
                  .setReason(reason));
      case GroupUpdate.Subject(var subject) -> changed.setSubject(subject);
      case GroupUpdate.Description(var id, var text) ->
          changed.setDescription(GroupDescription.newBuilder().setId(id).setText(text));
      case GroupUpdate.Setting(var setting) -> changed.setSetting(of(setting));
      case GroupUpdate.Picture(var id) -> changed.setPicture(id.orElse(""));
      case GroupUpdate.Invite(var code) -> changed.setInviteCode(code);
      case GroupUpdate.JoinRequests(var users, var method) ->
          changed.setJoinRequests(
              JoinRequested.newBuilder().addAllUsers(of(users)).setMethod(method));
      case GroupUpdate.JoinRequestsRevoked(var users) ->
          changed.setJoinRequestsRevoked(JoinRequested.newBuilder().addAllUsers(of(users)));
      case GroupUpdate.Linked(var relation, var groups) ->
          changed.setLinked(
              GroupsLinked.newBuilder()
                  .setRelation(of(relation))
                  .addAllGroups(groups.stream().map(GroupForms::of).toList()));
      case GroupUpdate.Unlinked(var relation, var groups, var reason) ->
          changed.setUnlinked(
              GroupsUnlinked.newBuilder()
                  .setRelation(of(relation))
                  .addAllGroups(groups.stream().map(Jid::toString).toList())
                  .setReason(reason));
      case GroupUpdate.Ended(var reason) -> changed.setEnded(reason);
      case GroupUpdate.Other(var name) -> changed.setOther(name);
    }
    return changed.build();
  }

  private static List<GroupUser> of(List<UserAddress> users) {
    return users.stream().map(GroupForms::of).toList();
  }

  public static LinkedGroup of(io.trunkline.whatsapp.client.group.LinkedGroup group) {
    return LinkedGroup.newBuilder()
        .setJid(group.jid().toString())
        .setSubject(group.subject())
        .setIsAnnouncements(group.isAnnouncements())
        .build();
  }

  private static GroupRelation of(GroupUpdate.Relation relation) {
    return switch (relation) {
      case PARENT -> GroupRelation.PARENT;
      case SUB -> GroupRelation.SUB;
      case SIBLING -> GroupRelation.SIBLING;
    };
  }

  private static ParticipantAction of(GroupUpdate.Action action) {
    return switch (action) {
      case ADD -> ParticipantAction.ADD;
      case REMOVE -> ParticipantAction.REMOVE;
      case LEAVE -> ParticipantAction.LEAVE;
      case PROMOTE -> ParticipantAction.PROMOTE;
      case DEMOTE -> ParticipantAction.DEMOTE;
      case MODIFY -> ParticipantAction.MODIFY;
    };
  }

  private static GroupSetting of(io.trunkline.whatsapp.client.group.GroupSetting setting) {
    var built = GroupSetting.newBuilder();
    switch (setting) {
      case io.trunkline.whatsapp.client.group.GroupSetting.Announce(var isOn) ->
          built.setAnnounce(isOn);
      case io.trunkline.whatsapp.client.group.GroupSetting.Locked(var isOn) ->
          built.setLocked(isOn);
      case io.trunkline.whatsapp.client.group.GroupSetting.Ephemeral(var seconds) ->
          built.setEphemeralSeconds(seconds);
      case io.trunkline.whatsapp.client.group.GroupSetting.JoinApproval(var isOn) ->
          built.setJoinApproval(isOn);
      case io.trunkline.whatsapp.client.group.GroupSetting.AdminsAdd(var isOn) ->
          built.setAdminsAdd(isOn);
      case io.trunkline.whatsapp.client.group.GroupSetting.AdminsLink(var isOn) ->
          built.setAdminsLink(isOn);
      case io.trunkline.whatsapp.client.group.GroupSetting.AdminsShareHistory(var isOn) ->
          built.setAdminsShareHistory(isOn);
    }
    return built.build();
  }
}
