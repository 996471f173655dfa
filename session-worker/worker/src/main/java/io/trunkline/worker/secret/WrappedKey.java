package io.trunkline.worker.secret;

/// A tenant's data key as stored: nonce 12, ciphertext 32, tag 16 bytes.
///
/// @param masterKeyId names the master key that wrapped it
public record WrappedKey(String masterKeyId, byte[] bytes) {
  public WrappedKey {
    if (bytes.length != 60) {
      throw new IllegalArgumentException(
          "Expected a wrapped key of 60 bytes but was " + bytes.length);
    }
    bytes = bytes.clone();
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }
}
