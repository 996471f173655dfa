package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.protocol.jid.Jid;

/// What following an invite link led to.
///
/// @param group the group
/// @param isPending whether an admin has to approve first
public record JoinOutcome(Jid group, boolean isPending) {}
