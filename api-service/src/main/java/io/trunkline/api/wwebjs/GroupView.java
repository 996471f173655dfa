package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.trunkline.proto.group.Group;
import io.trunkline.proto.group.GroupRole;
import io.trunkline.proto.group.GroupUser;
import java.util.List;

/// What a group is and who is in it.
///
/// @param owner absent where WhatsApp does not tell
/// @param desc absent where there is no description
@JsonInclude(Include.NON_NULL)
record GroupView(
    Jids.Id id,
    long creation,
    Jids.Id owner,
    String subject,
    String desc,
    String descId,
    List<Participant> participants,
    boolean announce,
    boolean restrict,
    int size) {

  record Participant(Jids.Id id, boolean isAdmin, boolean isSuperAdmin) {}

  static GroupView of(Group group) {
    var description = group.getDescription();
    return new GroupView(
        Jids.id(group.getJid()),
        group.getCreatedAt(),
        owner(group.getOwner()),
        group.getSubject(),
        description.getText().isEmpty() ? null : description.getText(),
        description.getId().isEmpty() ? null : description.getId(),
        participants(group),
        group.getSettings().getAnnounce(),
        group.getSettings().getLocked(),
        Math.max(group.getSize(), group.getParticipantsCount()));
  }

  static List<Participant> participants(Group group) {
    return group.getParticipantsList().stream()
        .map(
            member ->
                new Participant(
                    Jids.id(Jids.of(member.getUser())),
                    member.getRole() == GroupRole.ADMIN || member.getRole() == GroupRole.SUPERADMIN,
                    member.getRole() == GroupRole.SUPERADMIN))
        .toList();
  }

  private static Jids.Id owner(GroupUser owner) {
    var jid = Jids.of(owner);
    return jid.isEmpty() ? null : Jids.id(jid);
  }
}
