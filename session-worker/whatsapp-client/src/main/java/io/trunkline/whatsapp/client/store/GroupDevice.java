package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;

/// A device in a group: what sender keys are filed under.
///
/// @param group JID of the group, broadcast list or status chat
/// @param device canonical address: the LID form once it is known
public record GroupDevice(Jid group, SignalAddress device) {}
