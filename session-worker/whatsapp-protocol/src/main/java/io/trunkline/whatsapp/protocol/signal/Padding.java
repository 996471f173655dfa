package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.Arrays;

/// The padding that WhatsApp puts around a plaintext (`enc` of version 2) before Signal's own: 1
/// to 16 bytes, each the number of them.
public final class Padding {

  private static final int LARGEST = 16;

  private Padding() {}

  /// Appends as many bytes as one random byte decides.
  public static byte[] pad(byte[] plaintext, Randomness randomness) {
    int count = (randomness.bytes(1)[0] & (LARGEST - 1)) + 1;
    byte[] padded = Arrays.copyOf(plaintext, plaintext.length + count);
    Arrays.fill(padded, plaintext.length, padded.length, (byte) count);
    return padded;
  }

  /// Takes the padding off. As other clients do, only the last byte is looked at, and any count up
  /// to the whole length is accepted.
  ///
  /// @throws SignalException (`INVALID_MESSAGE`) when the last byte counts more bytes than there
  ///     are
  public static byte[] unpad(byte[] padded) {
    int count = padded.length == 0 ? 1 : padded[padded.length - 1] & 0xff;
    if (count > padded.length) {
      throw new SignalException(
          SignalException.Code.INVALID_MESSAGE,
          "Expected %d bytes of padding but was %d in all".formatted(count, padded.length));
    }
    return Arrays.copyOf(padded, padded.length - count);
  }
}
