package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;

/// The outcome of a decryption.
///
/// @param session the session after it; use only this one from now on
/// @param padded the plaintext as it was encrypted; [Padding#unpad] takes the padding off
/// @param consumedPreKeyId the one-time prekey to delete together with storing the session; empty
///     where none was used
/// @param remoteIdentity the sender's identity, which the message's MAC has proved
/// @param ratchetTurned whether the session has a new sending chain, which must be durable before
///     anything leaves under it
public record Decrypted(
    SignalSession session,
    byte[] padded,
    OptionalInt consumedPreKeyId,
    PublicKey remoteIdentity,
    boolean ratchetTurned) {

  public Decrypted {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(consumedPreKeyId, "consumedPreKeyId");
    Objects.requireNonNull(remoteIdentity, "remoteIdentity");
    padded = padded.clone();
  }

  /// A copy.
  @Override
  public byte[] padded() {
    return padded.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Decrypted that
        && session.equals(that.session)
        && Arrays.equals(padded, that.padded)
        && consumedPreKeyId.equals(that.consumedPreKeyId)
        && remoteIdentity.equals(that.remoteIdentity)
        && ratchetTurned == that.ratchetTurned;
  }

  @Override
  public int hashCode() {
    return session.hashCode();
  }

  @Override
  public String toString() {
    return "Decrypted[%d bytes, consumedPreKeyId=%s, ratchetTurned=%s]"
        .formatted(padded.length, consumedPreKeyId, ratchetTurned);
  }
}
