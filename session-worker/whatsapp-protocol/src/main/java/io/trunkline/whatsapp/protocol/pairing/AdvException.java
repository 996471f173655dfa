package io.trunkline.whatsapp.protocol.pairing;

/// A device identity that does not prove what it should. Nothing was stored; a pairing answers with
/// an iq error of [Code#status()] and [Code#text()], then disconnects.
public final class AdvException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  AdvException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault, with what the error answer says.
  public enum Code {
    /// The phone did not know the secret of the QR code.
    HMAC_MISMATCH(401, "hmac-mismatch"),
    /// A signature that its key did not make.
    SIGNATURE_MISMATCH(401, "signature-mismatch"),
    /// Not the expected protobuf, or a part missing or of the wrong length.
    MALFORMED(500, "internal-error");

    private final int status;
    private final String text;

    Code(int status, String text) {
      this.status = status;
      this.text = text;
    }

    /// The `code` of the error answer.
    public int status() {
      return status;
    }

    /// The `text` of the error answer.
    public String text() {
      return text;
    }
  }
}
