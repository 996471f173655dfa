package io.trunkline.simulator.server;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Group;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.journal.Ledger;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.whatsapp.proto.signal.SenderKeyMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.message.Phash;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gives a message to a group to every device of every member, and a status to the devices that its
/// sender lists.
///
/// ```text
///   in   message{id,to=group,phash,addressing_mode} > participants > to{jid} > enc, enc{skmsg}
///        message{id,to=status@broadcast,phash} > participants > to{jid} > enc?, enc{skmsg}
///        message{id,to=group,participant=device} > enc                       (resend to one
///        device)
///   out  message{from=group,participant=device,id,t,addressing_mode}
///          > enc for this device alone?, enc{skmsg}, device-identity?
/// ```
///
/// A device without a copy of its own still gets the message: where it lacks the key it says so by
/// a retry receipt.
final class GroupRouter {
  private static final int SIGNATURE_BYTES = 64;
  private static final Set<String> NOT_COPIED = Set.of("participants", "enc", "device-identity");

  private final Accounts accounts;
  private final GroupDesk desk;
  private final MessageRouter messages;
  private final Ledger ledger;
  private final Stats stats;
  private final Clock clock;

  GroupRouter(
      Accounts accounts,
      GroupDesk desk,
      MessageRouter messages,
      Ledger ledger,
      Stats stats,
      Clock clock) {
    this.accounts = accounts;
    this.desk = desk;
    this.messages = messages;
    this.ledger = ledger;
    this.stats = stats;
    this.clock = clock;
  }

  private record Members(Jid jid, JidServer server, List<Device> devices) {}

  /// @return the ack
  Node route(Device sender, Node message, Transaction transaction) {
    Jid to = message.jid("to");
    Members group;
    try {
      group =
          to.isGroup()
              ? desk.read(() -> members(sender, message, desk.group(to)))
              : viewers(sender, message);
    } catch (GroupRefusal refusal) {
      return ack(message, Optional.of(refusal.code()), Optional.empty());
    }
    Optional<Device> only = message.findJid("participant").flatMap(accounts::device);
    if (only.isPresent()) {
      resend(sender, message, group, only.get(), transaction);
      return ack(message, Optional.empty(), Optional.empty());
    }
    judgeKey(sender, message, transaction);
    Map<Device, List<Node>> copies = new HashMap<>();
    message
        .child("participants")
        .ifPresent(
            participants ->
                participants
                    .children("to")
                    .forEach(
                        one ->
                            one.findJid("jid")
                                .flatMap(accounts::device)
                                .ifPresent(device -> copies.put(device, one.children("enc")))));
    boolean isRepeated = false;
    for (Device device : group.devices) {
      if (device != sender) {
        List<Node> own = copies.getOrDefault(device, List.of());
        Node copy = copy(sender, message, group, own, message.children("enc"));
        isRepeated |= messages.hand(sender, device, message.attr("id"), own, copy, transaction);
      }
    }
    if (isRepeated) {
      stats.repeatedIds.increment();
    }
    Set<Jid> due = new HashSet<>();
    group.devices.forEach(device -> due.add(device.jid(group.server)));
    String right = Phash.v2(due);
    return ack(
        message,
        Optional.empty(),
        message.find("phash").isEmpty() || message.has("phash", right)
            ? Optional.empty()
            : Optional.of(right));
  }

  private Members members(Device sender, Node message, Group group) {
    if (!group.isMember(sender.account()) || group.announce && !group.isAdmin(sender.account())) {
      throw new GroupRefusal(403, "forbidden");
    }
    if (message
        .find("addressing_mode")
        .filter(mode -> !mode.equals(group.addressing))
        .isPresent()) {
      throw new GroupRefusal(421, "addressing-mode");
    }
    return new Members(
        group.jid(),
        group.server(),
        group.numbers().stream()
            .flatMap(number -> accounts.byNumber(number).stream())
            .flatMap(account -> account.devices().stream())
            .toList());
  }

  /// The server knows of a status' audience only what the message says.
  private Members viewers(Device sender, Node message) {
    var devices = new LinkedHashSet<>(List.of(sender));
    message.findJid("participant").flatMap(accounts::device).ifPresent(devices::add);
    message.child("participants").stream()
        .flatMap(listed -> listed.children("to").stream())
        .flatMap(one -> one.findJid("jid").flatMap(accounts::device).stream())
        .forEach(devices::add);
    return new Members(message.jid("to"), JidServer.LID, List.copyOf(devices));
  }

  private void resend(
      Device sender, Node message, Members group, Device target, Transaction transaction) {
    if (group.devices.contains(target)) {
      List<Node> encrypted = message.children("enc");
      messages.judgeKeys(sender, target, encrypted, transaction);
      transaction.deliver(target, copy(sender, message, group, encrypted, List.of()));
    }
  }

  private Node copy(Device sender, Node message, Members group, List<Node> own, List<Node> shared) {
    boolean isLid = group.server == JidServer.LID;
    Node.Builder copy =
        Node.of("message")
            .with("from", group.jid)
            .with("participant", sender.jid(group.server))
            .with(
                isLid ? "participant_pn" : "participant_lid",
                isLid ? sender.account().pn() : sender.account().lid())
            .withIfPresent(
                "addressing_mode",
                group.jid.isGroup() ? Optional.of(isLid ? "lid" : "pn") : Optional.empty())
            .with("id", message.attr("id"))
            .with("t", clock.instant().getEpochSecond())
            .with("type", message.find("type").orElse("text"))
            .withIfPresent("edit", message.find("edit").filter(edit -> !edit.isEmpty()))
            .with("notify", sender.account().name())
            .children(own)
            .children(shared);
    message.children().stream()
        .filter(child -> !NOT_COPIED.contains(child.tag()))
        .forEach(copy::child);
    if (own.stream().anyMatch(enc -> enc.has("type", "pkmsg"))) {
      message.child("device-identity").ifPresent(copy::child);
    }
    return copy.build();
  }

  /// An iteration of a sender key belongs to one plaintext.
  private void judgeKey(Device sender, Node message, Transaction transaction) {
    for (Node enc : message.children("enc")) {
      if (!enc.has("type", "skmsg") || enc.bytes().length <= SIGNATURE_BYTES) {
        continue;
      }
      SenderKeyMessage parsed;
      try {
        byte[] bytes = enc.bytes();
        parsed =
            SenderKeyMessage.parseFrom(
                Arrays.copyOfRange(bytes, 1, bytes.length - SIGNATURE_BYTES));
      } catch (InvalidProtocolBufferException e) {
        // Not for the server to judge: the recipients cannot decrypt it and say so.
        continue;
      }
      long key =
          Ledger.key(
              "group/%s/%s/%d/%d"
                  .formatted(
                      sender.name(),
                      message.attr("to"),
                      Integer.toUnsignedLong(parsed.getId()),
                      Integer.toUnsignedLong(parsed.getIteration())));
      messages.judge(key, parsed.getCiphertext().toByteArray(), transaction);
    }
  }

  /// Routes a receipt about a message of a group to who wrote it.
  void receipt(
      Device sender, Node receipt, String type, List<String> ids, Transaction transaction) {
    Jid group = receipt.jid("to");
    Optional<Device> writer = receipt.findJid("participant").flatMap(accounts::device);
    boolean isRetry = type.equals("retry") || type.equals("enc_rekey_retry");
    if (writer.isEmpty() || type.equals("sender") || type.equals("read-self")) {
      return;
    }
    JidServer server = group.isGroup() ? desk.read(() -> server(group)) : JidServer.LID;
    boolean isLid = server == JidServer.LID;
    Node.Builder copy =
        Node.of("receipt")
            .with("from", group)
            .with("participant", sender.jid(server))
            .with(
                isLid ? "participant_pn" : "participant_lid",
                isLid ? sender.account().pn() : sender.account().lid())
            .withIfPresent("id", receipt.find("id"))
            .withIfPresent(
                "type", Optional.of(type).filter(t -> !t.isEmpty() && !t.equals("inactive")))
            .with("t", clock.instant().getEpochSecond());
    if (isRetry) {
      ids.forEach(id -> messages.expectAgain(sender, writer.get(), id, transaction));
      transaction.deliver(writer.get(), copy.children(receipt.children()).build());
    } else if (writer.get().account() != sender.account()) {
      receipt.child("list").ifPresent(copy::child);
      Node told = copy.build();
      writer.get().account().devices().forEach(device -> transaction.deliver(device, told));
    }
  }

  private JidServer server(Jid group) {
    try {
      return desk.group(group).server();
    } catch (GroupRefusal refusal) {
      return JidServer.LID;
    }
  }

  private Node ack(Node message, Optional<Integer> error, Optional<String> phash) {
    return Node.of("ack")
        .with("class", "message")
        .with("id", message.attr("id"))
        .with("from", message.jid("to"))
        .with("t", clock.instant().getEpochSecond())
        .withIfPresent("phash", phash)
        .withIfPresent("error", error)
        .build();
  }
}
