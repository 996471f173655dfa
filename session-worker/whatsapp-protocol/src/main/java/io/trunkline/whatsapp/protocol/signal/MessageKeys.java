package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.AesCbc;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.Arrays;

/// The keys of one message: `HKDF(seed, WhisperMessageKeys, 80) = cipher 32 | mac 32 | iv 16`.
final class MessageKeys {

  static final int MAC_BYTES = 8;

  private static final String INFO = "WhisperMessageKeys";

  private final byte[] cipherKey;
  private final byte[] macKey;
  private final byte[] iv;

  private MessageKeys(byte[] derived) {
    cipherKey = Arrays.copyOfRange(derived, 0, 32);
    macKey = Arrays.copyOfRange(derived, 32, 64);
    iv = Arrays.copyOfRange(derived, 64, 80);
  }

  static MessageKeys of(byte[] seed) {
    return new MessageKeys(Hkdf.derive(seed, INFO, 80));
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

  /// The MAC over both identities and the message as it goes over the wire, without its MAC.
  byte[] mac(PublicKey sender, PublicKey receiver, byte[] versionAndBody) {
    byte[] tag = HmacSha256.mac(macKey, sender.serialized(), receiver.serialized(), versionAndBody);
    return Arrays.copyOf(tag, MAC_BYTES);
  }

  @Override
  public String toString() {
    return "MessageKeys[…]";
  }
}
