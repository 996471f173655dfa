package io.trunkline.whatsapp.protocol.payload;

/// A client payload that a server cannot use. The connection ends, nothing else is touched.
public final class PayloadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  PayloadException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault.
  public enum Code {
    /// Not the expected protobuf, or a part missing or of the wrong length.
    MALFORMED,
    /// A signed prekey that the identity did not sign.
    BAD_SIGNATURE
  }
}
