package io.trunkline.whatsapp.protocol.message;

/// A decrypted plaintext that is no message. It was authentic, so its sender is at fault; it is
/// acknowledged like any other, because another delivery would be the same.
public final class MessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  /// Made by what reads plaintexts.
  public MessageException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault.
  public enum Code {
    /// Not the protobuf of a message.
    MALFORMED,
    /// Wrapped more often than any client does.
    TOO_DEEP
  }
}
