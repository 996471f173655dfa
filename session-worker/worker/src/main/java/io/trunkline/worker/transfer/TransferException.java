package io.trunkline.worker.transfer;

/// What was given is not a session of another client that can be taken over. The message names
/// files and fields, never their values.
public final class TransferException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public enum Code {
    /// More files or bytes than a session has.
    TOO_LARGE,
    /// Neither a zip nor JSON, or a field of another shape.
    MALFORMED,
    /// The keys belong to no linked account.
    NOT_LINKED,
    /// Keys or signatures that do not belong together.
    INCONSISTENT
  }

  private final Code code;

  public TransferException(Code code, String message) {
    super(message);
    this.code = code;
  }

  TransferException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
