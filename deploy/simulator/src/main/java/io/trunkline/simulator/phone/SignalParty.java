package io.trunkline.simulator.phone;

import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.server.Server;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.Decrypted;
import io.trunkline.whatsapp.protocol.signal.Encrypted;
import io.trunkline.whatsapp.protocol.signal.OwnIdentity;
import io.trunkline.whatsapp.protocol.signal.Padding;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.SignalCipher;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Signal sessions of a phone, keyed by the LID address of the other device. Guarded by the
/// phone's lock; every change is in the transaction of its caller.
final class SignalParty {
  private final String number;
  private final PhonePreKeys preKeys;
  private final Randomness randomness;
  private final Map<SignalAddress, SignalSession> sessions = new HashMap<>();
  private OwnIdentity own;

  SignalParty(String number, OwnIdentity own, PhonePreKeys preKeys, Randomness randomness) {
    this.number = number;
    this.own = own;
    this.preKeys = preKeys;
    this.randomness = randomness;
  }

  /// What a ciphertext held.
  ///
  /// @param session the session after it, whose remote identity is the sender's
  /// @param begun whether another session was current before: the message began one, or came over
  ///     one that was archived
  record Opened(byte[] plaintext, SignalSession session, boolean begun) {
    @SuppressWarnings("ArrayRecordComponent") // handed from one method to the next
    Opened {}
  }

  OwnIdentity own() {
    return own;
  }

  PhonePreKeys preKeys() {
    return preKeys;
  }

  void load(SignalAddress address, byte[] session) {
    sessions.put(address, SignalSession.decode(session));
  }

  /// Encrypts for a device; without a session it takes a bundle and begins one.
  Node encrypt(Device target, Jid lid, byte[] plaintext, Server server, Transaction transaction) {
    SignalAddress address = lid.signalAddress();
    if (!sessions.containsKey(address)) {
      begin(address, server.takeBundle(target, transaction), transaction);
    }
    Encrypted encrypted =
        SignalCipher.encrypt(sessions.get(address), own, Padding.pad(plaintext, randomness));
    put(address, encrypted.session(), transaction);
    return Node.of("enc")
        .with("v", "2")
        .with("type", encrypted.type().attribute())
        .bytes(encrypted.bytes())
        .build();
  }

  /// Decrypts. A failure changes nothing.
  ///
  /// @throws SignalException with the reason for a retry receipt
  Opened decrypt(SignalAddress address, Node enc, Transaction transaction) {
    Optional<SignalSession> session = Optional.ofNullable(sessions.get(address));
    Decrypted decrypted =
        switch (enc.find("type").orElse("")) {
          case "pkmsg" ->
              SignalCipher.decryptPreKeyMessage(session, own, preKeys, enc.bytes(), randomness);
          case "msg" ->
              SignalCipher.decryptMessage(
                  session.orElseThrow(
                      () ->
                          new SignalException(
                              SignalException.Code.NO_SESSION, "No session with " + address)),
                  own,
                  enc.bytes(),
                  randomness);
          default ->
              throw new SignalException(
                  SignalException.Code.INVALID_MESSAGE, "Expected a pkmsg or a msg");
        };
    byte[] plaintext = Padding.unpad(decrypted.padded());
    put(address, decrypted.session(), transaction);
    decrypted.consumedPreKeyId().ifPresent(id -> preKeys.consume(id, transaction));
    boolean known =
        session.filter(old -> old.baseKey().equals(decrypted.session().baseKey())).isPresent();
    return new Opened(plaintext, decrypted.session(), !known);
  }

  /// Begins a session from a bundle.
  void begin(SignalAddress address, PreKeyBundle bundle, Transaction transaction) {
    put(
        address,
        SignalSession.fromBundle(
            Optional.ofNullable(sessions.get(address)), own, bundle, randomness),
        transaction);
  }

  Optional<SignalSession> session(SignalAddress address) {
    return Optional.ofNullable(sessions.get(address));
  }

  /// Forgets the session with one device.
  void forget(SignalAddress address, Transaction transaction) {
    if (sessions.remove(address) != null) {
      transaction.delete(key(address));
    }
  }

  /// Forgets the sessions with all devices of a user.
  void forgetUser(Jid lid, Transaction transaction) {
    String name = lid.signalAddress().name();
    sessions.keySet().stream()
        .filter(address -> address.name().equals(name))
        .toList()
        .forEach(address -> forget(address, transaction));
  }

  /// Begins anew with another identity: no sessions, no prekeys.
  void reinstall(OwnIdentity fresh, Transaction transaction) {
    List.copyOf(sessions.keySet()).forEach(address -> forget(address, transaction));
    preKeys.consumeAll(transaction);
    own = fresh;
  }

  private void put(SignalAddress address, SignalSession session, Transaction transaction) {
    sessions.put(address, session);
    transaction.put(key(address), session.encode());
  }

  private String key(SignalAddress address) {
    return "session/%s/%s.%d".formatted(number, address.name(), address.deviceId());
  }
}
