package io.trunkline.whatsapp.client.group;

/// What members of a group may do.
///
/// @param announce only admins may send
/// @param locked only admins may change subject, description and picture
/// @param ephemeralSeconds after this messages disappear; 0 = they stay
/// @param joinApproval admins must approve who joins by a link
/// @param adminsAdd only admins may add members
/// @param adminsLink only admins may share the invite link
/// @param adminsShareHistory only admins may show new members what was written before
public record GroupSettings(
    boolean announce,
    boolean locked,
    int ephemeralSeconds,
    boolean joinApproval,
    boolean adminsAdd,
    boolean adminsLink,
    boolean adminsShareHistory) {

  /// Everybody may do everything that members usually may.
  public static final GroupSettings OPEN =
      new GroupSettings(false, false, 0, false, false, false, false);
}
