package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.MessageIds;
import io.trunkline.whatsapp.protocol.message.StanzaAttributes;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// What this device says to the account's own phone and to nobody else. Source: protocol dossier,
/// 07.7.
final class PeerMessages {
  private static final StanzaAttributes PLAIN =
      new StanzaAttributes("text", Optional.empty(), Optional.empty(), false, List.of());

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final Ratchets ratchets;
  private final Bundles bundles;
  private final Consumer<Node> socket;

  PeerMessages(
      SessionCore core,
      Journal journal,
      Addresses addresses,
      Ratchets ratchets,
      Bundles bundles,
      Consumer<Node> socket) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
    this.ratchets = ratchets;
    this.bundles = bundles;
    this.socket = socket;
  }

  /// @return the message's id, once its frame has left
  CompletableFuture<String> send(ProtocolMessage content) {
    Jid phone = addresses.ownDevice().toUserJid();
    byte[] plaintext = Message.newBuilder().setProtocolMessage(content).build().toByteArray();
    return bundles
        .ensure(List.of(phone))
        .thenCompose(
            ignored -> {
              Ratchets.Entry entry = ratchets.entry(phone);
              if (entry.session().isEmpty()) {
                return CompletableFuture.failedFuture(
                    new SendFailure(
                        SendFailure.Code.SERVER_ERROR, "The own phone has no prekey bundle"));
              }
              String id = MessageIds.fromRandom(core.randomness());
              var fanout = new Sends.Fanout(core, ratchets, PLAIN);
              Node enc = fanout.enc(entry, plaintext, OptionalInt.empty());
              Node stanza =
                  Node.of("message")
                      .with("id", id)
                      .with("to", core.account().pn().toUserJid())
                      .with("type", "text")
                      .with("category", "peer")
                      .with("push_priority", "high")
                      .child(Node.of("meta").with("appdata", "default").build())
                      .child(enc)
                      .childIfPresent(fanout.deviceIdentity())
                      .build();
              var left = new CompletableFuture<String>();
              journal.whenMayLeave(
                  fanout.uses(),
                  () -> {
                    socket.accept(stanza);
                    left.complete(id);
                  });
              return left;
            });
  }
}
