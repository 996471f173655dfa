package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A group or community as WhatsApp describes it.
///
/// @param jid the group
/// @param subject its name
/// @param subjectAt when it was named so
/// @param subjectBy who named it so
/// @param createdAt when it was made
/// @param owner who made it; absent where that account is gone
/// @param isLid whether members are named by LID, else by phone number
/// @param size number of members as the server counts; lists may name fewer
/// @param participants its members; empty in answers that do not list them (invite lookups)
/// @param description absent where there is none
/// @param settings what members may do
/// @param isCommunity whether it is the parent of other groups
/// @param community the community that it belongs to
/// @param isAnnouncements whether it is that community's announcement group
public record GroupInfo(
    Jid jid,
    String subject,
    Optional<Instant> subjectAt,
    Optional<UserAddress> subjectBy,
    Optional<Instant> createdAt,
    Optional<UserAddress> owner,
    boolean isLid,
    int size,
    List<GroupParticipant> participants,
    Optional<Description> description,
    GroupSettings settings,
    boolean isCommunity,
    Optional<Jid> community,
    boolean isAnnouncements) {

  public GroupInfo {
    participants = List.copyOf(participants);
  }

  /// @param id changes with every description; a new one names the one it replaces
  /// @param by its author, where told
  public record Description(
      String id, String text, Optional<Instant> at, Optional<UserAddress> by) {}
}
