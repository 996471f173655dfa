package io.trunkline.simulator.server;

/// What a newsletter does not allow; nothing has changed.
public final class NewsletterRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  NewsletterRefusal(int code, String text) {
    super(text, null, false, false);
    this.code = code;
  }

  /// WhatsApp's number, like that of an HTTP status.
  public int code() {
    return code;
  }
}
