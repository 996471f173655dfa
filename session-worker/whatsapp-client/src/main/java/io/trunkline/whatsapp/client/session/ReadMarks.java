package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.ReadReceipts;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Writes receipts of what was read here. Source: protocol dossier, 09.5.
final class ReadMarks implements ReadReceipts {

  private final SessionCore core;
  private final Calls calls;
  private final Addresses addresses;
  private final OwnAccount account;
  private final Consumer<Node> socket;

  /// @param socket writes while logged in, else throws
  ReadMarks(
      SessionCore core,
      Calls calls,
      Addresses addresses,
      OwnAccount account,
      Consumer<Node> socket) {
    this.core = core;
    this.calls = calls;
    this.addresses = addresses;
    this.account = account;
    this.socket = socket;
  }

  @Override
  public CompletionStage<Void> tell(Read read) {
    return calls.post(
        () -> {
          var ids = read.whatsappIds();
          if (ids.isEmpty()
              || ids.size() > Read.MAX_IDS
              || ids.stream().anyMatch(String::isEmpty)) {
            throw ContactLookups.invalid("Expected 1 to " + Read.MAX_IDS + " message ids");
          }
          return named(read)
              .thenCombine(account.showsReadReceipts(), (named, isShown) -> receipt(named, isShown))
              .thenAccept(socket);
        });
  }

  /// WhatsApp gives a chat's receipts to the author under the name that the chat goes by.
  private CompletableFuture<Read> named(Read read) {
    return addresses
        .resolve(read.chat())
        .thenCombine(
            read.author().isPresent()
                ? addresses.resolve(read.author().get())
                : CompletableFuture.completedFuture(null),
            (chat, author) ->
                new Read(
                    addresses.canonical(read.chat().toUserJid()),
                    read.author().map(jid -> addresses.canonical(jid.toUserJid())),
                    read.whatsappIds(),
                    read.isPlayed(),
                    read.tellsAuthor()));
  }

  private Node receipt(Read read, boolean isShown) {
    var ids = read.whatsappIds();
    var receipt =
        Node.of("receipt")
            .with("id", ids.getFirst())
            .with("to", read.chat())
            .with(
                "type",
                (read.isPlayed() ? "played" : "read")
                    + (isShown && read.tellsAuthor() ? "" : "-self"))
            .with("t", core.now().getEpochSecond())
            .withIfPresent("participant", read.author());
    if (ids.size() > 1) {
      var list = Node.of("list");
      ids.stream().skip(1).forEach(id -> list.child(Node.of("item").with("id", id).build()));
      receipt.child(list.build());
    }
    return receipt.build();
  }
}
