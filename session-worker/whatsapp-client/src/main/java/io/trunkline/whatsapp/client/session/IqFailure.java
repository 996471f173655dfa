package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SendFailure;

/// An iq was answered with an error. Carries no stack.
final class IqFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;

  IqFailure(int code, String text) {
    super("Expected a result but was error " + code + " " + text, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }

  SendFailure asSendFailure() {
    SendFailure.Code meaning =
        code == 429
            ? SendFailure.Code.RATE_LIMITED
            : code >= 500 ? SendFailure.Code.SERVER_ERROR : SendFailure.Code.REFUSED;
    return new SendFailure(meaning, code, String.valueOf(getMessage()));
  }
}
