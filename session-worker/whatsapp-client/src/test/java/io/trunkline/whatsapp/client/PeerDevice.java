package io.trunkline.whatsapp.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.signal.Decrypted;
import io.trunkline.whatsapp.protocol.signal.Encrypted;
import io.trunkline.whatsapp.protocol.signal.OwnIdentity;
import io.trunkline.whatsapp.protocol.signal.Padding;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.PreKeys;
import io.trunkline.whatsapp.protocol.signal.SignalCipher;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A device of somebody else: a whole Signal party with one session, towards the device under test.
final class PeerDevice {

  private final Randomness randomness;
  private final Jid jid;
  private final OwnIdentity own;
  private final SignedPreKey signed;
  private final Map<Integer, PreKey> oneTime = new HashMap<>();
  private int nextPreKey = 1;
  private Optional<SignalSession> session = Optional.empty();

  PeerDevice(Jid jid, Randomness randomness) {
    this(jid, Curve25519.generate(randomness), randomness);
  }

  PeerDevice(Jid jid, KeyPair identity, Randomness randomness) {
    this.jid = jid;
    this.randomness = randomness;
    own = new OwnIdentity(identity, 1 + jid.device());
    signed = SignedPreKey.generate(1, identity, randomness);
  }

  Jid jid() {
    return jid;
  }

  OwnIdentity own() {
    return own;
  }

  SignedPreKey signed() {
    return signed;
  }

  synchronized PreKey newPreKey() {
    PreKey key = PreKey.generate(nextPreKey++, randomness);
    oneTime.put(key.id(), key);
    return key;
  }

  /// The `user` node of a prekey fetch.
  Node bundle() {
    return Node.of("user")
        .with("jid", jid)
        .child(number("registration", own.registrationId(), 4))
        .child(Node.of("type").bytes(new byte[] {5}).build())
        .child(Node.of("identity").bytes(own.identity().publicKey().bytes()).build())
        .child(signedKey())
        .child(oneTimeKey(newPreKey()))
        .build();
  }

  Node signedKey() {
    return Node.of("skey")
        .child(number("id", signed.id(), 3))
        .child(Node.of("value").bytes(signed.keyPair().publicKey().bytes()).build())
        .child(Node.of("signature").bytes(signed.signature()).build())
        .build();
  }

  static Node oneTimeKey(PreKey key) {
    return Node.of("key")
        .child(number("id", key.id(), 3))
        .child(Node.of("value").bytes(key.keyPair().publicKey().bytes()).build())
        .build();
  }

  static Node number(String tag, int value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >>> (8 * (size - 1 - i)));
    }
    return Node.of(tag).bytes(bytes).build();
  }

  /// Begins a session from the other's bundle.
  synchronized void meet(PreKeyBundle bundle) {
    session = Optional.of(SignalSession.fromBundle(session, own, bundle, randomness));
  }

  boolean hasSession() {
    return session.isPresent();
  }

  synchronized Node encrypt(Message message) {
    return encrypt(Padding.pad(message.toByteArray(), randomness));
  }

  synchronized Node encrypt(byte[] padded) {
    Encrypted encrypted = SignalCipher.encrypt(session.orElseThrow(), own, padded);
    session = Optional.of(encrypted.session());
    return Node.of("enc")
        .with("v", "2")
        .with("type", encrypted.type().attribute())
        .bytes(encrypted.bytes())
        .build();
  }

  synchronized Message decrypt(Node enc) {
    Decrypted decrypted =
        enc.has("type", "pkmsg")
            ? SignalCipher.decryptPreKeyMessage(session, own, keys(), enc.bytes(), randomness)
            : SignalCipher.decryptMessage(session.orElseThrow(), own, enc.bytes(), randomness);
    session = Optional.of(decrypted.session());
    decrypted.consumedPreKeyId().ifPresent(oneTime::remove);
    try {
      return Message.parseFrom(Padding.unpad(decrypted.padded()));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  PublicKey remoteIdentity() {
    return session.orElseThrow().remoteIdentity();
  }

  private PreKeys keys() {
    return new PreKeys() {
      @Override
      public Optional<PreKey> preKey(int id) {
        return Optional.ofNullable(oneTime.get(id));
      }

      @Override
      public Optional<SignedPreKey> signedPreKey(int id) {
        return id == signed.id() ? Optional.of(signed) : Optional.empty();
      }
    };
  }
}
