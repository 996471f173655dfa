package io.trunkline.whatsapp.client;

/// A send (or another request) did not succeed. Completes stages exceptionally; carries no stack.
///
/// What survives: the session. A [#retryable()] send may be issued again **with the same id**; it
/// may or may not have reached the server.
public final class SendFailure extends RuntimeException {

  /// Why.
  public enum Code {
    /// No open connection, or it ended before the ack.
    NOT_CONNECTED(true),
    /// The window and its queue are full.
    BUSY(true),
    /// The server did not answer in time.
    TIMEOUT(true),
    /// The recipient has no WhatsApp account.
    NOT_ON_WHATSAPP(false),
    /// The server refused; [SendFailure#serverCode()] says with which number.
    REFUSED(false),
    /// 463 and 475: the account may not start this chat now; the account's health says until when.
    ACCOUNT_LIMITED(true),
    /// The server could not do it just now (5xx).
    SERVER_ERROR(true),
    /// The server told us to slow down (429).
    RATE_LIMITED(true),
    /// The message cannot be sent as it is (a recipient of a kind that texts do not go to).
    INVALID(false),
    /// The device has no usable credentials.
    NOT_LINKED(false),
    /// The session failed and must be loaded anew.
    SESSION_FAILED(true);

    private final boolean retryable;

    Code(boolean retryable) {
      this.retryable = retryable;
    }
  }

  private static final long serialVersionUID = 1;

  private final Code code;
  private final int serverCode;

  public SendFailure(Code code, String message) {
    this(code, 0, message);
  }

  public SendFailure(Code code, int serverCode, String message) {
    super(message, null, false, false);
    this.code = code;
    this.serverCode = serverCode;
  }

  public Code code() {
    return code;
  }

  /// WhatsApp's number, or 0 where the failure is not the server's.
  public int serverCode() {
    return serverCode;
  }

  public boolean retryable() {
    return code.retryable;
  }
}
