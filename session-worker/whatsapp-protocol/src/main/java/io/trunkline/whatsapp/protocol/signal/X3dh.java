package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The key agreement that begins a session. Alice, who begins, has only Bob's bundle; Bob does the
/// same with her first message.
///
/// ```
/// master = 32 x FF | DH(IKa, SPKb) | DH(EKa, IKb) | DH(EKa, SPKb) | DH(EKa, OPKb)?
/// ```
///
/// Source: Signal's X3DH paper and libsignal, version 3.
final class X3dh {

  private static final byte[] DISCONTINUITY = discontinuity();

  private X3dh() {}

  /// Draws the base key, then the first ratchet key.
  ///
  /// @throws SignalException (`INVALID_SIGNATURE`, `INVALID_KEY`)
  static SessionState asAlice(OwnIdentity own, PreKeyBundle bundle, Randomness randomness) {
    SignedPreKeyPublic signedPreKey = bundle.signedPreKey();
    if (!signedPreKey.isSignedBy(bundle.identity())) {
      throw new SignalException(
          SignalException.Code.INVALID_SIGNATURE, "The signed prekey is not its identity's");
    }
    KeyPair base = Curve25519.generate(randomness);
    KeyPair ratchet = Curve25519.generate(randomness);
    try {
      ByteArrayOutputStream master = master();
      master.writeBytes(Curve25519.agree(own.identity().privateKey(), signedPreKey.key()));
      master.writeBytes(Curve25519.agree(base.privateKey(), bundle.identity()));
      master.writeBytes(Curve25519.agree(base.privateKey(), signedPreKey.key()));
      bundle
          .preKey()
          .ifPresent(
              preKey -> master.writeBytes(Curve25519.agree(base.privateKey(), preKey.key())));
      RootKey.Step first = RootKey.first(master.toByteArray());
      RootKey.Step sending = first.root().turn(ratchet.privateKey(), signedPreKey.key());
      return new SessionState(
          bundle.identity(),
          base.publicKey(),
          bundle.registrationId(),
          sending.root(),
          ratchet,
          sending.chain(),
          0,
          List.of(new ReceiverChain(signedPreKey.key(), first.chain(), SkippedKeys.NONE)),
          Optional.of(
              new PendingPreKey(
                  bundle
                      .preKey()
                      .map(preKey -> OptionalInt.of(preKey.id()))
                      .orElse(OptionalInt.empty()),
                  signedPreKey.id(),
                  base.publicKey())));
    } catch (CryptoException e) {
      throw invalidKey(e);
    }
  }

  /// Bob's signed prekey is his first ratchet pair; Alice's message will turn it at once.
  ///
  /// @throws SignalException (`INVALID_KEY`)
  static SessionState asBob(
      OwnIdentity own,
      SignedPreKey signedPreKey,
      Optional<PreKey> preKey,
      WirePreKeyMessage message) {
    KeyPair signed = signedPreKey.keyPair();
    try {
      ByteArrayOutputStream master = master();
      master.writeBytes(Curve25519.agree(signed.privateKey(), message.identity()));
      master.writeBytes(Curve25519.agree(own.identity().privateKey(), message.baseKey()));
      master.writeBytes(Curve25519.agree(signed.privateKey(), message.baseKey()));
      preKey.ifPresent(
          key ->
              master.writeBytes(Curve25519.agree(key.keyPair().privateKey(), message.baseKey())));
      RootKey.Step first = RootKey.first(master.toByteArray());
      return new SessionState(
          message.identity(),
          message.baseKey(),
          message.registrationId(),
          first.root(),
          signed,
          first.chain(),
          0,
          List.of(),
          Optional.empty());
    } catch (CryptoException e) {
      throw invalidKey(e);
    }
  }

  private static SignalException invalidKey(CryptoException e) {
    return new SignalException(SignalException.Code.INVALID_KEY, e.getMessage(), e);
  }

  private static ByteArrayOutputStream master() {
    ByteArrayOutputStream master = new ByteArrayOutputStream(5 * 32);
    master.writeBytes(DISCONTINUITY);
    return master;
  }

  private static byte[] discontinuity() {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 0xff);
    return bytes;
  }
}
