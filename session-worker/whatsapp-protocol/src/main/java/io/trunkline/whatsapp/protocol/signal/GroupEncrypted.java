package io.trunkline.whatsapp.protocol.signal;

import java.util.Arrays;
import java.util.Objects;

/// The outcome of an encryption to a group.
///
/// @param key the sender key one iteration further; use only this one from now on
/// @param bytes the whole message, for the `enc` node
/// @param iteration the message's place in the chain; with the sender key it names the message key
public record GroupEncrypted(OwnSenderKey key, byte[] bytes, int iteration) {

  public GroupEncrypted {
    Objects.requireNonNull(key, "key");
    bytes = bytes.clone();
  }

  /// A copy.
  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupEncrypted that
        && key.equals(that.key)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "GroupEncrypted[%d bytes, %s, iteration=%d]".formatted(bytes.length, key, iteration);
  }
}
