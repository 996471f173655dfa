package io.trunkline.simulator.server;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.journal.Ledger;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.whatsapp.proto.signal.PreKeySignalMessage;
import io.trunkline.whatsapp.proto.signal.SignalMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.message.Phash;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes a message stanza apart and gives each device its own part.
///
/// ```text
///   in   message{id,to,type} > participants > to{jid} > enc      (one part a device)
///        message{id,to=device,…} > enc                            (resend, or a message to the
///        phone)
///   out  message{from,id,t,type,notify,sender_pn|sender_lid}  > enc, device-identity?, …  to the
///   peer
///        message{from,id,t,type,recipient,peer_recipient_*}   > enc, device-identity?, …  to own
///        devices
/// ```
///
/// `from` is the sending device, by phone number or by LID as the message was addressed; the other
/// name of the user comes along. The id is remembered per receiving device, so that a repeat for
/// devices that were missing the first time still reaches them.
final class MessageRouter {
  private static final Set<String> NOT_COPIED =
      Set.of("participants", "enc", "device-identity", "tctoken", "cstoken");
  private static final int MAC_BYTES = 8;

  private final Accounts accounts;
  private final Ledger ledger;
  private final Stats stats;
  private final Clock clock;
  private final GroupRouter groups;
  private volatile boolean dropKnownIds = true;

  MessageRouter(Accounts accounts, GroupDesk desk, Ledger ledger, Stats stats, Clock clock) {
    this.accounts = accounts;
    this.ledger = ledger;
    this.stats = stats;
    this.clock = clock;
    groups = new GroupRouter(accounts, desk, this, ledger, stats, clock);
  }

  GroupRouter groups() {
    return groups;
  }

  void dropKnownIds(boolean drop) {
    dropKnownIds = drop;
  }

  boolean dropsKnownIds() {
    return dropKnownIds;
  }

  private record Part(Device target, List<Node> ciphertexts) {}

  /// Routes a message.
  ///
  /// @return the ack for the sender, to be sent after the transaction was committed
  Node route(Device sender, Node message, Transaction transaction) {
    stats.messagesIn.increment();
    Optional<Jid> to = message.findJid("to");
    Optional<String> id = message.find("id");
    if (to.isEmpty() || id.isEmpty()) {
      return ack(message, Optional.of("479"), Optional.empty());
    }
    if (to.get().isShared()) {
      return groups.route(sender, message, transaction);
    }
    if (!to.get().isPn() && !to.get().isLid()) {
      return ack(message, Optional.of("403"), Optional.empty());
    }
    Optional<Account> chat = accounts.account(to.get());
    if (chat.isEmpty()) {
      return ack(message, Optional.of("404"), Optional.empty());
    }
    if (PrivacyDesk.isBlocked(chat.get(), sender.account())) {
      // Who is blocked does not learn of it.
      return ack(message, Optional.empty(), Optional.empty());
    }
    List<Part> parts = parts(sender, chat.get(), to.get(), message);
    boolean resend = isResend(message);
    boolean repeated = false;
    for (Part part : parts) {
      Node copy = forDevice(sender, chat.get(), to.get(), message, part);
      if (resend) {
        judgeKeys(sender, part.target, part.ciphertexts, transaction);
        transaction.deliver(part.target, copy);
      } else {
        repeated |= hand(sender, part.target, id.get(), part.ciphertexts, copy, transaction);
      }
    }
    if (repeated) {
      stats.repeatedIds.increment();
    }
    Account.acquaint(sender.account(), chat.get(), transaction);
    return ack(message, Optional.empty(), rightHash(sender, chat.get(), to.get(), message, parts));
  }

  /// Gives a device its part, unless it had one under this id before.
  ///
  /// @return whether it had
  boolean hand(
      Device sender,
      Device target,
      String id,
      List<Node> ciphertexts,
      Node copy,
      Transaction transaction) {
    judgeKeys(sender, target, ciphertexts, transaction);
    long known = Ledger.key(delivery("id", sender, id, target));
    boolean asked = ledger.knows(Ledger.key(delivery("asked", sender, id, target)));
    boolean again = !asked && ledger.knows(known);
    if (!again || !dropKnownIds) {
      transaction.deliver(target, copy);
    }
    transaction.afterwards(() -> ledger.remember(known, 1));
    return again;
  }

  /// Notes that a device has asked for a message again: it is let through, in whatever form its
  /// sender repeats it. Baileys answers a phone's retry receipt by sending to all devices anew.
  void expectAgain(Device recipient, Device sender, String id, Transaction transaction) {
    long key = Ledger.key(delivery("asked", sender, id, recipient));
    transaction.afterwards(() -> ledger.remember(key, 1));
  }

  private static String delivery(String kind, Device sender, String id, Device recipient) {
    return "%s/%s/%s/%s".formatted(kind, sender.account().number(), id, recipient.name());
  }

  private List<Part> parts(Device sender, Account chat, Jid to, Node message) {
    List<Part> parts = new ArrayList<>();
    Optional<Node> participants = message.child("participants");
    if (participants.isPresent()) {
      for (Node participant : participants.get().children("to")) {
        participant
            .findJid("jid")
            .flatMap(accounts::device)
            .filter(device -> device.account() == chat || device.account() == sender.account())
            .filter(device -> device != sender)
            .ifPresent(device -> parts.add(new Part(device, participant.children("enc"))));
      }
    } else {
      accounts
          .device(to)
          .filter(device -> device != sender)
          .ifPresent(device -> parts.add(new Part(device, message.children("enc"))));
    }
    return parts;
  }

  /// A resend answers a retry receipt: it goes to one device and carries its count.
  private static boolean isResend(Node message) {
    return message.find("device_fanout").filter("false"::equals).isPresent()
        || message.children("enc").stream().anyMatch(enc -> enc.find("count").isPresent());
  }

  private Node forDevice(Device sender, Account chat, Jid to, Node message, Part part) {
    JidServer server = to.isLid() ? JidServer.LID : JidServer.USER;
    JidServer other = to.isLid() ? JidServer.USER : JidServer.LID;
    String otherName = to.isLid() ? "pn" : "lid";
    Node.Builder copy =
        Node.of("message")
            .with("from", sender.jid(server))
            .with("id", message.attr("id"))
            .with("t", clock.instant().getEpochSecond())
            .with("type", message.find("type").orElse("text"))
            .withIfPresent("edit", message.find("edit").filter(edit -> !edit.isEmpty()))
            .with("notify", sender.account().name());
    if (part.target.account() != sender.account()) {
      copy.with("sender_" + otherName, sender.account().jid(other));
    } else if (message.find("category").filter("peer"::equals).isPresent()) {
      copy.with("category", "peer");
    } else {
      Jid recipient = message.findJid("recipient").map(Jid::toUserJid).orElse(to.toUserJid());
      Account recipientAccount = accounts.account(recipient).orElse(chat);
      copy.with("recipient", recipientAccount.jid(server))
          .with("peer_recipient_" + otherName, recipientAccount.jid(other));
    }
    for (Node enc : part.ciphertexts) {
      copy.child(enc);
    }
    boolean startsSession =
        part.ciphertexts.stream()
            .anyMatch(enc -> enc.find("type").filter("pkmsg"::equals).isPresent());
    message.children().stream()
        .filter(child -> !NOT_COPIED.contains(child.tag()))
        .forEach(copy::child);
    if (startsSession) {
      message.child("device-identity").ifPresent(copy::child);
    }
    return copy.build();
  }

  /// A message key belongs to one plaintext: sender device, recipient device, ratchet key and
  /// counter name it, and it may be seen again only under the same ciphertext.
  void judgeKeys(Device sender, Device target, List<Node> ciphertexts, Transaction transaction) {
    for (Node enc : ciphertexts) {
      Optional<SignalMessage> parsed = signalMessage(enc);
      if (parsed.isEmpty()) {
        continue;
      }
      SignalMessage signal = parsed.get();
      long key =
          Ledger.key(
              "key/%s/%s/%s/%d"
                  .formatted(
                      sender.name(),
                      target.name(),
                      HexFormat.of().formatHex(signal.getRatchetKey().toByteArray()),
                      Integer.toUnsignedLong(signal.getCounter())));
      judge(key, signal.getCiphertext().toByteArray(), transaction);
    }
  }

  /// Counts a message key that was seen under another ciphertext before.
  void judge(long key, byte[] ciphertext, Transaction transaction) {
    long mark = Ledger.key(ciphertext);
    transaction.afterwards(
        () -> {
          long seen = ledger.remember(key, mark);
          if (seen != 0 && seen != mark) {
            stats.keyReuse.increment();
          }
        });
  }

  /// `33 | protobuf | MAC`; a prekey message has one inside and no MAC of its own.
  private static Optional<SignalMessage> signalMessage(Node enc) {
    try {
      byte[] bytes = enc.bytes();
      return switch (enc.find("type").orElse("")) {
        case "msg" -> signalMessage(bytes);
        case "pkmsg" ->
            signalMessage(
                PreKeySignalMessage.parseFrom(Arrays.copyOfRange(bytes, 1, bytes.length))
                    .getMessage()
                    .toByteArray());
        default -> Optional.empty();
      };
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      // Not for the server to judge: the recipient cannot decrypt it and says so.
      return Optional.empty();
    }
  }

  private static Optional<SignalMessage> signalMessage(byte[] bytes)
      throws InvalidProtocolBufferException {
    return Optional.of(
        SignalMessage.parseFrom(Arrays.copyOfRange(bytes, 1, bytes.length - MAC_BYTES)));
  }

  /// The hash of the devices that the message should have reached, when it reached others.
  private static Optional<String> rightHash(
      Device sender, Account chat, Jid to, Node message, List<Part> parts) {
    if (message.child("participants").isEmpty()) {
      return Optional.empty();
    }
    JidServer server = to.isLid() ? JidServer.LID : JidServer.USER;
    Set<Jid> due = new HashSet<>(chat.deviceJids(server));
    due.addAll(sender.account().deviceJids(server));
    String right = Phash.v2(due);
    boolean same =
        message
            .find("phash")
            .map(right::equals)
            .orElseGet(
                () -> {
                  Set<Jid> reached = new HashSet<>(List.of(sender.jid(server)));
                  parts.forEach(part -> reached.add(part.target.jid(server)));
                  return reached.equals(due);
                });
    return same ? Optional.empty() : Optional.of(right);
  }

  private Node ack(Node message, Optional<String> error, Optional<String> phash) {
    Node.Builder ack =
        Node.of("ack").with("class", "message").withIfPresent("id", message.find("id"));
    message.findJid("to").ifPresent(to -> ack.with("from", to));
    return ack.with("t", clock.instant().getEpochSecond())
        .withIfPresent("phash", phash)
        .withIfPresent("error", error)
        .build();
  }
}
