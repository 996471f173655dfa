package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.List;
import java.util.Optional;

/// A group to make.
///
/// @param subject its name, up to 100 characters
/// @param participants users by PN or LID, without this account
/// @param description absent for none
/// @param settings what members may do; who shares link and history can be chosen only later
/// @param isCommunity whether it is to be the parent of other groups
/// @param community the community that it is to belong to
public record GroupCreation(
    String subject,
    List<Jid> participants,
    Optional<String> description,
    GroupSettings settings,
    boolean isCommunity,
    Optional<Jid> community) {

  public GroupCreation {
    participants = participants.stream().map(Jid::toUserJid).toList();
    if (settings.adminsLink() || settings.adminsShareHistory()) {
      throw new IllegalArgumentException("Expected settings that a new group can have");
    }
  }

  /// An ordinary group in which everybody may do everything that members usually may.
  public static GroupCreation of(String subject, List<Jid> participants) {
    return new GroupCreation(
        subject, participants, Optional.empty(), GroupSettings.OPEN, false, Optional.empty());
  }
}
