package io.trunkline.whatsapp.protocol.secret;

/// Something that belongs to a message and cannot be read. Nothing was changed; it can be tried
/// again under another secret or other senders.
public final class SecretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  SecretException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault.
  public enum Code {
    /// Encrypted under another secret, by or for another sender, or changed.
    BAD_TAG,
    /// A vector of other than 12 bytes, or content that is not the protobuf it should be.
    MALFORMED
  }
}
