package io.trunkline.whatsapp.client.group;

/// What members of a group may do.
///
/// @param announce only admins may send
/// @param locked only admins may change subject, description and picture
/// @param ephemeralSeconds after this messages disappear; 0 = they stay
/// @param joinApproval admins must approve who joins by a link
/// @param adminsAdd only admins may add members
public record GroupSettings(
    boolean announce,
    boolean locked,
    int ephemeralSeconds,
    boolean joinApproval,
    boolean adminsAdd) {}
