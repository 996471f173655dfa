package io.trunkline.whatsapp.client.media;

/// A transfer did not succeed. Carries no stack. What survives: the session, and the source. What
/// went into a sink so far is worth nothing.
public final class MediaFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why.
  public enum Code {
    /// The session has no connection over which the media hosts could be asked for.
    NOT_CONNECTED(true),
    /// No media host answered, in all tries; or a transfer came to a standstill.
    UNREACHABLE(true),
    /// A media host refused; [MediaFailure#status()] says how.
    REFUSED(false),
    /// Neither the server nor the phone has the file any more.
    GONE(false),
    /// The server has the file no more, and the phone that could upload it again did not answer.
    PHONE_SILENT(true),
    /// The file is not what its message says.
    CORRUPT(false),
    /// Longer than WhatsApp carries.
    TOO_LONG(false),
    /// The source or the sink failed, or the source gave other bytes the second time.
    STORAGE(true),
    /// A fault of ours; the log has it.
    INTERNAL(true);

    private final boolean retryable;

    Code(boolean retryable) {
      this.retryable = retryable;
    }
  }

  private final Code code;
  private final int status;

  public MediaFailure(Code code, String message) {
    this(code, 0, message);
  }

  MediaFailure(Code code, int status, String message) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
  }

  public Code code() {
    return code;
  }

  /// The HTTP status, or 0 where no host answered.
  public int status() {
    return status;
  }

  public boolean retryable() {
    return code.retryable;
  }
}
