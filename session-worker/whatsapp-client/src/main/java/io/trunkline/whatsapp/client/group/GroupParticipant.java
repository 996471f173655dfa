package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.client.event.UserAddress;

/// A member of a group.
///
/// @param user both names where known
public record GroupParticipant(UserAddress user, Role role) {

  /// What a member is.
  public enum Role {
    MEMBER,
    ADMIN,
    /// Who made the group; cannot be removed or demoted.
    SUPERADMIN
  }
}
