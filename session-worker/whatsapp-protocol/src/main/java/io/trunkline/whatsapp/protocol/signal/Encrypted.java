package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.Arrays;
import java.util.Objects;

/// The outcome of an encryption.
///
/// @param session the session with its sending chain one further; use only this one from now on
/// @param bytes the whole message, for the `enc` node
/// @param ratchetKey names the sending chain that was used
/// @param counter the message's place in it; with `ratchetKey` it names the message key
public record Encrypted(
    SignalSession session, CiphertextType type, byte[] bytes, PublicKey ratchetKey, int counter) {

  public Encrypted {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(ratchetKey, "ratchetKey");
    bytes = bytes.clone();
  }

  /// A copy.
  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Encrypted that
        && session.equals(that.session)
        && type == that.type
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Encrypted[%s of %d bytes, %s, counter=%d]"
        .formatted(type, bytes.length, ratchetKey, counter);
  }
}
