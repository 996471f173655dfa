package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A `message` stanza, its attributes read. Source: protocol dossier, 09.1.
///
/// @param sender device that encrypted it, as the stanza names it, hosted kinds made plain
/// @param chat conversation, as the stanza names it, without device
/// @param isFromMe sent by another device of this account
record IncomingMessage(
    Node stanza,
    String id,
    Jid from,
    Optional<Jid> participant,
    Optional<Jid> recipient,
    Jid sender,
    Jid chat,
    boolean isFromMe,
    Instant timestamp,
    String pushName,
    boolean isOffline,
    boolean isPeer) {

  /// @throws io.trunkline.whatsapp.protocol.stanza.StanzaException where an attribute is missing
  ///     or cannot be read
  static IncomingMessage read(Node stanza, Addresses addresses) {
    Jid from = stanza.jid("from");
    Optional<Jid> participant = stanza.findJid("participant");
    Optional<Jid> recipient = stanza.findJid("recipient");
    boolean isShared = from.isShared();
    Jid sender = isShared ? stanza.jid("participant") : from;
    boolean isFromMe =
        from.isNewsletter()
            ? NewsletterNodes.isOwn(stanza)
            : addresses.isOwn(sender.withoutHosting());
    Jid chat = !isShared && !from.isNewsletter() && isFromMe ? recipient.orElse(from) : from;
    return new IncomingMessage(
        stanza,
        stanza.attr("id"),
        from,
        participant,
        recipient,
        sender.withoutHosting(),
        chat.withoutHosting().toUserJid(),
        isFromMe,
        Instant.ofEpochSecond(stanza.findNumber("t").orElse(0)),
        stanza.find("notify").orElse(""),
        stanza.find("offline").isPresent(),
        stanza.has("category", "peer"));
  }

  /// Names the message among all that this account receives.
  String key() {
    return sender + " " + id;
  }

  /// Whether it went to a group or a broadcast list.
  boolean isShared() {
    return from.isShared();
  }

  List<Node> encrypted() {
    return stanza.children("enc");
  }
}
