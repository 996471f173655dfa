package io.trunkline.whatsapp.protocol.frame;

/// A frame or an intro that breaks the rules. The byte stream has lost its borders, so the
/// connection cannot go on.
public final class FrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  FrameException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault.
  public enum Code {
    /// A payload over 2^24 - 1 bytes, or over the limit that the decoder was given.
    TOO_LARGE,
    /// A connection that does not begin with a known intro.
    BAD_INTRO
  }
}
