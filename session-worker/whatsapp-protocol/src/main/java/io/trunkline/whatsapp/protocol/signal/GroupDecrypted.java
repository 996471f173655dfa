package io.trunkline.whatsapp.protocol.signal;

import java.util.Arrays;
import java.util.Objects;

/// The outcome of a decryption from a group.
///
/// @param record the sender's keys after it; use only this one from now on
/// @param padded the plaintext as it was encrypted; [Padding#unpad] takes the padding off
public record GroupDecrypted(SenderKeyRecord record, byte[] padded) {

  public GroupDecrypted {
    Objects.requireNonNull(record, "record");
    padded = padded.clone();
  }

  /// A copy.
  @Override
  public byte[] padded() {
    return padded.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupDecrypted that
        && record.equals(that.record)
        && Arrays.equals(padded, that.padded);
  }

  @Override
  public int hashCode() {
    return record.hashCode();
  }

  @Override
  public String toString() {
    return "GroupDecrypted[%d bytes, %s]".formatted(padded.length, record);
  }
}
