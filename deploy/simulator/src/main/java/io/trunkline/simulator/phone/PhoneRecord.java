package io.trunkline.simulator.phone;

import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.signal.OwnIdentity;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;

/// What the journal keeps of a phone, as JSON; the one record here that holds private keys.
record PhoneRecord(
    byte[] identity,
    int registrationId,
    int signedPreKeyId,
    byte[] signedPreKey,
    byte[] signedPreKeySignature,
    boolean online) {

  @SuppressWarnings("ArrayRecordComponent") // lives only between a phone and its JSON form
  PhoneRecord {}

  static PhoneRecord of(OwnIdentity own, SignedPreKey signed, boolean online) {
    return new PhoneRecord(
        own.identity().privateKey().bytes(),
        own.registrationId(),
        signed.id(),
        signed.keyPair().privateKey().bytes(),
        signed.signature(),
        online);
  }

  OwnIdentity ownIdentity() {
    return new OwnIdentity(KeyPair.of(PrivateKey.of(identity)), registrationId);
  }

  SignedPreKey signed() {
    return new SignedPreKey(
        signedPreKeyId, KeyPair.of(PrivateKey.of(signedPreKey)), signedPreKeySignature);
  }

  @Override
  public String toString() {
    return "PhoneRecord[…]";
  }
}
