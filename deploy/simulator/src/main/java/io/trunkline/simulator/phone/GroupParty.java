package io.trunkline.simulator.phone;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.SenderKeyDistributionMessage;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.GroupCipher;
import io.trunkline.whatsapp.protocol.signal.GroupDecrypted;
import io.trunkline.whatsapp.protocol.signal.GroupEncrypted;
import io.trunkline.whatsapp.protocol.signal.OwnSenderKey;
import io.trunkline.whatsapp.protocol.signal.Padding;
import io.trunkline.whatsapp.protocol.signal.SenderKeyDistribution;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The sender keys of a phone: its own of each group with those who were told it, and what others
/// have told. Guarded by the phone's lock; every change is in the transaction of its caller.
final class GroupParty {
  private final String number;
  private final Randomness randomness;
  private final Map<Jid, OwnSenderKey> own = new HashMap<>();
  private final Map<Jid, Set<SignalAddress>> told = new HashMap<>();
  private final Map<String, SenderKeyRecord> received = new HashMap<>();

  GroupParty(String number, Randomness randomness) {
    this.number = number;
    this.randomness = randomness;
  }

  void loadOwn(Jid group, byte[] key) {
    own.put(group, OwnSenderKey.decode(key));
  }

  void loadTold(Jid group, byte[] names) {
    String text = new String(names, StandardCharsets.US_ASCII);
    told.put(
        group,
        Arrays.stream(text.split(" ", -1))
            .filter(name -> !name.isEmpty())
            .map(GroupParty::address)
            .collect(Collectors.toCollection(HashSet::new)));
  }

  void loadReceived(Jid group, String sender, byte[] record) {
    received.put(group + "/" + sender, SenderKeyRecord.decode(record));
  }

  private static SignalAddress address(String text) {
    int dot = text.lastIndexOf('.');
    return new SignalAddress(text.substring(0, dot), Integer.parseInt(text.substring(dot + 1)));
  }

  /// Which of these devices have to be told the key with the next message. Where somebody was told
  /// who is not among them, a new key begins.
  List<SignalAddress> lacking(Jid group, List<SignalAddress> devices, Transaction transaction) {
    Set<SignalAddress> known = told.computeIfAbsent(group, _ -> new HashSet<>());
    if (!own.containsKey(group) || !devices.containsAll(known)) {
      putOwn(group, OwnSenderKey.create(randomness), transaction);
      known.clear();
    }
    return devices.stream().filter(device -> !known.contains(device)).toList();
  }

  /// The message with the key as it is now.
  Message withKey(Jid group, Message message) {
    return message.toBuilder()
        .setSenderKeyDistributionMessage(
            SenderKeyDistributionMessage.newBuilder()
                .setGroupID(group.toString())
                .setAxolotlSenderKeyDistributionMessage(
                    ByteString.copyFrom(own.get(group).distribution().encode())))
        .build();
  }

  void told(Jid group, List<SignalAddress> devices, Transaction transaction) {
    told.get(group).addAll(devices);
    transaction.put(
        "told/%s/%s".formatted(number, group),
        told.get(group).stream()
            .map(SignalAddress::toString)
            .collect(Collectors.joining(" "))
            .getBytes(StandardCharsets.US_ASCII));
  }

  Node encrypt(Jid group, byte[] plaintext, Transaction transaction) {
    GroupEncrypted encrypted =
        GroupCipher.encrypt(own.get(group), Padding.pad(plaintext, randomness), randomness);
    putOwn(group, encrypted.key(), transaction);
    return Node.of("enc").with("v", "2").with("type", "skmsg").bytes(encrypted.bytes()).build();
  }

  /// @throws io.trunkline.whatsapp.protocol.signal.SignalException with the reason for a retry
  ///     receipt
  byte[] decrypt(Jid group, SignalAddress sender, Node enc, Transaction transaction) {
    GroupDecrypted decrypted =
        GroupCipher.decrypt(
            received.getOrDefault(group + "/" + sender, SenderKeyRecord.EMPTY), enc.bytes());
    putReceived(group, sender, decrypted.record(), transaction);
    return Padding.unpad(decrypted.padded());
  }

  /// Takes over the key that a message tells, if it tells one.
  void learn(Jid group, SignalAddress sender, Message message, Transaction transaction) {
    SenderKeyDistributionMessage key = message.getSenderKeyDistributionMessage();
    if (key.getGroupID().equals(group.toString())) {
      putReceived(
          group,
          sender,
          received
              .getOrDefault(group + "/" + sender, SenderKeyRecord.EMPTY)
              .with(
                  SenderKeyDistribution.parse(
                      key.getAxolotlSenderKeyDistributionMessage().toByteArray())),
          transaction);
    }
  }

  /// As after installing WhatsApp anew.
  void reinstall(Transaction transaction) {
    own.keySet().forEach(group -> transaction.delete("ownkey/%s/%s".formatted(number, group)));
    told.keySet().forEach(group -> transaction.delete("told/%s/%s".formatted(number, group)));
    received
        .keySet()
        .forEach(name -> transaction.delete("senderkey/%s/%s".formatted(number, name)));
    own.clear();
    told.clear();
    received.clear();
  }

  private void putOwn(Jid group, OwnSenderKey key, Transaction transaction) {
    own.put(group, key);
    transaction.put("ownkey/%s/%s".formatted(number, group), key.encode());
  }

  private void putReceived(
      Jid group, SignalAddress sender, SenderKeyRecord record, Transaction transaction) {
    received.put(group + "/" + sender, record);
    transaction.put("senderkey/%s/%s/%s".formatted(number, group, sender), record.encode());
  }
}
