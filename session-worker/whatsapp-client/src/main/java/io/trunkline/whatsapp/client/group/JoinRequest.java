package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.client.event.UserAddress;
import java.time.Instant;
import java.util.Optional;

/// Somebody who waits to be let into a group.
///
/// @param user who asks
/// @param requestedBy the member who proposed that user, where it was one
/// @param method how: `invite_link`, `linked_group_join`, `non_admin_add`, or what WhatsApp calls
///     it
/// @param at when
public record JoinRequest(
    UserAddress user, Optional<UserAddress> requestedBy, String method, Optional<Instant> at) {}
