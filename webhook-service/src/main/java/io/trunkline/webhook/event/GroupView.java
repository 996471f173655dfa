package io.trunkline.webhook.event;

import io.trunkline.proto.group.GroupChanged;
import io.trunkline.proto.group.GroupSetting;
import io.trunkline.proto.group.GroupUser;
import io.trunkline.proto.group.LinkedGroup;
import io.trunkline.proto.group.ParticipantAction;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What happened in a group, as JSON.
///
/// ```text
///   { "group", "actor"?, "timestamp", "change", … }
/// ```
///
/// `change` names what follows it; see the package for the events' types.
final class GroupView {
  private GroupView() {}

  /// The type of the event: who came, who went, or anything else.
  static String type(GroupChanged changed) {
    if (!changed.hasParticipants()) {
      return "group_update";
    }
    return switch (changed.getParticipants().getAction()) {
      case ADD -> "group_join";
      case REMOVE, LEAVE -> "group_leave";
      case PROMOTE, DEMOTE, MODIFY, PARTICIPANT_ACTION_UNSPECIFIED, UNRECOGNIZED -> "group_update";
    };
  }

  static Map<String, Object> of(GroupChanged changed) {
    var data = new LinkedHashMap<String, Object>();
    data.put("group", changed.getGroup());
    if (changed.hasActor()) {
      data.put("actor", user(changed.getActor()));
    }
    data.put("timestamp", Instant.ofEpochSecond(changed.getAt()).toString());
    switch (changed.getChangeCase()) {
      case JOINED -> {
        data.put("change", "joined");
        data.put("subject", changed.getJoined().getGroup().getSubject());
        putText(data, "reason", changed.getJoined().getReason());
      }
      case PARTICIPANTS -> {
        var participants = changed.getParticipants();
        data.put("change", action(participants.getAction()));
        data.put("participants", users(participants.getUsersList()));
        putText(data, "reason", participants.getReason());
      }
      case SUBJECT -> put(data, "subject", changed.getSubject());
      case DESCRIPTION -> put(data, "description", changed.getDescription().getText());
      case SETTING -> setting(data, changed.getSetting());
      case PICTURE -> {
        data.put("change", "picture");
        putText(data, "pictureId", changed.getPicture());
      }
      case INVITE_CODE -> {
        data.put("change", "invite");
        data.put("inviteCode", changed.getInviteCode());
      }
      case JOIN_REQUESTS -> {
        data.put("change", "join_requests");
        data.put("participants", users(changed.getJoinRequests().getUsersList()));
        putText(data, "method", changed.getJoinRequests().getMethod());
      }
      case JOIN_REQUESTS_REVOKED -> {
        data.put("change", "join_requests_revoked");
        data.put("participants", users(changed.getJoinRequestsRevoked().getUsersList()));
      }
      case ENDED -> {
        data.put("change", "ended");
        putText(data, "reason", changed.getEnded());
      }
      case LINKED -> {
        data.put("change", "linked");
        data.put("relation", slug(changed.getLinked().getRelation().name()));
        data.put(
            "groups",
            changed.getLinked().getGroupsList().stream().map(LinkedGroup::getJid).toList());
      }
      case UNLINKED -> {
        data.put("change", "unlinked");
        data.put("relation", slug(changed.getUnlinked().getRelation().name()));
        data.put("groups", List.copyOf(changed.getUnlinked().getGroupsList()));
        putText(data, "reason", changed.getUnlinked().getReason());
      }
      case OTHER -> data.put("change", changed.getOther());
      case CHANGE_NOT_SET -> data.put("change", "unknown");
    }
    return data;
  }

  private static void setting(Map<String, Object> data, GroupSetting setting) {
    switch (setting.getSettingCase()) {
      case ANNOUNCE -> put(data, "announce", setting.getAnnounce());
      case LOCKED -> put(data, "locked", setting.getLocked());
      case EPHEMERAL_SECONDS -> put(data, "ephemeralSeconds", setting.getEphemeralSeconds());
      case JOIN_APPROVAL -> put(data, "joinApproval", setting.getJoinApproval());
      case ADMINS_ADD -> put(data, "adminsAdd", setting.getAdminsAdd());
      case ADMINS_LINK -> put(data, "adminsLink", setting.getAdminsLink());
      case ADMINS_SHARE_HISTORY -> put(data, "adminsShareHistory", setting.getAdminsShareHistory());
      case SETTING_NOT_SET -> data.put("change", "unknown");
    }
  }

  private static String action(ParticipantAction action) {
    return switch (action) {
      case ADD -> "added";
      case REMOVE -> "removed";
      case LEAVE -> "left";
      case PROMOTE -> "promoted";
      case DEMOTE -> "demoted";
      case MODIFY -> "modified";
      case PARTICIPANT_ACTION_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private static List<Map<String, Object>> users(List<GroupUser> users) {
    return users.stream().map(GroupView::user).toList();
  }

  private static Map<String, Object> user(GroupUser user) {
    var data = new LinkedHashMap<String, Object>();
    putText(data, "pn", user.getPn());
    putText(data, "lid", user.getLid());
    data.put("jid", user.getPn().isEmpty() ? user.getLid() : user.getPn());
    return data;
  }

  private static void put(Map<String, Object> data, String change, Object value) {
    data.put("change", change);
    data.put(change, value);
  }

  private static void putText(Map<String, Object> data, String name, String value) {
    if (!value.isEmpty()) {
      data.put(name, value);
    }
  }

  private static String slug(String enumName) {
    return enumName.toLowerCase(Locale.ROOT);
  }
}
