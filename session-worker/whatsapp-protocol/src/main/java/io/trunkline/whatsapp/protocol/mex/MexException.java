package io.trunkline.whatsapp.protocol.mex;

/// An answer of WhatsApp's GraphQL is not one, or is an error. Carries no stack; the connection
/// survives.
public final class MexException extends RuntimeException {

  /// Why.
  public enum Code {
    /// Not the JSON that was expected, or none.
    MALFORMED,
    /// The server answered with an error; [MexException#serverCode()] says with which number.
    REFUSED
  }

  private static final long serialVersionUID = 1;

  private final Code code;
  private final int serverCode;

  public MexException(Code code, String message) {
    this(code, 0, message);
  }

  MexException(Code code, int serverCode, String message) {
    super(message, null, false, false);
    this.code = code;
    this.serverCode = serverCode;
  }

  public Code code() {
    return code;
  }

  /// The server's number, or 0 where it names none.
  public int serverCode() {
    return serverCode;
  }
}
