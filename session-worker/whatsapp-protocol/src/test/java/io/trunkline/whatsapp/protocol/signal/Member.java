package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.Randomness;

/// A device in a group, with the storage that the package leaves to its callers: its own sender key
/// and what it was told of one other's.
final class Member {

  final Randomness randomness;
  OwnSenderKey own;
  SenderKeyRecord record = SenderKeyRecord.EMPTY;

  Member(Randomness randomness) {
    this.randomness = randomness;
    this.own = OwnSenderKey.create(randomness);
  }

  GroupEncrypted encrypt(byte[] padded) {
    GroupEncrypted encrypted = GroupCipher.encrypt(own, padded, randomness);
    own = encrypted.key();
    return encrypted;
  }

  void rotate() {
    own = OwnSenderKey.create(randomness);
  }

  /// As it travels: encoded and parsed.
  void learn(SenderKeyDistribution distribution) {
    record = record.with(SenderKeyDistribution.parse(distribution.encode()));
  }

  byte[] receive(GroupEncrypted message) {
    return receive(message.bytes());
  }

  byte[] receive(byte[] message) {
    GroupDecrypted decrypted = GroupCipher.decrypt(record, message);
    record = decrypted.record();
    return decrypted.padded();
  }

  /// Stores and loads, as after a restart.
  void restart() {
    own = OwnSenderKey.decode(own.encode());
    record = SenderKeyRecord.decode(record.encode());
  }
}
