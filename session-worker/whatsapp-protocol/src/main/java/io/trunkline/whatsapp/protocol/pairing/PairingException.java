package io.trunkline.whatsapp.protocol.pairing;

/// A step of pairing by code or by passkey that cannot be taken. Nothing was changed; the attempt
/// goes on where its [Code] says so. The message holds no code and no key.
public final class PairingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  PairingException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault.
  public enum Code {
    /// A text that is no pairing code.
    BAD_CODE,
    /// A text that is no phone number in international form.
    BAD_PHONE_NUMBER,
    /// A stanza with a part missing or of the wrong length.
    MALFORMED,
    /// A stanza that answers another attempt. The own one can still be answered.
    WRONG_REF,
    /// The code that was typed is not the one that was shown. It can be typed again.
    WRONG_CODE,
    /// A public key with which no secret can be agreed.
    INVALID_KEY,
    /// The sealed bundle names other identities than those that take part.
    IDENTITY_MISMATCH,
    /// A proof or commitment that does not hold: the device is another one than it says.
    NOT_PROVED
  }
}
