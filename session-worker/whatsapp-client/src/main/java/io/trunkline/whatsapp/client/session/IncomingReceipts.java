package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.SessionEvent.ReceiptStatus;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// `receipt` stanzas: what became of our messages. Published, then acknowledged. Source: protocol
/// dossier, 09.5.
final class IncomingReceipts {

  private static final Set<String> READ = Set.of("read", "read-self", "played", "played-self");

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final RetryAnswers retryAnswers;
  private final Consumer<Node> socket;

  IncomingReceipts(
      SessionCore core,
      Journal journal,
      Addresses addresses,
      RetryAnswers retryAnswers,
      Consumer<Node> socket) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
    this.retryAnswers = retryAnswers;
    this.socket = socket;
  }

  CompletableFuture<Void> handle(Node receipt) {
    Jid from = receipt.jid("from");
    String type = receipt.find("type").orElse("");
    if (type.equals("retry")) {
      // Not waited for: it may fetch a bundle, and what follows need not stand still for that.
      var unused = retryAnswers.answer(receipt).thenRun(() -> acknowledge(receipt));
      return CompletableFuture.completedFuture(null);
    }
    Optional<ReceiptStatus> status = status(type);
    // Receipts of own devices are about messages that others sent, or copies of ours.
    if (addresses.isOwn(from.withoutHosting())
        || receipt.findJid("participant").filter(addresses::isOwn).isPresent()) {
      return ofOwnDevice(receipt, type);
    }
    if (status.isEmpty()) {
      acknowledge(receipt);
      return CompletableFuture.completedFuture(null);
    }
    return addresses
        .resolve(from)
        .thenAccept(
            ignored -> {
              addresses.learn(receipt);
              journal.tell(
                  () -> acknowledge(receipt), events(receipt, addresses.known(from), status.get()));
            });
  }

  private CompletableFuture<Void> ofOwnDevice(Node receipt, String type) {
    Optional<Jid> chat =
        receipt.findJid("recipient").or(() -> receipt.findJid("from").filter(Jid::isGroup));
    if (chat.isEmpty() || !READ.contains(type)) {
      acknowledge(receipt);
      return CompletableFuture.completedFuture(null);
    }
    return addresses
        .resolve(chat.get())
        .thenAccept(
            read ->
                journal.tell(
                    () -> acknowledge(receipt),
                    List.of(new SessionEvent.ReadElsewhere(read, ids(receipt), at(receipt)))));
  }

  private static Optional<ReceiptStatus> status(String type) {
    return switch (type) {
      case "", "inactive", "delivery" -> Optional.of(ReceiptStatus.DELIVERED);
      case "read" -> Optional.of(ReceiptStatus.READ);
      case "played" -> Optional.of(ReceiptStatus.PLAYED);
      default -> Optional.empty();
    };
  }

  private List<SessionEvent> events(Node receipt, UserAddress chat, ReceiptStatus status) {
    Instant at = at(receipt);
    UserAddress participant = receipt.findJid("participant").map(addresses::known).orElse(chat);
    var events = new ArrayList<SessionEvent>();
    for (String id : ids(receipt)) {
      events.add(new SessionEvent.MessageStatus(id, chat, participant, status, at));
    }
    return events;
  }

  private Instant at(Node receipt) {
    return receipt.findNumber("t").isPresent()
        ? Instant.ofEpochSecond(receipt.findNumber("t").getAsLong())
        : core.now();
  }

  private static List<String> ids(Node receipt) {
    var ids = new ArrayList<String>();
    ids.add(receipt.attr("id"));
    receipt
        .child("list")
        .ifPresent(
            list ->
                list.children("item")
                    .forEach(
                        item ->
                            item.find("id").filter(id -> !ids.contains(id)).ifPresent(ids::add)));
    return ids;
  }

  private void acknowledge(Node receipt) {
    socket.accept(Acks.of(receipt, Optional.empty()));
  }
}
