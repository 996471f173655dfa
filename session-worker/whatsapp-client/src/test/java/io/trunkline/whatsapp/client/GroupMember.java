package io.trunkline.whatsapp.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.SenderKeyDistributionMessage;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.signal.GroupCipher;
import io.trunkline.whatsapp.protocol.signal.GroupEncrypted;
import io.trunkline.whatsapp.protocol.signal.OwnSenderKey;
import io.trunkline.whatsapp.protocol.signal.Padding;
import io.trunkline.whatsapp.protocol.signal.SenderKeyDistribution;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.Optional;

/// A peer's device in a group: its own sender key, and what the device under test has told it.
final class GroupMember {

  private final PeerDevice device;
  private final Jid group;
  private final Randomness randomness;
  private SenderKeyRecord annsKeys = SenderKeyRecord.EMPTY;
  private OwnSenderKey own;

  GroupMember(PeerDevice device, Jid group, Randomness randomness) {
    this.device = device;
    this.group = group;
    this.randomness = randomness;
    own = OwnSenderKey.create(randomness);
  }

  Jid jid() {
    return device.jid();
  }

  /// Whether the stanza has a copy for this device alone, which tells it the key.
  boolean isTold(Node message) {
    return copy(message).isPresent();
  }

  private Optional<Node> copy(Node message) {
    return message.child("participants").stream()
        .flatMap(participants -> participants.children("to").stream())
        .filter(to -> to.jid("jid").equals(device.jid()))
        .findFirst()
        .map(to -> to.requireChild("enc"));
  }

  /// Reads a message to the group.
  String read(Node message) {
    Message read = decrypt(message);
    return read.hasExtendedTextMessage()
        ? read.getExtendedTextMessage().getText()
        : read.getConversation();
  }

  Message decrypt(Node message) {
    copy(message).ifPresent(enc -> learn(device.decrypt(enc)));
    Node enc =
        message.children("enc").stream()
            .filter(node -> node.has("type", "skmsg"))
            .findFirst()
            .orElseThrow();
    var decrypted = GroupCipher.decrypt(annsKeys, enc.bytes());
    annsKeys = decrypted.record();
    return parse(Padding.unpad(decrypted.padded()));
  }

  /// Reads a message that was encrypted again for this device alone.
  Message readAgain(Node message) {
    Message content = device.decrypt(message.requireChild("enc"));
    learn(content);
    return content;
  }

  void learn(Message told) {
    SenderKeyDistributionMessage key = told.getSenderKeyDistributionMessage();
    if (!key.getGroupID().equals(group.toString())) {
      throw new AssertionError("Expected a key for " + group);
    }
    annsKeys =
        annsKeys.with(
            SenderKeyDistribution.parse(
                key.getAxolotlSenderKeyDistributionMessage().toByteArray()));
  }

  /// As after losing its storage.
  void forgetKeys() {
    annsKeys = SenderKeyRecord.EMPTY;
  }

  void newKey() {
    own = OwnSenderKey.create(randomness);
  }

  /// A message to the group as the device under test gets it.
  Node.Builder message(String id) {
    return Node.of("message")
        .with("id", id)
        .with("from", group)
        .with("participant", device.jid())
        .with("addressing_mode", "lid")
        .with("type", "text")
        .with("notify", "Bob")
        .with("t", 1795255400);
  }

  /// Tells the own key, pairwise.
  Node tell() {
    return device.encrypt(withKey(Message.getDefaultInstance()));
  }

  Message withKey(Message message) {
    return message.toBuilder()
        .setSenderKeyDistributionMessage(
            SenderKeyDistributionMessage.newBuilder()
                .setGroupID(group.toString())
                .setAxolotlSenderKeyDistributionMessage(
                    ByteString.copyFrom(own.distribution().encode())))
        .build();
  }

  /// A text under the own key.
  Node say(String text) {
    Message message = Message.newBuilder().setConversation(text).build();
    GroupEncrypted encrypted =
        GroupCipher.encrypt(own, Padding.pad(message.toByteArray(), randomness), randomness);
    own = encrypted.key();
    return Node.of("enc").with("v", "2").with("type", "skmsg").bytes(encrypted.bytes()).build();
  }

  private static Message parse(byte[] bytes) {
    try {
      return Message.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
