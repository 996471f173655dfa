package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;

/// What an invitation message lets its recipient do: join a group in which an admin could not put
/// him. Not to be confused with the invite link, which is for everybody.
///
/// @param group the group
/// @param code names the invitation
/// @param expiresAt until then it can be accepted; whole seconds
/// @param admin who sent the message
public record GroupInvitation(Jid group, String code, Instant expiresAt, Jid admin) {
  public GroupInvitation {
    admin = admin.toUserJid();
  }
}
