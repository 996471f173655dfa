package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One double ratchet with a device.
///
/// @param remoteIdentity the peer's identity key, part of every MAC
/// @param baseKey the key with which Alice, whichever side that was, began; names the session
/// @param remoteRegistrationId the peer's
/// @param root the secret that the next turn mixes in
/// @param ownRatchet our pair; its public half names the sending chain
/// @param sending the sending chain
/// @param previousCounter the last counter of the sending chain before this one
/// @param receivers the peer's chains, oldest first, at most 5
/// @param pending present until the peer's first answer
record SessionState(
    PublicKey remoteIdentity,
    PublicKey baseKey,
    int remoteRegistrationId,
    RootKey root,
    KeyPair ownRatchet,
    ChainKey sending,
    int previousCounter,
    List<ReceiverChain> receivers,
    Optional<PendingPreKey> pending) {

  static final int MAX_RECEIVERS = 5;

  SessionState {
    receivers = List.copyOf(receivers);
  }

  SessionState withSending(ChainKey chain) {
    return new SessionState(
        remoteIdentity,
        baseKey,
        remoteRegistrationId,
        root,
        ownRatchet,
        chain,
        previousCounter,
        receivers,
        pending);
  }

  SessionState withReceivers(List<ReceiverChain> chains) {
    return new SessionState(
        remoteIdentity,
        baseKey,
        remoteRegistrationId,
        root,
        ownRatchet,
        sending,
        previousCounter,
        chains,
        pending);
  }

  /// Decrypts a message of this ratchet. Nothing is derived for sending before the MAC is right, so
  /// that a try in the wrong state costs one agreement.
  ///
  /// @throws SignalException (`DUPLICATE`, `FUTURE_MESSAGE`, `BAD_MAC`, `INVALID_KEY`,
  ///     `INVALID_MESSAGE`)
  Opened open(OwnIdentity own, WireMessage message, Randomness randomness) {
    for (int i = receivers.size() - 1; i >= 0; i--) {
      ReceiverChain chain = receivers.get(i);
      if (chain.key().equals(message.ratchetKey())) {
        ReceiverChain.Taken taken = chain.take(message.counter());
        byte[] padded = decrypt(own, message, MessageKeys.of(taken.seed()));
        return new Opened(withReceiver(i, taken.rest()), padded, false);
      }
    }
    try {
      return openAfterTurn(own, message, randomness);
    } catch (CryptoException e) {
      throw new SignalException(SignalException.Code.INVALID_KEY, e.getMessage(), e);
    }
  }

  private Opened openAfterTurn(OwnIdentity own, WireMessage message, Randomness randomness) {
    PublicKey remote = message.ratchetKey();
    RootKey.Step receiving = root.turn(ownRatchet.privateKey(), remote);
    ReceiverChain.Taken taken =
        new ReceiverChain(remote, receiving.chain(), SkippedKeys.NONE).take(message.counter());
    byte[] padded = decrypt(own, message, MessageKeys.of(taken.seed()));

    KeyPair newRatchet = Curve25519.generate(randomness);
    RootKey.Step newSending = receiving.root().turn(newRatchet.privateKey(), remote);
    return new Opened(
        new SessionState(
            remoteIdentity,
            baseKey,
            remoteRegistrationId,
            newSending.root(),
            newRatchet,
            newSending.chain(),
            Math.max(sending.counter() - 1, 0),
            plus(taken.rest()),
            Optional.empty()),
        padded,
        true);
  }

  private byte[] decrypt(OwnIdentity own, WireMessage message, MessageKeys keys) {
    if (!message.isAuthenticatedBy(keys, remoteIdentity, own.identity().publicKey())) {
      throw new SignalException(SignalException.Code.BAD_MAC, "The MAC is not of this session");
    }
    return keys.decrypt(message.ciphertext());
  }

  private SessionState withReceiver(int index, ReceiverChain chain) {
    List<ReceiverChain> changed = new ArrayList<>(receivers);
    changed.set(index, chain);
    return new SessionState(
        remoteIdentity,
        baseKey,
        remoteRegistrationId,
        root,
        ownRatchet,
        sending,
        previousCounter,
        changed,
        Optional.empty());
  }

  private List<ReceiverChain> plus(ReceiverChain newest) {
    List<ReceiverChain> more = new ArrayList<>(receivers);
    if (more.size() == MAX_RECEIVERS) {
      more.removeFirst();
    }
    more.add(newest);
    return more;
  }

  record Opened(SessionState state, byte[] padded, boolean turned) {}
}
