package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes a receipt: it ends the queueing of the message that it names, and goes on to whom it
/// concerns.
final class ReceiptRouter {
  private final Accounts accounts;
  private final MessageRouter messages;
  private final Stats stats;
  private final Clock clock;

  ReceiptRouter(Accounts accounts, MessageRouter messages, Stats stats, Clock clock) {
    this.accounts = accounts;
    this.messages = messages;
    this.stats = stats;
    this.clock = clock;
  }

  /// Routes a receipt.
  ///
  /// @return the ack for its sender, to be sent after the transaction was committed
  Node route(Device sender, Node receipt, Transaction transaction) {
    String type = receipt.find("type").orElse("");
    List<String> ids = ids(receipt);
    if (receipt.findJid("to").filter(Jid::isShared).isPresent()) {
      groupReceipt(sender, receipt, type, ids, transaction);
      return ack(receipt);
    }
    Optional<Account> peer = receipt.findJid("to").flatMap(accounts::account);
    switch (type) {
      case "retry", "enc_rekey_retry" -> {
        stats.retryReceipts.increment();
        ids.forEach(id -> sender.queue().retried(id, transaction));
        receipt
            .findJid("to")
            .flatMap(accounts::device)
            .ifPresent(
                device -> {
                  ids.forEach(id -> messages.expectAgain(sender, device, id, transaction));
                  transaction.deliver(device, retry(sender, device, receipt));
                });
      }
      // A file is gone: its phone is to upload it again.
      case "server-error" ->
          transaction.deliver(sender.account().phone(), mediaRetry(sender, receipt));
      case "sender", "peer_msg", "hist_sync" -> taken(sender, ids, transaction);
      case "read-self", "played-self" -> {
        taken(sender, ids, transaction);
        peer.ifPresent(chat -> tellOwnDevices(sender, chat, type, receipt, transaction));
      }
      default -> {
        taken(sender, ids, transaction);
        peer.filter(chat -> chat != sender.account())
            .ifPresent(chat -> tellPeer(sender, chat, type, receipt, transaction));
        if (type.equals("read") || type.equals("played")) {
          peer.ifPresent(chat -> tellOwnDevices(sender, chat, type, receipt, transaction));
        }
      }
    }
    return ack(receipt);
  }

  private void groupReceipt(
      Device sender, Node receipt, String type, List<String> ids, Transaction transaction) {
    if (type.equals("retry") || type.equals("enc_rekey_retry")) {
      stats.retryReceipts.increment();
      ids.forEach(id -> sender.queue().retried(id, transaction));
    } else {
      taken(sender, ids, transaction);
    }
    messages.groups().receipt(sender, receipt, type, ids, transaction);
  }

  /// The id of the receipt and those of its list.
  static List<String> ids(Node receipt) {
    List<String> ids = new ArrayList<>();
    receipt.find("id").ifPresent(ids::add);
    receipt
        .child("list")
        .ifPresent(
            list -> list.children("item").forEach(item -> item.find("id").ifPresent(ids::add)));
    return ids;
  }

  private static void taken(Device sender, List<String> ids, Transaction transaction) {
    ids.forEach(id -> sender.queue().received(id, transaction));
  }

  private void tellPeer(
      Device sender, Account chat, String type, Node receipt, Transaction transaction) {
    for (Device device : chat.devices()) {
      Node.Builder copy = copy(sender, receipt);
      // "inactive" is between the device and the server: the sender sees a delivery.
      if (!type.isEmpty() && !type.equals("inactive")) {
        copy.with("type", type);
      }
      receipt.child("list").ifPresent(copy::child);
      transaction.deliver(device, copy.build());
    }
  }

  private void tellOwnDevices(
      Device sender, Account chat, String type, Node receipt, Transaction transaction) {
    for (Device device : sender.account().devices()) {
      if (device != sender) {
        Node.Builder copy =
            copy(sender, receipt).with("type", type).with("recipient", chat.jid(server(receipt)));
        receipt.child("list").ifPresent(copy::child);
        transaction.deliver(device, copy.build());
      }
    }
  }

  private Node retry(Device sender, Device target, Node receipt) {
    Node.Builder copy = copy(sender, receipt).with("type", receipt.attr("type"));
    if (target.account() != sender.account()) {
      JidServer other = server(receipt) == JidServer.LID ? JidServer.USER : JidServer.LID;
      copy.with(other == JidServer.LID ? "sender_lid" : "sender_pn", sender.account().jid(other));
    }
    receipt.findJid("participant").ifPresent(jid -> copy.with("participant", jid));
    receipt.findJid("recipient").ifPresent(jid -> copy.with("recipient", jid));
    return copy.children(receipt.children()).build();
  }

  private Node mediaRetry(Device sender, Node receipt) {
    return copy(sender, receipt).with("type", "server-error").children(receipt.children()).build();
  }

  private Node.Builder copy(Device sender, Node receipt) {
    return Node.of("receipt")
        .with("from", sender.jid(server(receipt)))
        .withIfPresent("id", receipt.find("id"))
        .with("t", clock.instant().getEpochSecond());
  }

  private static JidServer server(Node receipt) {
    return receipt.findJid("to").filter(Jid::isLid).isPresent() ? JidServer.LID : JidServer.USER;
  }

  private static Node ack(Node receipt) {
    Node.Builder ack =
        Node.of("ack").with("class", "receipt").withIfPresent("id", receipt.find("id"));
    receipt.findJid("to").ifPresent(to -> ack.with("from", to));
    return ack.withIfPresent("type", receipt.find("type")).build();
  }
}
