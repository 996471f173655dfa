package io.trunkline.whatsapp.protocol.jid;

/// A text or a combination of parts that is no JID. Nothing was changed; only the value is refused.
/// The message names the kind of fault but not the value, which may be a phone number.
public final class JidException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  JidException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault.
  public enum Code {
    UNKNOWN_SERVER,
    BAD_USER,
    BAD_DEVICE,
    BAD_AGENT,
    BAD_INTEGRATOR
  }
}
