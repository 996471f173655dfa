package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.protocol.jid.Jid;

/// What became of a group that was linked to a community, unlinked or left.
///
/// @param code 200 for done, else WhatsApp's number
public record LinkOutcome(Jid group, int code) {}
