package io.trunkline.simulator.phone;

/// Something that a phone cannot do. The phone is as it was.
public final class PhoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Why, and the status with which the control API answers.
  public enum Code {
    PHONE_NOT_FOUND(404),
    DEVICE_NOT_FOUND(404),
    MESSAGE_NOT_FOUND(404),
    NOT_ON_WHATSAPP(404),
    PHONE_EXISTS(409),
    PHONE_OFFLINE(409),
    QR_EXPIRED(410),
    CODE_EXPIRED(410),
    NOT_A_QR(422),
    WRONG_CODE(403),
    PAIRING_FAILED(502);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  private final Code code;

  public PhoneException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
