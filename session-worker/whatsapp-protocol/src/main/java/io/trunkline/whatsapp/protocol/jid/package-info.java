/// Addresses: who a stanza is for (`Jid`), on which server (`JidServer`), and under which name the
/// Signal protocol files its sessions (`SignalAddress`).
package io.trunkline.whatsapp.protocol.jid;
