package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.jid.Jid;

/// The two names of one user, both without device. One to one at a time: the newest wins.
///
/// @param pn `<number>@s.whatsapp.net`
/// @param lid `<digits>@lid`
public record LidMapping(Jid pn, Jid lid) {

  public LidMapping {
    pn = pn.toUserJid();
    lid = lid.toUserJid();
    if (!pn.isPn() || !lid.isLid()) {
      throw new IllegalArgumentException("Expected a PN and a LID");
    }
  }
}
