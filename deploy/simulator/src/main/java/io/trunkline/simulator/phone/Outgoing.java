package io.trunkline.simulator.phone;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Group;
import io.trunkline.simulator.account.Json;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.proto.e2e.DeviceSentMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a phone has sent, and how it sends: to each device of both sides, and again to a device
/// that asks for it. Guarded by the phone's lock; every change is in the transaction of its caller.
final class Outgoing {
  private static final int MAX_RETRIES = 5;

  private final Account account;
  private final Phone.Surroundings world;
  private final SignalParty signal;
  private final GroupParty groups;
  private final Map<String, SentMessage> sent = new HashMap<>();

  Outgoing(Account account, Phone.Surroundings world, SignalParty signal, GroupParty groups) {
    this.account = account;
    this.world = world;
    this.signal = signal;
    this.groups = groups;
  }

  void load(SentMessage message) {
    sent.put(message.id(), message);
  }

  Optional<SentMessage> find(String id) {
    return Optional.ofNullable(sent.get(id));
  }

  /// Newest last.
  List<SentMessage> all() {
    return sent.values().stream().sorted(Comparator.comparingLong(SentMessage::timestamp)).toList();
  }

  /// Sends a message to a user: all devices of both sides but this one.
  ///
  /// @param to a user's JID; its kind decides by which name the message is addressed
  /// @throws PhoneException `not-on-whatsapp`
  SentMessage send(Jid to, Composed message) {
    if (to.isShared()) {
      return sendToGroup(to, message);
    }
    Account chat =
        world
            .accounts()
            .account(to)
            .orElseThrow(
                () ->
                    new PhoneException(
                        PhoneException.Code.NOT_ON_WHATSAPP, to + " is not on WhatsApp"));
    JidServer server = to.isLid() ? JidServer.LID : JidServer.USER;
    Transaction transaction = world.accounts().transaction();
    String id = HexFormat.of().withUpperCase().formatHex(world.randomness().bytes(16));
    List<Node> participants = new ArrayList<>();
    for (Device target : chat.devices()) {
      if (target != device()) {
        participants.add(
            part(target, server, forDevice(target, chat, server, message.message()), transaction));
      }
    }
    for (Device own : account.linkedDevices()) {
      if (chat != account) {
        participants.add(
            part(own, server, forDevice(own, chat, server, message.message()), transaction));
      }
    }
    Node stanza =
        Node.of("message")
            .with("id", id)
            .with("to", chat.jid(server))
            .with("type", message.type())
            .with("edit", message.edit())
            .child(Node.of("participants").children(participants).build())
            .build();
    world.server().send(device(), stanza, transaction);
    SentMessage record =
        new SentMessage(
            id,
            chat.jid(server).toString(),
            message.type(),
            now(),
            "sent",
            message.message().toByteArray());
    keep(record, transaction);
    transaction.commit();
    return record;
  }

  /// A status goes to all whom the account has to do with.
  private SentMessage sendToGroup(Jid to, Composed message) {
    Optional<Group> group =
        to.isGroup() ? Optional.of(world.server().groups().group(to)) : Optional.empty();
    List<String> readers =
        group
            .map(one -> world.server().groups().read(one::numbers))
            .orElseGet(() -> List.copyOf(account.acquaintances()));
    JidServer server = group.map(Group::server).orElse(JidServer.LID);
    List<Device> devices =
        Stream.concat(
                Stream.of(account),
                readers.stream().flatMap(number -> world.accounts().byNumber(number).stream()))
            .distinct()
            .flatMap(reader -> reader.devices().stream())
            .filter(device -> device != device())
            .toList();
    Transaction transaction = world.accounts().transaction();
    List<SignalAddress> lacking =
        groups.lacking(to, devices.stream().map(Outgoing::address).toList(), transaction);
    byte[] told = groups.withKey(to, Message.getDefaultInstance()).toByteArray();
    List<Node> participants =
        devices.stream()
            .filter(device -> group.isEmpty() || lacking.contains(address(device)))
            .map(
                device ->
                    lacking.contains(address(device))
                        ? part(device, server, told, transaction)
                        : Node.of("to").with("jid", device.jid(server)).build())
            .toList();
    String id = HexFormat.of().withUpperCase().formatHex(world.randomness().bytes(16));
    Node.Builder stanza =
        Node.of("message")
            .with("id", id)
            .with("to", to)
            .with("type", message.type())
            .with("edit", message.edit())
            .withIfPresent("addressing_mode", group.map(one -> one.addressing));
    if (!participants.isEmpty()) {
      stanza.child(Node.of("participants").children(participants).build());
    }
    stanza.child(groups.encrypt(to, message.message().toByteArray(), transaction));
    Node ack = world.server().send(device(), stanza.build(), transaction);
    if (ack.find("error").isEmpty()) {
      groups.told(to, lacking, transaction);
    }
    SentMessage record =
        new SentMessage(
            id,
            to.toString(),
            message.type(),
            now(),
            ack.find("error").isEmpty() ? "sent" : "refused",
            message.message().toByteArray());
    keep(record, transaction);
    transaction.commit();
    return record;
  }

  private static SignalAddress address(Device device) {
    return device.jid(JidServer.LID).signalAddress();
  }

  /// A receipt tells how far messages have come.
  void follow(Node receipt, Transaction transaction) {
    String status =
        switch (receipt.find("type").orElse("")) {
          case "" -> "delivered";
          case "read", "read-self" -> "read";
          case "played", "played-self" -> "played";
          default -> "sent";
        };
    List<String> ids = new ArrayList<>(List.of(receipt.attr("id")));
    receipt
        .child("list")
        .ifPresent(list -> list.children("item").forEach(item -> ids.add(item.attr("id"))));
    for (String id : ids) {
      SentMessage known = sent.get(id);
      if (known != null && known.withStatus(status) != known) {
        keep(known.withStatus(status), transaction);
      }
    }
  }

  /// Encrypts a message once more for the one device that could not decrypt it.
  void resend(Node receipt, Transaction transaction) {
    Jid from = receipt.jid("from");
    Jid asking = receipt.findJid("participant").orElse(from);
    Optional<Device> target = world.accounts().device(asking);
    SentMessage message = sent.get(receipt.attr("id"));
    int count =
        (int)
            receipt
                .child("retry")
                .map(retry -> retry.findNumber("count").orElse(1))
                .orElse(1L)
                .longValue();
    if (target.isEmpty() || message == null || count > MAX_RETRIES) {
      return;
    }
    Jid lid = target.get().jid(JidServer.LID);
    SignalAddress address = lid.signalAddress();
    int registrationId =
        receipt
            .child("registration")
            .map(node -> ByteBuffer.wrap(node.bytes(4)).getInt())
            .orElse(0);
    Optional<SignalSession> session = signal.session(address);
    if (session.isPresent() && session.get().remoteRegistrationId() != registrationId) {
      signal.forget(address, transaction);
    }
    Optional<Node> keys = receipt.child("keys");
    if (keys.isPresent()) {
      signal.begin(
          address, RetryKeys.bundle(keys.get(), registrationId, asking.device()), transaction);
    } else if (count > 1) {
      signal.begin(address, world.server().takeBundle(target.get(), transaction), transaction);
    }
    if (from.isShared()) {
      resendToGroup(target.get(), asking, message, count, transaction);
      return;
    }
    Account chat = world.accounts().account(Jid.parse(message.to())).orElseThrow();
    JidServer server = from.isLid() ? JidServer.LID : JidServer.USER;
    byte[] plaintext = forDevice(target.get(), chat, server, parse(message.raw()));
    Node enc =
        signal.encrypt(target.get(), lid, plaintext, world.server(), transaction).toBuilder()
            .with("count", count)
            .build();
    Node.Builder stanza =
        Node.of("message")
            .with("id", message.id())
            .with("to", from)
            .with("type", message.type())
            .with("device_fanout", "false")
            .child(enc);
    if (target.get().account() == account) {
      stanza.with("recipient", chat.jid(server));
    }
    world.server().send(device(), stanza.build(), transaction);
  }

  /// In a group the device is told the key as well.
  private void resendToGroup(
      Device target, Jid asking, SentMessage message, int count, Transaction transaction) {
    Jid group = Jid.parse(message.to());
    Message content = groups.withKey(group, parse(message.raw()));
    Node enc =
        signal
            .encrypt(
                target,
                target.jid(JidServer.LID),
                content.toByteArray(),
                world.server(),
                transaction)
            .toBuilder()
            .with("count", count)
            .build();
    world
        .server()
        .send(
            device(),
            Node.of("message")
                .with("id", message.id())
                .with("to", group)
                .with("participant", asking)
                .with("type", message.type())
                .child(enc)
                .build(),
            transaction);
  }

  private Node part(Device target, JidServer server, byte[] plaintext, Transaction transaction) {
    return Node.of("to")
        .with("jid", target.jid(server))
        .child(
            signal.encrypt(
                target, target.jid(JidServer.LID), plaintext, world.server(), transaction))
        .build();
  }

  /// The plaintext for one device: own devices get it wrapped, with its chat.
  private byte[] forDevice(Device target, Account chat, JidServer server, Message message) {
    if (target.account() != account) {
      return message.toByteArray();
    }
    return Message.newBuilder()
        .setDeviceSentMessage(
            DeviceSentMessage.newBuilder()
                .setDestinationJID(chat.jid(server).toString())
                .setMessage(message))
        .setMessageContextInfo(message.getMessageContextInfo())
        .build()
        .toByteArray();
  }

  private void keep(SentMessage message, Transaction transaction) {
    sent.put(message.id(), message);
    transaction.put("sent/%s/%s".formatted(account.number(), message.id()), Json.write(message));
  }

  private static Message parse(byte[] raw) {
    try {
      return Message.parseFrom(raw);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("A sent message does not parse", e);
    }
  }

  private Device device() {
    return account.phone();
  }

  private long now() {
    return world.clock().instant().getEpochSecond();
  }
}
