package io.trunkline.simulator.control;

/// A request that is answered by an error: `{ "error": slug, "message": text }`.
final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String slug;

  ControlException(int status, String slug, String message) {
    super(message);
    this.status = status;
    this.slug = slug;
  }

  static ControlException badRequest(String message) {
    return new ControlException(400, "bad-request", message);
  }

  int status() {
    return status;
  }

  String slug() {
    return slug;
  }
}
