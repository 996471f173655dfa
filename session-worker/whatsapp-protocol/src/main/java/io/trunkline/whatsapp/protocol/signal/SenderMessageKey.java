package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.AesCbc;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import java.util.Arrays;

/// The key of one group message: `HKDF(seed, WhisperGroup, 48) = iv 16 | cipher key 32`.
final class SenderMessageKey {

  private static final String INFO = "WhisperGroup";

  private final byte[] iv;
  private final byte[] cipherKey;

  private SenderMessageKey(byte[] derived) {
    iv = Arrays.copyOf(derived, 16);
    cipherKey = Arrays.copyOfRange(derived, 16, 48);
  }

  static SenderMessageKey of(byte[] seed) {
    return new SenderMessageKey(Hkdf.derive(seed, INFO, 48));
  }

  byte[] encrypt(byte[] padded) {
    return AesCbc.encrypt(cipherKey, iv, padded);
  }

  byte[] decrypt(byte[] ciphertext) {
    try {
      return AesCbc.decrypt(cipherKey, iv, ciphertext);
    } catch (CryptoException e) {
      throw new SignalException(
          SignalException.Code.INVALID_MESSAGE, "An authentic message does not decrypt", e);
    }
  }

  @Override
  public String toString() {
    return "SenderMessageKey[…]";
  }
}
