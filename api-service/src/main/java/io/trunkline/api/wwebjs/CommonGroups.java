package io.trunkline.api.wwebjs;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.group.Groups;
import io.trunkline.proto.group.Group;
import java.util.List;
import org.springframework.stereotype.Component;

/// The groups that the account shares with another user.
@Component
class CommonGroups {
  private final Groups groups;

  CommonGroups(Groups groups) {
    this.groups = groups;
  }

  List<Jids.Id> with(Connection session, String jid) {
    return groups.list(session.tenant(), session.id()).stream()
        .filter(group -> isIn(group, jid))
        .map(group -> Jids.id(group.getJid()))
        .toList();
  }

  private static boolean isIn(Group group, String jid) {
    return group.getParticipantsList().stream()
        .anyMatch(
            member ->
                member.getUser().getPn().equals(jid) || member.getUser().getLid().equals(jid));
  }
}
