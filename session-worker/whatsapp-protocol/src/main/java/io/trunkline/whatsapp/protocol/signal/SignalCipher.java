package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Encrypts to and decrypts from one device.
///
/// Plaintexts come and go padded ([Padding]). For one device the operations must follow one
/// another, each with the session that the last one returned: two encryptions of one session would
/// use one message key twice.
public final class SignalCipher {

  private SignalCipher() {}

  /// Encrypts with the next key of the sending chain.
  public static Encrypted encrypt(SignalSession session, OwnIdentity own, byte[] padded) {
    SessionState state = session.current();
    ChainKey chain = state.sending();
    MessageKeys keys = MessageKeys.of(chain.seed());
    byte[] message =
        WireMessage.unauthenticated(
            session.sendingChainKey(),
            chain.counter(),
            state.previousCounter(),
            keys.encrypt(padded));
    byte[] mac = keys.mac(own.identity().publicKey(), state.remoteIdentity(), message);
    byte[] authenticated = Arrays.copyOf(message, message.length + mac.length);
    System.arraycopy(mac, 0, authenticated, message.length, mac.length);

    SignalSession advanced = session.withCurrent(state.withSending(chain.next()));
    return state
        .pending()
        .map(
            pending ->
                new Encrypted(
                    advanced,
                    CiphertextType.PKMSG,
                    WirePreKeyMessage.encode(pending, own, authenticated),
                    session.sendingChainKey(),
                    chain.counter()))
        .orElseGet(
            () ->
                new Encrypted(
                    advanced,
                    CiphertextType.MSG,
                    authenticated,
                    session.sendingChainKey(),
                    chain.counter()));
  }

  /// Decrypts a plain message (`msg`).
  ///
  /// @param randomness for the new ratchet pair where the message turns the ratchet
  /// @throws SignalException in all its codes but those of bundles
  public static Decrypted decryptMessage(
      SignalSession session, OwnIdentity own, byte[] message, Randomness randomness) {
    return decrypt(session, own, WireMessage.parse(message), randomness);
  }

  /// Decrypts a prekey message (`pkmsg`). One whose base key is known belongs to the session that
  /// there is already. Any other begins a new one, and the state there was is archived.
  ///
  /// @param session what there is with this device so far
  /// @param lookup our prekeys
  /// @param randomness for the new ratchet pair
  /// @throws SignalException (`INVALID_KEY_ID` when a prekey is missing, and all others but those
  ///     of bundles)
  public static Decrypted decryptPreKeyMessage(
      Optional<SignalSession> session,
      OwnIdentity own,
      PreKeys lookup,
      byte[] message,
      Randomness randomness) {
    WirePreKeyMessage parsed = WirePreKeyMessage.parse(message);
    if (session.isPresent() && session.get().knowsBaseKey(parsed.baseKey())) {
      return decrypt(session.get(), own, parsed.message(), randomness);
    }
    SessionState begun =
        X3dh.asBob(own, signedPreKey(lookup, parsed), preKey(lookup, parsed), parsed);
    SessionState.Opened opened = begun.open(own, parsed.message(), randomness);
    return decrypted(SignalSession.begin(session, opened.state()), opened, parsed.preKeyId());
  }

  private static SignedPreKey signedPreKey(PreKeys lookup, WirePreKeyMessage message) {
    return lookup
        .signedPreKey(message.signedPreKeyId())
        .orElseThrow(() -> missing("signed prekey", message.signedPreKeyId()));
  }

  private static Optional<PreKey> preKey(PreKeys lookup, WirePreKeyMessage message) {
    if (message.preKeyId().isEmpty()) {
      return Optional.empty();
    }
    int id = message.preKeyId().getAsInt();
    return Optional.of(lookup.preKey(id).orElseThrow(() -> missing("prekey", id)));
  }

  private static SignalException missing(String kind, int id) {
    return new SignalException(
        SignalException.Code.INVALID_KEY_ID, "There is no %s %d".formatted(kind, id));
  }

  /// The current state first, then the former ones, newest first. A chain that knows its ratchet
  /// key and has used the counter settles it: ratchet keys are random, so no other state has it.
  private static Decrypted decrypt(
      SignalSession session, OwnIdentity own, WireMessage message, Randomness randomness) {
    SignalException failure;
    try {
      SessionState.Opened opened = session.current().open(own, message, randomness);
      return decrypted(session.withCurrent(opened.state()), opened, OptionalInt.empty());
    } catch (SignalException e) {
      failure = e;
    }
    List<ArchivedState> archived = session.archived();
    for (int i = 0; i < archived.size() && !isDuplicate(failure); i++) {
      try {
        SessionState.Opened opened = archived.get(i).state().open(own, message, randomness);
        return decrypted(session.promote(i, opened.state()), opened, OptionalInt.empty());
      } catch (SignalException e) {
        failure = mostTelling(failure, e);
      }
    }
    throw failure;
  }

  private static boolean isDuplicate(SignalException failure) {
    return failure.code() == SignalException.Code.DUPLICATE;
  }

  /// A state that is simply not the message's own says `BAD_MAC`; what another says counts more.
  private static SignalException mostTelling(SignalException first, SignalException second) {
    boolean firstIsMute = first.code() == SignalException.Code.BAD_MAC;
    return firstIsMute || isDuplicate(second) ? second : first;
  }

  private static Decrypted decrypted(
      SignalSession session, SessionState.Opened opened, OptionalInt consumedPreKeyId) {
    return new Decrypted(
        session,
        opened.padded(),
        consumedPreKeyId,
        opened.state().remoteIdentity(),
        opened.turned());
  }
}
