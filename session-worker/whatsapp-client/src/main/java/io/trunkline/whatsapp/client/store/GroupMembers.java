package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Who is in a group, as the server last told: what a send needs to know of it.
///
/// @param group the group
/// @param isLid whether the group names its members by LID, else by phone number
/// @param members user JIDs as the group names them, this account included while it is a member
/// @param expiration after this messages disappear, in whole seconds; zero where they stay
/// @param fetchedAt when the server was asked
public record GroupMembers(
    Jid group, boolean isLid, List<Jid> members, Duration expiration, Instant fetchedAt) {

  public GroupMembers {
    members = members.stream().map(Jid::toUserJid).toList();
  }
}
