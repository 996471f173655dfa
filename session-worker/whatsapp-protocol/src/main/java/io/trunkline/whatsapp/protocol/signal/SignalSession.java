package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything that one device keeps about its conversation with another: the current double ratchet
/// and up to 40 former ones, whose messages may still be under way.
///
/// Immutable. It contains secrets: its stored form must be encrypted at rest, and `toString` shows
/// none. Two sessions are equal when their stored forms are.
///
/// Source: libsignal's session record, by behaviour.
public final class SignalSession {

  /// How many former states are kept; the oldest is dropped.
  public static final int MAX_ARCHIVED = 40;

  /// How far [#skipTo] goes at most, because receivers follow no further.
  public static final int MAX_SKIP = ReceiverChain.MAX_JUMP;

  private final SessionState current;
  private final List<ArchivedState> archived;

  /// @param archived newest first
  SignalSession(SessionState current, List<ArchivedState> archived) {
    this.current = current;
    this.archived = List.copyOf(archived);
  }

  /// Begins a session as Alice. Until the peer answers, messages of it are prekey messages.
  ///
  /// @param old the session with this device so far, if any: its current state is archived. If it
  ///     was with another identity, nothing of it is kept
  /// @throws SignalException (`INVALID_SIGNATURE`, `INVALID_KEY`) when the bundle is not sound
  public static SignalSession fromBundle(
      Optional<SignalSession> old, OwnIdentity own, PreKeyBundle bundle, Randomness randomness) {
    return begin(old, X3dh.asAlice(own, bundle, randomness));
  }

  /// Makes a new state current and archives what there was with the same identity.
  static SignalSession begin(Optional<SignalSession> old, SessionState state) {
    return old.filter(session -> session.remoteIdentity().equals(state.remoteIdentity()))
        .map(session -> new SignalSession(state, session.archivedBehind(session.archived)))
        .orElseGet(() -> new SignalSession(state, List.of()));
  }

  /// Reads the stored form.
  ///
  /// @throws SignalException (`INVALID_SESSION`) when it is none
  public static SignalSession decode(byte[] bytes) {
    return SessionFormat.decode(bytes);
  }

  /// Takes over a session of another client.
  ///
  /// @param states the current one first, then former ones, newest first; of more than 41 the
  ///     oldest are dropped
  public static SignalSession ofStates(List<PortableState> states) {
    return new SignalSession(
        states.getFirst().toState(),
        states.stream()
            .skip(1)
            .limit(MAX_ARCHIVED)
            .map(state -> ArchivedState.of(state.toState()))
            .toList());
  }

  /// Everything in it, for another client: the current state first, then former ones, newest first.
  public List<PortableState> states() {
    return Stream.concat(Stream.of(current), archived.stream().map(ArchivedState::state))
        .map(PortableState::of)
        .toList();
  }

  /// The stored form, with a version in its first byte. It contains secrets.
  public byte[] encode() {
    return SessionFormat.encode(current, archived);
  }

  /// The peer's identity key.
  public PublicKey remoteIdentity() {
    return current.remoteIdentity();
  }

  /// The peer's registration id, as its bundle or its prekey message gave it.
  public int remoteRegistrationId() {
    return current.remoteRegistrationId();
  }

  /// The key with which the current session was begun, by whichever side; it names the session.
  public PublicKey baseKey() {
    return current.baseKey();
  }

  /// Whether the peer has not answered yet, so that messages still carry the prekey part.
  public boolean isPending() {
    return current.pending().isPresent();
  }

  /// The ratchet public key that names the sending chain.
  public PublicKey sendingChainKey() {
    return current.ownRatchet().publicKey();
  }

  /// The counter of the next message in the sending chain.
  public int sendingCounter() {
    return current.sending().counter();
  }

  /// The session with its sending chain advanced, so that `counter` is the next one: after a crash,
  /// to the end of what was reserved. Counters are never taken back: at or behind the chain this
  /// does nothing.
  ///
  /// @param counter at most 2000 ahead
  public SignalSession skipTo(int counter) {
    ChainKey skipped = current.sending().skipTo(counter);
    return skipped == current.sending() ? this : withCurrent(current.withSending(skipped));
  }

  SessionState current() {
    return current;
  }

  List<ArchivedState> archived() {
    return archived;
  }

  /// Whether the base key began the current or a former state.
  boolean knowsBaseKey(PublicKey baseKey) {
    return current.baseKey().equals(baseKey)
        || archived.stream().anyMatch(state -> state.baseKey().equals(baseKey));
  }

  SignalSession withCurrent(SessionState state) {
    return new SignalSession(state, archived);
  }

  /// Makes a former state current again, as it has become by a message of it.
  SignalSession promote(int index, SessionState state) {
    List<ArchivedState> rest = new ArrayList<>(archived);
    rest.remove(index);
    return new SignalSession(state, archivedBehind(rest));
  }

  private List<ArchivedState> archivedBehind(List<ArchivedState> older) {
    List<ArchivedState> states = new ArrayList<>(MAX_ARCHIVED);
    states.add(ArchivedState.of(current));
    states.addAll(older.subList(0, Math.min(older.size(), MAX_ARCHIVED - 1)));
    return states;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignalSession that && MessageDigest.isEqual(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return 31 * sendingChainKey().hashCode() + sendingCounter();
  }

  @Override
  public String toString() {
    return "SignalSession[%s, chain=%s, counter=%d, archived=%d]"
        .formatted(remoteIdentity(), sendingChainKey(), sendingCounter(), archived.size());
  }
}
