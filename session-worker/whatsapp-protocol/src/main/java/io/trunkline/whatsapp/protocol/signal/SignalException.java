package io.trunkline.whatsapp.protocol.signal;

import java.util.OptionalInt;

/// A message, bundle or stored state that Signal's rules refuse.
///
/// No state was changed by the attempt; the state it was made with can be used further. What a
/// receiver does about it depends on the [Code].
public final class SignalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// What was wrong, with the number that a retry receipt carries for it.
  public enum Code {
    /// A plain message came from a device with which there is no session.
    NO_SESSION(1),
    /// A group message under a sender key that its sender has not told us. Retry receipts have no
    /// number for it; that of [#NO_SESSION] comes nearest.
    NO_SENDER_KEY(1),
    /// A public key of the wrong form or of small order.
    INVALID_KEY(2),
    /// The message names a prekey that we do not have (any more).
    INVALID_KEY_ID(3),
    /// Bytes that are no Signal message of version 3, or a plaintext that cannot be unpadded.
    INVALID_MESSAGE(4),
    /// The signature of a bundle's signed prekey is not its identity's, or that of a group message
    /// not its sender key's.
    INVALID_SIGNATURE(5),
    /// A counter more than 2000 ahead of its chain.
    FUTURE_MESSAGE(6),
    /// No known session state authenticates the message.
    BAD_MAC(7),
    /// A stored session or sender key that cannot be read.
    INVALID_SESSION(8),
    /// The message was decrypted before, or is older than what is kept of its chain. Nothing is
    /// wrong with the sender: acknowledge it and tell nobody.
    DUPLICATE(-1);

    private final int retryError;

    Code(int retryError) {
      this.retryError = retryError;
    }

    /// The `error` attribute of the retry receipt; empty when none must be sent.
    public OptionalInt retryError() {
      return retryError < 0 ? OptionalInt.empty() : OptionalInt.of(retryError);
    }
  }

  private final Code code;

  public SignalException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public SignalException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
