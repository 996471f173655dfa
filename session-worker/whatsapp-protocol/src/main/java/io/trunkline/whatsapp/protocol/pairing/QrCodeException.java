package io.trunkline.whatsapp.protocol.pairing;

/// A text that is no QR code of a device to be linked. The message does not repeat it, because such
/// a text holds a secret.
public final class QrCodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QrCodeException(String message) {
    super(message);
  }
}
