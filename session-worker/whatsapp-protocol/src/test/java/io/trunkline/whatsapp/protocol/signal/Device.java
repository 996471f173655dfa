package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One end of a conversation, with the storage that the package leaves to its callers.
final class Device implements PreKeys {

  final Randomness randomness;
  final OwnIdentity own;
  final SignedPreKey signedPreKey;
  final Map<Integer, PreKey> preKeys = new HashMap<>();
  Optional<SignalSession> session = Optional.empty();
  private int nextPreKeyId;

  Device(int registrationId, Randomness randomness) {
    this.randomness = randomness;
    this.own = new OwnIdentity(Curve25519.generate(randomness), registrationId);
    this.signedPreKey = SignedPreKey.generate(1, own.identity(), randomness);
  }

  PreKeyBundle bundle() {
    PreKey preKey = PreKey.generate(nextPreKeyId++, randomness);
    preKeys.put(preKey.id(), preKey);
    return bundle(Optional.of(preKey.toPublic()));
  }

  PreKeyBundle bundleWithoutOneTimePreKey() {
    return bundle(Optional.empty());
  }

  private PreKeyBundle bundle(Optional<PreKeyPublic> preKey) {
    return new PreKeyBundle(
        own.registrationId(), 0, own.identity().publicKey(), signedPreKey.toPublic(), preKey);
  }

  void begin(PreKeyBundle bundle) {
    session = Optional.of(SignalSession.fromBundle(session, own, bundle, randomness));
  }

  Encrypted encrypt(byte[] padded) {
    Encrypted encrypted = SignalCipher.encrypt(session.orElseThrow(), own, padded);
    session = Optional.of(encrypted.session());
    return encrypted;
  }

  /// Decrypts and keeps the outcome, as a caller's transaction does.
  Decrypted receive(CiphertextType type, byte[] bytes) {
    Decrypted decrypted = attempt(type, bytes);
    session = Optional.of(decrypted.session());
    decrypted.consumedPreKeyId().ifPresent(preKeys::remove);
    return decrypted;
  }

  Decrypted receive(Encrypted message) {
    return receive(message.type(), message.bytes());
  }

  Decrypted attempt(CiphertextType type, byte[] bytes) {
    return switch (type) {
      case MSG -> SignalCipher.decryptMessage(session.orElseThrow(), own, bytes, randomness);
      case PKMSG -> SignalCipher.decryptPreKeyMessage(session, own, this, bytes, randomness);
    };
  }

  /// Stores and loads, as after a restart.
  void restart() {
    session = session.map(SignalSession::encode).map(SignalSession::decode);
  }

  @Override
  public Optional<PreKey> preKey(int id) {
    return Optional.ofNullable(preKeys.get(id));
  }

  @Override
  public Optional<SignedPreKey> signedPreKey(int id) {
    return id == signedPreKey.id() ? Optional.of(signedPreKey) : Optional.empty();
  }
}
