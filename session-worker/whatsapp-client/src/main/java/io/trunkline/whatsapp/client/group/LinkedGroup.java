package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.protocol.jid.Jid;

/// A group of a community.
///
/// @param isAnnouncements whether it is the announcement group, which every member is in
public record LinkedGroup(Jid jid, String subject, boolean isAnnouncements) {}
