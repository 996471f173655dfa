package io.trunkline.whatsapp.protocol.noise;

/// A peer that does not keep to the handshake, cannot prove who it is, or whose frame does not
/// decrypt. The connection is lost; keys of the account are not.
public final class HandshakeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  HandshakeException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// Whether the peer spoke correctly but is not, or not any more, one that the root vouches for.
  public boolean isUntrusted() {
    return switch (code) {
      case CERTIFICATE_MALFORMED,
          CERTIFICATE_SIGNATURE,
          CERTIFICATE_ISSUER,
          CERTIFICATE_KEY,
          CERTIFICATE_EXPIRED ->
          true;
      case MALFORMED, BAD_KEY, DECRYPTION_FAILED, COUNTER_EXHAUSTED -> false;
    };
  }

  /// The kinds of fault.
  public enum Code {
    /// Not the expected message, a part missing, or a part of the wrong length.
    MALFORMED,
    /// A public key with which no secret can be agreed.
    BAD_KEY,
    /// A ciphertext that was changed, or made with other keys or out of order.
    DECRYPTION_FAILED,
    /// A chain without one of its parts.
    CERTIFICATE_MALFORMED,
    /// A certificate that its issuer did not sign.
    CERTIFICATE_SIGNATURE,
    /// A certificate that names another issuer.
    CERTIFICATE_ISSUER,
    /// A certificate for another key than the peer's.
    CERTIFICATE_KEY,
    /// A certificate that is not valid yet, or not any more.
    CERTIFICATE_EXPIRED,
    /// So many frames in one direction that the counter would repeat; time for a new connection.
    COUNTER_EXHAUSTED
  }
}
