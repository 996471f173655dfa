package io.trunkline.whatsapp.protocol.crypto;

/// Bytes from outside that a primitive refused.
///
/// The operation had no effect, and its objects can be used further. Arguments that only our own
/// code could have got wrong (a key of 31 bytes, say) are an `IllegalArgumentException` instead.
public final class CryptoException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// What was wrong.
  public enum Code {
    /// A public key of the wrong length, type or a point of small order.
    INVALID_KEY,
    /// An authenticated ciphertext that was changed, or sealed under another key, nonce or data.
    BAD_TAG,
    /// A CBC ciphertext whose length or padding is impossible.
    BAD_PADDING
  }

  private final Code code;

  public CryptoException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
