package io.trunkline.webhook.wwebjs;

import io.trunkline.proto.group.GroupChanged;
import io.trunkline.proto.group.GroupUser;
import io.trunkline.webhook.memory.Memory;
import io.trunkline.webhook.memory.Session;
import java.util.List;
import java.util.Optional;

/// What happened in groups, as the dialect's `GroupNotification`.
final class GroupEvents {
  private final Memory memory;
  private final Session own;
  private final String eventId;

  /// @param eventId stands for the notification's id
  GroupEvents(Memory memory, Session own, String eventId) {
    this.memory = memory;
    this.own = own;
    this.eventId = eventId;
  }

  List<WwebjsEvent> of(GroupChanged change) {
    return switch (change.getChangeCase()) {
      case JOINED -> {
        call(change, change.getJoined().getGroup().getSubject());
        yield one("group_join", change, joinType(change.getJoined().getReason()), "", me());
      }
      case PARTICIPANTS -> participants(change);
      case SUBJECT -> {
        call(change, change.getSubject());
        yield one("group_update", change, "subject", change.getSubject(), List.of());
      }
      case DESCRIPTION ->
          one("group_update", change, "description", change.getDescription().getText(), List.of());
      case SETTING -> setting(change);
      case PICTURE -> one("group_update", change, "picture", change.getPicture(), List.of());
      case JOIN_REQUESTS ->
          one(
              "group_membership_request",
              change,
              "created_membership_requests",
              "",
              jids(change.getJoinRequests().getUsersList()));
      case ENDED -> one("group_leave", change, "remove", change.getEnded(), me());
      // The dialect has no event for the rest.
      default -> List.of();
    };
  }

  private List<WwebjsEvent> participants(GroupChanged change) {
    var users = jids(change.getParticipants().getUsersList());
    return switch (change.getParticipants().getAction()) {
      case ADD ->
          one("group_join", change, joinType(change.getParticipants().getReason()), "", users);
      case REMOVE -> one("group_leave", change, "remove", "", users);
      case LEAVE -> one("group_leave", change, "leave", "", users);
      case PROMOTE -> one("group_admin_changed", change, "promote", "", users);
      case DEMOTE -> one("group_admin_changed", change, "demote", "", users);
      case MODIFY, PARTICIPANT_ACTION_UNSPECIFIED, UNRECOGNIZED -> List.of();
    };
  }

  private List<WwebjsEvent> setting(GroupChanged change) {
    var setting = change.getSetting();
    return switch (setting.getSettingCase()) {
      case ANNOUNCE ->
          one("group_update", change, "announce", onOff(setting.getAnnounce()), List.of());
      case LOCKED -> one("group_update", change, "restrict", onOff(setting.getLocked()), List.of());
      default -> List.of();
    };
  }

  private List<WwebjsEvent> one(
      String dataType, GroupChanged change, String type, String body, List<String> recipients) {
    var chat = Ids.jid(change.getGroup());
    var author = change.hasActor() ? Optional.of(jid(change.getActor())) : Optional.<String>empty();
    var isMine = author.filter(Ids.own(own)::equals).isPresent();
    var notification =
        WwebjsMessage.ordered(
            "id", Ids.message(isMine, chat, eventId, author),
            "body", body,
            "type", type,
            "timestamp", change.getAt(),
            "chatId", chat);
    author.ifPresent(who -> notification.put("author", who));
    notification.put("recipientIds", recipients);
    return List.of(WwebjsEvent.of(dataType, "notification", notification));
  }

  private void call(GroupChanged change, String subject) {
    memory.put(memory.chat(own.id(), Ids.jid(change.getGroup())).called(subject));
  }

  private List<String> me() {
    return List.of(Ids.own(own));
  }

  private static String joinType(String reason) {
    return reason.equals("invite") ? "invite" : "add";
  }

  private static String onOff(boolean isOn) {
    return isOn ? "on" : "off";
  }

  private static List<String> jids(List<GroupUser> users) {
    return users.stream().map(GroupEvents::jid).toList();
  }

  private static String jid(GroupUser user) {
    return Ids.jid(user.getPn().isEmpty() ? user.getLid() : user.getPn());
  }
}
