package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.Optional;

/// The stanzas that tell the server it need not deliver something again. Source: protocol dossier,
/// 05.6 and 09.5.
final class Acks {

  /// Why a message was refused, as WhatsApp numbers it.
  enum Refusal {
    PARSING(487),
    UNRECOGNIZED_STANZA(488),
    UNRECOGNIZED_CLASS(489),
    UNRECOGNIZED_TYPE(490),
    INVALID_PROTOBUF(491);

    private final int code;

    Refusal(int code) {
      this.code = code;
    }
  }

  private Acks() {}

  /// @param own own device JID, which acks of messages name
  static Node of(Node stanza, Optional<Jid> own) {
    return ack(stanza, own, Optional.empty());
  }

  static Node refusing(Node stanza, Optional<Jid> own, Refusal refusal) {
    return ack(stanza, own, Optional.of(refusal));
  }

  private static Node ack(Node stanza, Optional<Jid> own, Optional<Refusal> refusal) {
    boolean isMessage = stanza.is("message");
    return Node.of("ack")
        .with("class", stanza.tag())
        .with("id", stanza.attr("id"))
        .withIfPresent("to", address(stanza, "from"))
        .withIfPresent("participant", address(stanza, "participant"))
        .withIfPresent("recipient", address(stanza, "recipient"))
        .withIfPresent("type", isMessage ? Optional.empty() : stanza.find("type"))
        .withIfPresent("from", isMessage ? own : Optional.empty())
        .withIfPresent("error", refusal.map(why -> Integer.toString(why.code)))
        .build();
  }

  /// As it came, even where it is no JID: a bad stanza is acknowledged like any other.
  private static Optional<Object> address(Node stanza, String name) {
    return Optional.ofNullable(stanza.attributes().get(name));
  }

  /// A message was decrypted and stored.
  ///
  /// @param isActive whether the account shows itself as available
  static Node delivery(IncomingMessage message, boolean isActive) {
    var receipt = Node.of("receipt").with("id", message.id()).with("to", message.from());
    if (message.isPeer()) {
      return receipt.with("type", "peer_msg").build();
    }
    if (message.isFromMe()) {
      return receipt
          .with("type", "sender")
          .withIfPresent("participant", message.participant())
          .withIfPresent("recipient", message.recipient())
          .build();
    }
    // "inactive": this companion shows nothing to a person; the phone's own receipt tells more.
    return receipt
        .with("type", isActive ? "" : "inactive")
        .withIfPresent("participant", message.participant())
        .build();
  }

  /// A chunk of history was announced; without this receipt the phone sends it again.
  static Node historySync(IncomingMessage message, Jid ownUser) {
    return Node.of("receipt")
        .with("id", message.id())
        .with("type", "hist_sync")
        .with("to", ownUser)
        .build();
  }
}
