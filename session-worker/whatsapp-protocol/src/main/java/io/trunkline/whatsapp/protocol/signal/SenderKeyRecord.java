package io.trunkline.whatsapp.protocol.signal;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The sender keys that one device has told us for one group: up to 5, newest first, since messages
/// under the former ones may still be under way.
///
/// Immutable. It contains secrets: its stored form must be encrypted at rest, and `toString` shows
/// none. Two records are equal when their stored forms are.
///
/// Source: libsignal's sender key record, by behaviour.
public final class SenderKeyRecord {

  /// How many keys are kept; the oldest is dropped.
  public static final int MAX_STATES = 5;

  /// Of a device that has told us none.
  public static final SenderKeyRecord EMPTY = new SenderKeyRecord(List.of());

  private final List<SenderKeyState> states;

  /// @param states newest first
  SenderKeyRecord(List<SenderKeyState> states) {
    this.states = List.copyOf(states);
  }

  /// Reads the stored form.
  ///
  /// @throws SignalException (`INVALID_SESSION`) when it is none
  public static SenderKeyRecord decode(byte[] bytes) {
    return SenderKeyFormat.decodeRecord(bytes);
  }

  /// The stored form, with a version in its first byte. It contains secrets.
  public byte[] encode() {
    return SenderKeyFormat.encode(this);
  }

  /// The record with a key that its owner has told us, which is the newest from now on.
  ///
  /// A key that is known stays as it is, because taking its chain back would let messages be
  /// decrypted twice; only when the distribution is further ahead than the chain could follow does
  /// it go on from there. Under an id only the newest key is kept.
  ///
  /// @return this record itself when it says nothing new, so that there is nothing to store
  public SenderKeyRecord with(SenderKeyDistribution distribution) {
    SenderKeyState state =
        state(distribution.id())
            .filter(known -> known.reaches(distribution))
            .orElseGet(() -> SenderKeyState.of(distribution));
    if (!states.isEmpty() && states.getFirst() == state) {
      return this;
    }
    List<SenderKeyState> newestFirst = new ArrayList<>(MAX_STATES);
    newestFirst.add(state);
    for (SenderKeyState other : states) {
      if (other.id() != state.id() && newestFirst.size() < MAX_STATES) {
        newestFirst.add(other);
      }
    }
    return new SenderKeyRecord(newestFirst);
  }

  /// The record with one key as it has become by a message of it; the order stays.
  SenderKeyRecord with(SenderKeyState changed) {
    return new SenderKeyRecord(
        states.stream().map(state -> state.id() == changed.id() ? changed : state).toList());
  }

  Optional<SenderKeyState> state(int id) {
    return states.stream().filter(state -> state.id() == id).findFirst();
  }

  List<SenderKeyState> states() {
    return states;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SenderKeyRecord that && MessageDigest.isEqual(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return states.isEmpty() ? 0 : states.getFirst().chain().key().hashCode();
  }

  @Override
  public String toString() {
    return "SenderKeyRecord" + states;
  }
}
